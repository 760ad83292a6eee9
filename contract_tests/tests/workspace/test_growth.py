"""The generator reads a document of twice the size with twice the calls: no function is called for each pair of operations.

Calls are counted and no time is measured, so that the result is the same on every machine.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest

from contract_tests.tools.bench.large_folder import enlarge
from generator.acceptance import read_accepted
from generator.document import Document
from generator.render.build import describe
from generator.render.parse import PACKAGE, Parsed, make_config, parse
from generator.render.source import Source
from generator.render.view import Sdk

_ROOT: Final = Path(__file__).parents[3]
_SIZES: Final = (13, 26, 52)
_ALLOWED: Final = 2.5
"""How many times the calls can grow where the number of added operations doubles. To sort takes a little more than twice."""
_FEW: Final = 100

Calls = Counter[str]


def _count(run: Callable[[], object]) -> Calls:
    """Return how often each function is called, and each one of C by its caller."""
    calls: Calls = Counter()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        where = f"{frame.f_code.co_filename}:{frame.f_code.co_firstlineno} {frame.f_code.co_qualname}"
        if event == "call":
            calls[where] += 1
        elif event == "c_call":
            calls[f"{argument.__name__} in {where}"] += 1

    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(None)
    return calls


def _superlinear(calls: list[Calls]) -> list[str]:
    """Return each function whose calls grow by much more than twice from the second step to the third."""
    first, second, third = calls
    return [
        f"{name}: {first[name]}, {second[name]}, {third[name]} calls for {_SIZES} operations"
        for name in third
        if third[name] - second[name] > _ALLOWED * (second[name] - first[name]) + _FEW
    ]


def _folder(parent: Path, operations: int) -> Path:
    folder = parent / str(operations)
    shutil.copytree(_ROOT / "openapi", folder)
    shutil.rmtree(folder / "history")
    enlarge(folder, operations)
    return folder


def _accepted(folder: Path) -> Document:
    document = read_accepted(folder)
    assert isinstance(document, Document), document
    return document


def _described(document: Document) -> None:
    parsed = parse(document.content, make_config(Path(PACKAGE)))
    assert isinstance(parsed, Parsed), parsed
    assert isinstance(describe(parsed, Source(document.content)), Sdk)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    parent = tmp_path_factory.mktemp("growth")
    return [_folder(parent, size) for size in _SIZES]


def test_no_function_of_bundle_lint_and_load_is_called_for_each_pair_of_operations(folders: list[Path]) -> None:
    _accepted(folders[0])  # what is compiled and imported once
    assert _superlinear([_count(partial(_accepted, folder)) for folder in folders]) == []


def test_no_function_of_the_renderer_is_called_for_each_pair_of_operations(folders: list[Path]) -> None:
    documents = [_accepted(folder) for folder in folders]
    _described(documents[0])
    assert _superlinear([_count(partial(_described, one)) for one in documents]) == []


def test_the_files_of_a_document_are_read_once(folders: list[Path]) -> None:
    calls = _count(partial(_accepted, folders[0]))
    files = [*folders[0].rglob("*.yaml")]
    assert _calls(calls, "read_yaml") == len(files)
    assert _calls(calls, "fetch_url_text") == 0  # prance resolves what was read already


def test_the_rules_share_the_validators_of_a_document(folders: list[Path]) -> None:
    calls = _count(partial(_accepted, folders[0]))
    assert _calls(calls, "Validators.__init__") == 1


def test_a_function_that_is_called_for_each_pair_is_found() -> None:
    def pairs(size: int) -> None:
        for _ in range(size):
            for _ in range(size):
                len(())

    found = _superlinear([_count(partial(pairs, size)) for size in _SIZES])
    assert [name.partition(" in ")[0] for name in found] == ["len"]


def _calls(calls: Calls, name: str) -> int:
    return sum(number for where, number in calls.items() if where.endswith(f" {name}") and " in " not in where)
