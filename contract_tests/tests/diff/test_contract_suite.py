"""The contract suite and the SDK work on every document that an edit without a break leads to."""

from __future__ import annotations

from pathlib import Path

import pytest

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.outcome.runner import run_case
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.tests.diff.batch import batches
from contract_tests.tests.diff.client import failures
from contract_tests.tests.diff.corpus import edits
from contract_tests.tests.diff.placement import Content
from contract_tests.tests.diff.rendered import import_sdk, render_sdk
from contract_tests.tests.diff.requests import requests
from contract_tests.tests.diff.server import Server
from contract_tests.tests.diff.validity import errors_of

pytestmark = pytest.mark.timeout(600)

# What the corpus expects, which `test_verdicts` compares with the diff: all processes import this, and comparing takes seconds.
_COMPATIBLE = [edit for edit in edits() if not edit.forbidden and not any(breaks for _, breaks, _ in edit.expected)]
_BATCHES = batches(_COMPATIBLE)
each_batch = pytest.mark.parametrize("document", _BATCHES, ids=[f"batch {number}" for number, _ in enumerate(_BATCHES)])


@each_batch
def test_a_mock_of_the_new_document_passes_the_contract_suite(document: Content) -> None:
    assert errors_of(document) == {}
    read = read_document(document)
    target = InProcessTarget(read, effort=Effort(8, 15))
    results = [run_case(case, target) for check in CHECKS for case in check.cases(read)]
    assert len(results) > 100
    assert [(one.case.label, one.finding.message) for one in results if one.finding] == []
    assert [(one.case.label, one.skipped) for one in results if one.skipped] == []


@each_batch
def test_the_sdk_of_the_new_document_works_on_a_mock_of_it(document: Content, tmp_path: Path) -> None:
    sdk, server, other = import_sdk(render_sdk(document, tmp_path)), Server(document), Server(document)
    sent = list(requests(server, other))
    assert {one.operation.id for one in sent} == {operation.id for operation in server.document.operations}
    assert list(failures(sdk, server, other, sent)) == []


def test_the_documents_contain_every_edit() -> None:
    assert 0 < len(_BATCHES) < len(_COMPATIBLE)
