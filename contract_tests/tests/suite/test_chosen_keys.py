"""Clients choose keys and unique values, which items of earlier checks can have: a correct server has no violations then."""

from __future__ import annotations

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.outcome.runner import Result, run_case
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.session.schemathesis_bridge import fuzz
from apivideo_admin_contract.targets.in_process import InProcessTarget
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

#: The first check leaves items with the values that the others send in updates.
_UNIQUE = [
    "pages_hold_every_item_once_in_the_order_of_creation[upload-tokens]",
    "an_update_keeps_generated_properties[upload-tokens]",
    "an_item_has_the_documented_properties_and_no_others[upload-tokens]",
    "accounts_do_not_share_writes[upload-tokens]",
    "concurrent_updates_are_all_stored[upload-tokens]",
]


def _results(resource: str, order: list[str]) -> list[Result]:
    document = read_document(shape_document(resource))
    cases = {case.label: case for check in CHECKS for case in check.cases(document)}
    with simulated(Setup(document, None), limited=False) as simulation:
        return [run_case(cases[label], simulation.target) for label in order]


def test_an_existing_key_is_not_taken_for_an_unknown_one_whatever_earlier_checks_left() -> None:
    results = _results("captions", _ORDER)
    assert [one.finding.message for one in results if one.finding is not None] == []
    assert [one.skipped for one in results] == [None] * len(_ORDER)


def test_an_update_sends_no_unique_value_that_an_earlier_check_left() -> None:
    results = _results("upload_tokens", _UNIQUE)
    assert [one.finding.message for one in results if one.finding is not None] == []
    assert [one.skipped for one in results] == [None] * len(_UNIQUE)


def test_the_pattern_of_a_key_is_what_schemathesis_takes_for_valid() -> None:
    document = read_document(shape_document("captions"))
    (captions,) = (one for one in document.collections if one.key)
    with InProcessTarget(document).session() as session:
        (project,) = session.fixture(captions).ids
        fuzz(session, captions.operations["create"], {"project_id": project}, 25, lambda *words: Violation(str(words)))
