"""The contract suite on every document that an edit leads to without breaking anybody: `nox -s proofs` runs it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from contract_tests.tests.diff.batch import batches
from contract_tests.tests.diff.clean import objections
from contract_tests.tests.diff.corpus import edits
from contract_tests.tests.diff.folder import write_folder
from contract_tests.tests.diff.position import Content
from contract_tests.tests.support.workspace import copy_workspace, run

pytestmark = pytest.mark.timeout(3600)

_KEPT = [edit for edit in edits() if not edit.forbidden and not edit.breaks]
_BATCHES = batches(_KEPT)


@pytest.mark.parametrize("document", _BATCHES, ids=[f"batch {number}" for number, _ in enumerate(_BATCHES)])
def test_a_workspace_of_the_new_document_passes_the_contract_suite(document: Content, tmp_path: Path) -> None:
    assert objections(document) == {}
    copy = copy_workspace(tmp_path)
    shutil.rmtree(copy / "openapi")
    write_folder(document, copy / "openapi")
    made = run(copy, "-m", "generator")
    assert made.returncode == 0, made.stdout + made.stderr
    suite = run(copy, "-m", "contract_tests", "--effort", "fast")
    assert suite.returncode == 0, suite.stdout[-8000:] + suite.stderr[-2000:]
    folder = "contract_tests/tests/sdk"
    tests = [f"{folder}/test_{name}.py" for name in ("requests", "responses", "errors", "options", "lists")]
    sdk = run(copy, "-m", "pytest", "-q", "-p", "no:randomly", *tests, HYPOTHESIS_PROFILE="fast")
    assert sdk.returncode == 0, sdk.stdout[-8000:] + sdk.stderr[-2000:]


def test_the_documents_hold_every_edit() -> None:
    assert 0 < len(_BATCHES) < len(_KEPT)
