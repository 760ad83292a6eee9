"""The SDK before an edit works on the server after it, and its code passes type checks, unless the edit breaks clients."""

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

from contract_tests.tests.diff.client import failures, response_errors
from contract_tests.tests.diff.corpus import Edit, edits
from contract_tests.tests.diff.counterexample import responses
from contract_tests.tests.diff.program import program_of
from contract_tests.tests.diff.rendered import Sdk, import_sdk, render_sdk
from contract_tests.tests.diff.requests import requests
from contract_tests.tests.diff.server import Server, shape
from contract_tests.tests.diff.verdicts import kinds_of
from contract_tests.tools.workspace import ROOT

pytestmark = pytest.mark.timeout(600)

POSSIBLE = [edit for edit in edits() if not edit.forbidden]


def _name(content: Mapping[str, Any]) -> str:
    """Return a package name for the SDK of a document, from its content: many edits share one side."""
    return "sdk_" + hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


class Sdks:
    """The SDKs of all documents, side by side in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sdks: dict[str, Sdk] = {}

    def of(self, content: Mapping[str, Any]) -> Sdk:
        """Return the SDK of a document, rendered at its first use."""
        name = _name(content)
        if name not in self._sdks:
            package = render_sdk(content, self.folder / "work" / name).rename(self.folder / name)
            self._sdks[name] = import_sdk(package)
        return self._sdks[name]


@pytest.fixture(scope="module")
def sdks(tmp_path_factory: pytest.TempPathFactory) -> Sdks:
    """Return the SDKs of this worker."""
    return Sdks(tmp_path_factory.mktemp("sdks"))


@pytest.mark.parametrize("edit", POSSIBLE, ids=repr)
def test_the_old_sdk_works_on_the_new_server_unless_the_edit_breaks_clients(edit: Edit, sdks: Sdks) -> None:
    old, new = Server(edit.before), Server(edit.after)
    broken = {change.direction for change in edit.changes if change.breaking}
    if not broken:
        assert list(failures(sdks.of(edit.before), old, new, requests(old, new))) == []
    if not broken & {"response", "both"}:
        assert list(_unread(sdks.of(edit.before), old, new)) == []


def _unread(sdk: Sdk, old: Server, new: Server) -> list[str]:
    """Return the responses that are valid for the new document and that the old SDK can't read."""
    successors = {(one.method, shape(one.path)): one for one in new.document.operations}
    found = []
    for operation in old.document.operations:
        successor = successors[operation.method, shape(operation.path)]
        for response in responses(operation, successor):
            try:
                result = sdk.read(operation, response)
            except Exception as error:  # noqa: BLE001 - any error that a user of the SDK gets
                found.append(f"{operation.id}: {response}: {type(error).__name__}: {error}")
            else:
                found += [f"{operation.id}: {one}" for one in response_errors(operation, response, result)]
    return found


def test_code_for_the_old_sdk_passes_a_type_checker_with_the_new_one_unless_the_edit_breaks_it(sdks: Sdks) -> None:
    programs: dict[str, Edit] = {}
    for number, edit in enumerate(POSSIBLE):
        old, package = sdks.of(edit.before), _name(edit.after)
        sdks.of(edit.after)
        programs[f"use_{number}.py"] = edit
        (sdks.folder / f"use_{number}.py").write_text(program_of(old, package), encoding="utf-8")
        (sdks.folder / f"own_{_name(edit.before)}.py").write_text(program_of(old, _name(edit.before)), encoding="utf-8")
    errors = _mypy(sdks.folder)
    # The SDKs pass, and so does each program with the SDK that it was written for.
    assert {file: lines for file, lines in errors.items() if not file.startswith("use_")} == {}
    failing = {repr(programs[file]): lines for file, lines in errors.items()}
    compatible = {repr(edit) for edit in POSSIBLE if not edit.breaks}
    assert {name: lines for name, lines in failing.items() if name in compatible} == {}
    breaking_code = {
        repr(edit) for edit in POSSIBLE for change in edit.changes if change.breaking and kinds_of(change)[0] == "code"
    }
    assert breaking_code
    assert breaking_code <= failing.keys()


def _mypy(folder: Path) -> dict[str, list[str]]:
    """Return the errors of mypy in a folder of packages and programs, by file."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", os.devnull]
    targets = [path.name for path in sorted(folder.iterdir()) if path.name != "work" and path.name[:1] not in "._"]
    # The runtime is found like any import of mypy: the installed package is editable.
    variables = {**os.environ, "MYPYPATH": str(ROOT / "generated_client")}
    done = subprocess.run([*command, *targets], cwd=folder, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    errors = defaultdict(list)
    for line in done.stdout.splitlines():
        errors[line.partition(":")[0]].append(line)
    return errors
