"""Clients choose the keys of puts, so that several parents have items with equal keys: a correct server has no violations then."""

from __future__ import annotations

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.outcome.runner import run_case
from contract_tests.planted_bugs.harness.documents import shape_document
from contract_tests.planted_bugs.harness.setup import Setup
from contract_tests.tools.order.simulation import simulated

#: The first check of each pair leaves items whose keys are near to those of the others, or equal to those of another parent.
_ORDER = [
    "the_item_count_is_the_number_of_items_on_the_page[captions]",
    "an_unknown_id_is_not_found[get_caption]",
    "an_unknown_id_is_not_found[delete_caption]",
    "a_list_and_a_count_contain_items_of_their_parent_only[captions]",
    "an_item_is_not_found_under_another_parent[get_caption]",
    "an_item_is_not_found_under_another_parent[delete_caption]",
]


def test_an_existing_key_is_not_taken_for_an_unknown_one_whatever_earlier_checks_left() -> None:
    document = read_document(shape_document("captions"))
    cases = {case.label: case for check in CHECKS for case in check.cases(document)}
    with simulated(Setup(document, None)) as simulation:
        results = [run_case(cases[label], simulation.target) for label in _ORDER]
    assert [one.finding.message for one in results if one.finding is not None] == []
    assert [one.skipped for one in results] == [None] * len(_ORDER)
