"""Each bug that is planted into the SDK makes the test fail that must catch it, and only with the bug."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests.planted_bugs.client import CLIENT_BUGS
from contract_tests.planted_bugs.client.planting import ClientBug
from contract_tests.planted_bugs.client.running import FOLDERS, find, first_failure
from contract_tests.planted_bugs.sample import describe, sample

#: They try no single operation, but what many calls together come to; a planted bug shows in the others first.
_WITHOUT_BUGS = {"test_creates", "test_guard", "test_planted_bugs", "test_rate_limit", "test_reference"}


@pytest.mark.parametrize("bug", sample(CLIENT_BUGS), ids=lambda bug: bug.name)
def test_the_named_test_catches_a_planted_bug(bug: ClientBug) -> None:
    assert first_failure(find(bug.test), bug) is not None, f"{bug.test} passes with the bug ({describe()})"


def test_every_test_of_an_operation_catches_a_planted_bug() -> None:
    paths = [path for path in FOLDERS[0].glob("test_*.py") if path.stem not in _WITHOUT_BUGS]
    names = {one.name for path in paths for one in _functions(path)}
    assert names - {bug.test for bug in CLIENT_BUGS} == set()


def test_every_bug_has_a_name_of_its_own() -> None:
    assert len({bug.name for bug in CLIENT_BUGS}) == len(CLIENT_BUGS) > 160


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def _asserts(node: ast.AST) -> bool:
    """Whether a statement is an assert, or a call of a name with "assert", "raises" or "fail" in it."""
    name = getattr(node, "attr", getattr(node, "id", ""))
    return isinstance(node, ast.Assert) or any(word in name for word in ("assert", "raises", "fail"))


@pytest.mark.parametrize(
    "path",
    [path for folder in FOLDERS for path in sorted(folder.glob("test_*.py"))],
    ids=lambda path: "-".join(path.parts[-3:]),
)
def test_every_test_of_the_sdk_asserts_something(path: Path) -> None:
    silent = [one.name for one in _functions(path) if not any(map(_asserts, ast.walk(one)))]
    assert silent == []
