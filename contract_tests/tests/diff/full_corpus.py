"""The long part of the corpus's proof, which `nox -s proofs` runs: files, SDKs and types of each edit.

The short part is ``contract_tests/test_spec_edits_corpus.py``.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from contract_tests.tests.diff.clean import objections
from contract_tests.tests.diff.client import reading, troubles
from contract_tests.tests.diff.corpus import Edit, edits
from contract_tests.tests.diff.counterexample import responses
from contract_tests.tests.diff.folder import write_folder
from contract_tests.tests.diff.program import program_of
from contract_tests.tests.diff.rendered import Sdk, import_sdk, render_sdk
from contract_tests.tests.diff.requests import requests
from contract_tests.tests.diff.server import Server, shape
from contract_tests.tests.diff.verdicts import kinds_of
from generator.document.bundle import Bundle, bundle
from generator.lint import lint

pytestmark = pytest.mark.timeout(1800)

POSSIBLE = [edit for edit in edits() if not edit.forbidden]
each_possible = pytest.mark.parametrize("edit", POSSIBLE, ids=repr)


def _name(content: Mapping[str, Any]) -> str:
    """Name the package of a document after what it says: many edits share their one side."""
    return "sdk_" + hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


class Sdks:
    """The SDKs of all documents, side by side in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, Sdk] = {}

    def of(self, content: Mapping[str, Any]) -> Sdk:
        """Give the SDK of a document."""
        name = _name(content)
        if name not in self._known:
            package = render_sdk(content, self.folder / "work" / name).rename(self.folder / name)
            self._known[name] = import_sdk(package)
        return self._known[name]


@pytest.fixture(scope="module")
def sdks(tmp_path_factory: pytest.TempPathFactory) -> Sdks:
    """Give a place for the SDKs."""
    return Sdks(tmp_path_factory.mktemp("sdks"))


@each_possible
def test_both_documents_of_an_edit_are_clean_as_files(edit: Edit, tmp_path: Path) -> None:
    for side, content in (("before", edit.before), ("after", edit.after)):
        assert objections(content) == {}
        made = bundle(write_folder(content, tmp_path / side / "openapi"), "openapi")
        assert isinstance(made, Bundle), [str(fault) for fault in made]
        assert made.document.content == content
        assert (lint(made.document), made.unexplained()) == ([], [])


@each_possible
def test_the_old_sdk_works_on_the_new_server_where_nothing_breaks(edit: Edit, sdks: Sdks) -> None:
    old, new = Server(edit.before), Server(edit.after)
    broken = {change.direction for change in edit.changes if change.breaking}
    if not broken:
        assert list(troubles(sdks.of(edit.before), old, new, requests(old, new))) == []
    if not broken & {"response", "both"}:
        assert list(_unread(sdks.of(edit.before), old, new)) == []


def _unread(sdk: Sdk, old: Server, new: Server) -> list[str]:
    """Give the answers that the new document allows and the old SDK does not read."""
    successors = {(one.method, shape(one.path)): one for one in new.document.operations}
    found = []
    for operation in old.document.operations:
        successor = successors[operation.method, shape(operation.path)]
        for response in responses(operation, successor):
            try:
                result = sdk.read(operation, response)
            except Exception as error:  # noqa: BLE001 - whatever a user of the SDK meets
                found.append(f"{operation.id}: {response}: {type(error).__name__}: {error}")
            else:
                found += [f"{operation.id}: {trouble}" for trouble in reading(operation, response, result)]
    return found


def test_code_for_the_old_sdk_is_typed_with_the_new_one_unless_it_breaks(sdks: Sdks) -> None:
    programs: dict[str, Edit] = {}
    for number, edit in enumerate(POSSIBLE):
        old, package = sdks.of(edit.before), _name(edit.after)
        sdks.of(edit.after)
        programs[f"use_{number}.py"] = edit
        (sdks.folder / f"use_{number}.py").write_text(program_of(old, package), encoding="utf-8")
        (sdks.folder / f"own_{_name(edit.before)}.py").write_text(program_of(old, _name(edit.before)), encoding="utf-8")
    errors = _mypy(sdks.folder)
    # What the SDKs are made of, and each program with the SDK that it was written for, is right.
    assert {file: lines for file, lines in errors.items() if not file.startswith("use_")} == {}
    failing = {repr(programs[file]): lines for file, lines in errors.items()}
    # An edit that breaks nobody breaks no code; one that is said to break code does.
    assert {
        name: failing[name] for name in failing if not next(one for one in POSSIBLE if repr(one) == name).breaks
    } == {}
    breaking_code = {
        repr(edit) for edit in POSSIBLE for change in edit.changes if change.breaking and kinds_of(change)[0] == "code"
    }
    assert breaking_code <= failing.keys()


def _mypy(folder: Path) -> dict[str, list[str]]:
    """Give the errors of mypy in a folder of packages and programs, by file."""
    # The classes of the models stand in a private module, and the programs name them through the public one.
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", os.devnull]
    targets = [path.name for path in sorted(folder.iterdir()) if path.name != "work" and path.name[:1] not in "._"]
    done = subprocess.run([*command, *targets], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    errors = defaultdict(list)
    for line in done.stdout.splitlines():
        errors[line.partition(":")[0]].append(line)
    return errors
