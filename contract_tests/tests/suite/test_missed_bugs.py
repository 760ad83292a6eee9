"""Each planted bug that the suite once missed is caught by the check that was added for it."""

from __future__ import annotations

from typing import Final

import pytest

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.session.check import Case
from contract_tests.planted_bugs.harness.run_until_caught import EFFORT, run_until_caught
from contract_tests.planted_bugs.harness.setup import Setup
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS
from contract_tests.tests.support.subject import DOCUMENT

_CAUGHT_BY: Final = {
    "a_404_reveals_the_parent": "an_item_is_not_found_under_another_parent",
    "a_404_reveals_the_item_of_another_key": "another_account_does_not_find_an_item",
    "filters_return_nested_items_of_another_key": "a_list_and_a_count_contain_items_of_their_account_only",
    "sorted_lists_contain_nested_items_of_another_key": "a_list_and_a_count_contain_items_of_their_account_only",
    "the_second_page_contains_nested_items_of_another_key": "a_list_and_a_count_contain_items_of_their_account_only",
    "percent_encoded_letters_are_not_decoded": "a_percent_encoded_letter_in_a_path_is_decoded",
    "head_of_an_unknown_item_succeeds": "head_responds_like_get_without_content",
    "invalid_utf_8_in_a_path_fails": "invalid_utf_8_in_a_path_gets_a_documented_response",
    "head_requests_are_not_limited": "failing_requests_count_towards_the_limit",
    "requests_for_unknown_items_are_not_limited": "failing_requests_count_towards_the_limit",
    "bad_requests_are_not_limited": "failing_requests_count_towards_the_limit",
    "concurrent_updates_overwrite_each_other": "concurrent_updates_are_all_stored",
    "concurrent_deletions_all_succeed": "only_one_of_concurrent_deletions_succeeds",
    "concurrent_creates_store_one_item": "concurrent_creates_are_all_stored",
    "a_scheduled_item_has_no_reports": "a_scheduled_item_and_its_nested_items_remain_available",
    "filters_omit_scheduled_items": "a_scheduled_item_and_its_nested_items_remain_available",
    "sorted_lists_omit_scheduled_items": "a_scheduled_item_and_its_nested_items_remain_available",
    "an_unknown_null_is_ignored": "an_unknown_property_is_refused",
    "a_count_accepts_page_parameters": "an_unknown_query_parameter_is_refused",
    "an_invalid_query_for_an_unknown_item_fails": "an_invalid_request_for_an_unknown_item_is_refused",
    "the_sort_of_another_list_is_ignored": "an_invalid_query_value_is_refused",
    "a_payload_refused_for_its_media_type_is_stored": "a_payload_of_another_media_type_changes_nothing",
    "a_payload_refused_for_its_size_is_stored": "a_payload_that_is_too_large_changes_nothing",
    "secrets_are_reused_after_a_deletion": "a_secret_is_not_reused_after_a_deletion",
}


def _cases(name: str) -> list[Case]:
    (check,) = (one for one in CHECKS if one.name == name)
    return list(check.cases(DOCUMENT))


@pytest.mark.parametrize(("name", "check"), _CAUGHT_BY.items(), ids=_CAUGHT_BY)
def test_a_planted_bug_is_caught_by_the_check_that_was_added_for_it(name: str, check: str) -> None:
    (planted_bug,) = (one for one in PLANTED_BUGS if one.name == name)
    setup = Setup(DOCUMENT, planted_bug)
    catch = run_until_caught(setup, setup.in_process(effort=EFFORT), _cases(check))
    assert catch is not None
    assert catch.rule in planted_bug.rules
