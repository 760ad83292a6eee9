"""Ids and secrets: their format, uniqueness, and dependence on the seed."""

from __future__ import annotations

import re
import string

import pytest

from apivideo_admin_mock.tenants.ids import IdSource

BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def test_an_id_is_the_prefix_and_22_base_58_characters() -> None:
    ids = IdSource("seed")
    for _ in range(200):
        assert re.fullmatch(f"thing_[{BASE_58}]{{22}}", ids.new_id("thing_"))


def test_every_character_can_occur_at_every_position_of_an_id() -> None:
    ids = IdSource("seed")
    made = [ids.new_id("") for _ in range(3000)]
    assert [set(place) for place in zip(*made, strict=True)] == [set(BASE_58)] * 22


def test_ids_are_unique() -> None:
    ids = IdSource("seed")
    assert len({ids.new_id("") for _ in range(3000)}) == 3000


@pytest.mark.parametrize("length", [1, 43])
def test_a_secret_has_the_length_and_only_letters_and_digits(length: int) -> None:
    ids = IdSource("seed")
    secrets = [ids.new_secret(length) for _ in range(3000)]
    assert {len(secret) for secret in secrets} == {length}
    assert set("".join(secrets)) == set(string.ascii_letters + string.digits)


def test_the_seed_determines_ids_and_secrets() -> None:
    one, same, other = (IdSource(seed) for seed in ("a", "a", "b"))
    first = [(one.new_id("x_"), one.new_secret(43)) for _ in range(5)]
    assert [(same.new_id("x_"), same.new_secret(43)) for _ in range(5)] == first
    assert not {*first} & {(other.new_id("x_"), other.new_secret(43)) for _ in range(5)}
