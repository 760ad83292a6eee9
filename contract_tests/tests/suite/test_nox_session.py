"""The nox session of the suite: nox logs every command, so keys must not be in the arguments."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY

_NOXFILE = Path(__file__).parents[3] / "noxfile.py"


def _without_keys(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Call the function of the noxfile. Importing the file would change the environment of the tests."""
    tree = ast.parse(_NOXFILE.read_text(encoding="utf-8"))
    wanted = {"KEY_FLAGS", "without_keys"}
    body = [node for node in tree.body if {getattr(node, "name", ""), *_targets(node)} & wanted]
    names: dict[str, Any] = {"Sequence": Sequence}
    exec(compile(ast.Module(body, []), "noxfile.py", "exec"), names)  # noqa: S102 - our own text
    separated: tuple[list[str], dict[str, str]] = names["without_keys"](arguments)
    return separated


def _targets(node: ast.stmt) -> set[str]:
    return {one.id for one in node.targets if isinstance(one, ast.Name)} if isinstance(node, ast.Assign) else set()


@pytest.mark.parametrize(
    ("flag", "name"), [("--key", KEY), ("--second-key", SECOND_KEY), ("--suspended-key", SUSPENDED_KEY)]
)
def test_a_key_moves_from_the_arguments_to_its_variable(flag: str, name: str) -> None:
    expected = (["--url", "http://127.0.0.1:9", "--list"], {name: "a-key"})

    assert _without_keys(["--url", "http://127.0.0.1:9", flag, "a-key", "--list"]) == expected
    assert _without_keys(["--url", "http://127.0.0.1:9", f"{flag}=a-key", "--list"]) == expected


def test_each_of_several_keys_has_a_variable() -> None:
    words = ["--key", "a", "--key=b", "--key", "c", "--second-key", "d"]

    assert _without_keys(words) == ([], {KEY: "a", f"{KEY}_2": "b", f"{KEY}_3": "c", SECOND_KEY: "d"})


def test_arguments_without_keys_stay_as_they_are() -> None:
    assert _without_keys(["--select", "page-links", "--read-only"]) == (["--select", "page-links", "--read-only"], {})
