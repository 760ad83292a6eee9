"""The pytest case of a finding stands alone: red on the server with the bug, green twice on a healthy one that holds 150 items.

``python -m contract_tests.planted_bugs.harness.generated_cases`` tries the case of every bug, and lists those that do not pass yet.
"""

from __future__ import annotations

import pytest

from contract_tests.planted_bugs.harness.generated_cases import try_case

#: Bugs of lists, counts and links, whose cases a server in use could disturb.
_BUGS = [
    "the_previous_link_is_missing",
    "item_count_is_the_page_size",
    "deleted_items_are_still_listed",
    "filters_ignore_case",
    "sort_order_is_case_insensitive",
    "a_page_past_the_end_is_a_bad_request",
    "without_a_size_a_page_contains_all_items",
    "sort_by_is_ignored",
    "groups_are_sorted_backwards",
    "grouped_figures_are_floats",
    "a_huge_page_fails",
]


@pytest.mark.parametrize("name", _BUGS)
def test_a_generated_case_fails_on_the_bug_and_passes_twice_on_a_healthy_server_in_use(name: str) -> None:
    tried = try_case(name)
    assert tried.problem is None, f"{tried.problem}\n{tried.source}"


def test_a_case_of_a_list_creates_its_items_under_unique_names_and_removes_them() -> None:
    source = try_case("filters_ignore_case").source or ""
    assert "unique = " in source
    assert "cleanup.callback(remove, server, response_1, " in source
    assert "import apivideo" not in source


def test_a_case_is_not_about_an_item_that_it_does_not_create() -> None:
    source = try_case("ties_are_reversed_in_a_descending_sort").source or ""
    assert "assert ids.index(project_id_1) < ids.index(project_id_2)" in source
