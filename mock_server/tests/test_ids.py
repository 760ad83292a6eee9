"""Ids and secrets: their format, uniqueness, and dependence on the seed."""

from __future__ import annotations

import re
import string

import pytest

from apivideo_admin_mock.tenants.ids import new_id, new_secret

BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def test_an_id_is_the_prefix_and_22_base_58_characters() -> None:
    for number in range(200):
        assert re.fullmatch(f"thing_[{BASE_58}]{{22}}", new_id("seed", number, "thing_"))


def test_every_character_can_occur_at_every_position_of_an_id() -> None:
    made = [new_id("seed", number, "") for number in range(3000)]
    assert [set(place) for place in zip(*made, strict=True)] == [set(BASE_58)] * 22


def test_ids_are_unique() -> None:
    assert len({new_id("seed", number, "") for number in range(3000)}) == 3000


@pytest.mark.parametrize("length", [1, 43])
def test_a_secret_has_the_length_and_only_letters_and_digits(length: int) -> None:
    secrets = [new_secret("seed", number, length) for number in range(3000)]
    assert {len(secret) for secret in secrets} == {length}
    assert set("".join(secrets)) == set(string.ascii_letters + string.digits)


def test_the_seed_determines_ids_and_secrets() -> None:
    one, same, other = (
        [(new_id(seed, number, "x_"), new_secret(seed, number, 43)) for number in range(5)] for seed in ("a", "a", "b")
    )
    assert same == one
    assert not {*one} & {*other}
