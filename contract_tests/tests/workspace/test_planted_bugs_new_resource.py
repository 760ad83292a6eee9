"""Planted bugs of a new resource are caught without new Python: the webhooks of the worked example."""

from __future__ import annotations

import pytest

from apivideo_admin_contract.document.reading import read_document
from contract_tests.planted_bugs.harness.documents import example_document
from contract_tests.planted_bugs.harness.pool import Matrix, Plan, examine, matrix_of
from contract_tests.planted_bugs.sample import sample
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS
from contract_tests.planted_bugs.server.planting import PlantedBug
from contract_tests.tests.support.subject import DOCUMENT


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    """Return the document with the examples, and the cases of the webhooks."""
    return matrix_of(read_document(example_document()), ["*webhook*"])


def _nested_bugs() -> list[PlantedBug]:
    """Return the bugs that can show below an item, as webhooks are."""
    nested = {one for one in DOCUMENT.operations if len(one.path_parameters) and DOCUMENT.collection_of(one)}
    # The rate limit, and requests as they are sent, belong to the whole server.
    return [
        planted_bug
        for planted_bug in PLANTED_BUGS
        if not (planted_bug.limited or planted_bug.raw) and planted_bug.applies(DOCUMENT, nested.__contains__)
    ]


@pytest.mark.parametrize("planted_bug", sample(_nested_bugs()), ids=lambda planted_bug: planted_bug.name)
def test_a_bug_of_the_new_resource_is_caught(matrix: Matrix, planted_bug: PlantedBug) -> None:
    if not planted_bug.applies(matrix.document, matrix.only.__contains__):
        pytest.skip("the bug cannot show at the new resource")
    if not any(case.check.rule.id in planted_bug.rules for case in matrix.cases):
        pytest.skip("the checks of its rules need the operations of another resource too")
    row = examine(planted_bug, matrix, Plan(whole=False))
    assert row.crash is None
    assert row.named is not None, f"none of the checks of {', '.join(row.rules)} catches it"


def test_most_bugs_can_show_at_the_new_resource(matrix: Matrix) -> None:
    assert sum(planted_bug.applies(matrix.document, matrix.only.__contains__) for planted_bug in PLANTED_BUGS) > 250
