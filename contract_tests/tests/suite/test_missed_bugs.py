"""Faults that the suite once missed are caught, each by the check that was made for it."""

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
    "a_404_tells_the_right_parent": "an_item_is_not_found_below_another_parent",
    "a_404_tells_that_another_key_has_the_item": "an_item_is_not_found_by_another_account",
    "a_filter_finds_what_another_key_has_below_an_item": "a_list_and_a_count_are_of_their_own_account_only",
    "a_sort_shows_what_another_key_has_below_an_item": "a_list_and_a_count_are_of_their_own_account_only",
    "the_second_page_is_what_another_key_has_below_an_item": "a_list_and_a_count_are_of_their_own_account_only",
    "an_encoded_letter_is_another_one": "a_percent_encoded_letter_of_a_path_is_that_letter",
    "a_head_of_what_is_not_there_is_a_success": "head_is_get_without_its_content",
    "bytes_that_are_no_text_fail": "bytes_that_are_no_text_in_a_path_are_answered",
    "heads_are_not_limited": "what_comes_to_nothing_is_limited_as_well",
    "what_is_not_found_is_not_limited": "what_comes_to_nothing_is_limited_as_well",
    "bad_requests_are_not_limited": "what_comes_to_nothing_is_limited_as_well",
    "an_update_writes_back_what_it_read_before_another": "updates_at_the_same_time_are_all_kept",
    "deletions_at_the_same_time_are_all_done": "of_deletions_at_the_same_time_one_is_done",
    "creates_at_the_same_time_give_one_item": "what_is_created_at_the_same_time_is_all_kept",
    "a_scheduled_item_has_no_reports": "what_is_scheduled_stays_with_all_that_is_below_it",
    "a_filter_leaves_out_what_is_scheduled": "what_is_scheduled_stays_with_all_that_is_below_it",
    "a_sort_leaves_out_what_is_scheduled": "what_is_scheduled_stays_with_all_that_is_below_it",
    "an_unknown_null_is_ignored": "an_unknown_property_is_refused",
    "a_count_takes_a_page": "an_unknown_query_parameter_is_refused",
    "a_bad_query_of_what_is_not_there_fails": "a_bad_request_for_what_is_not_there_is_answered",
    "what_another_list_is_sorted_by_is_taken": "a_query_value_outside_of_its_schema_is_refused",
    "what_is_refused_for_its_media_type_is_done": "a_payload_of_another_media_type_changes_nothing",
    "what_is_refused_for_its_size_is_done": "a_payload_that_is_too_large_changes_nothing",
    "the_secret_of_a_deleted_item_is_given_again": "a_secret_is_not_given_again_after_a_deletion",
}


def _cases(name: str) -> list[Case]:
    (check,) = (one for one in CHECKS if one.name == name)
    return list(check.cases(DOCUMENT))


@pytest.mark.parametrize(("name", "check"), _CAUGHT_BY.items(), ids=_CAUGHT_BY)
def test_the_fault_is_caught_by_the_check_that_was_made_for_it(name: str, check: str) -> None:
    (planted_bug,) = (one for one in PLANTED_BUGS if one.name == name)
    setup = Setup(DOCUMENT, planted_bug)
    catch = run_until_caught(setup, setup.in_process(effort=EFFORT), _cases(check))
    assert catch is not None
    assert catch.rule in planted_bug.rules
