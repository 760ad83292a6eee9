"""The contract suite covers what the edits of ``contract_tests/examples/`` add to the document, with no new Python."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.outcome.runner import run_case
from apivideo_admin_contract.selection import names_of, select_cases
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.tests.support.subject import DOCUMENT
from contract_tests.tools.workspace import ROOT, add_examples, apply_listed_edits, vendor_source
from generator.commands.new import main as new
from generator.document.bundle import Bundle, bundle

pytestmark = pytest.mark.timeout(600)

#: The operations and properties that the edits add, as the names of cases show them, and a check of the whole document.
_NEW = (
    "*webhook*",
    "*grant*",
    "get_encoding_usage",
    "*[[]projects-region]",
    "*[[]projects-deletes_at]",
    "reference-model",
    "*subscription*",
)


@pytest.fixture
def document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Document:
    """Return the document with all edits, and with the resource that ``generator new`` drafts from a vendor's document."""
    shutil.copytree(ROOT / "openapi", tmp_path / "openapi")
    add_examples(tmp_path / "openapi")
    draft = ("subscriptions", "--under", "projects", "--from", vendor_source(), "--openapi", str(tmp_path / "openapi"))
    assert new(draft) == 0
    apply_listed_edits(tmp_path / "openapi", capsys.readouterr().out)
    made = bundle(tmp_path / "openapi")
    assert isinstance(made, Bundle), made
    return read_document(made.document.content)


def test_the_contract_suite_covers_what_is_new(document: Document) -> None:
    cases = select_cases(document, _NEW)
    names = set[str]().union(*map(names_of, cases))
    added = {one.id for one in document.operations} - {one.id for one in DOCUMENT.operations}
    assert len(added) == 19
    assert added <= names
    assert {"webhooks-url", "projects-region"} <= {name.rpartition("[")[2].rstrip("]") for name in names}

    target = InProcessTarget(document, effort=Effort(8, 15))
    results = [run_case(case, target) for case in cases]

    assert [(one.case.label, one.finding.message) for one in results if one.finding] == []
    assert [(one.case.label, one.skipped) for one in results if one.skipped] == []
