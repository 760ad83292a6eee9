"""The order of a run, and the smoke level: data that apply to every document, and what they are worth at the rate limit."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.forms import form_of
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.order import (
    Order,
    entry_of,
    first_of_each_form,
    in_order,
    read_order,
)
from apivideo_admin_contract.selection import select_cases
from apivideo_admin_contract.session.check import Case
from contract_tests.planted_bugs.harness.documents import example_document
from contract_tests.tests.support.subject import DOCUMENT
from contract_tests.tools.order.cover import Measured, choose, rest
from contract_tests.tools.order.verify import whole


def _cases(document: Document = DOCUMENT) -> list[Case]:
    return [case for check in CHECKS for case in check.cases(document)]


def test_every_entry_of_the_order_is_a_check_with_the_form_of_a_subject() -> None:
    order = read_order()
    entries = [*order.smoke, *order.later]
    assert len(set(entries)) == len(entries)
    assert {entry.partition("[")[0] for entry in entries} <= {check.name for check in CHECKS}
    assert {*first_of_each_form(DOCUMENT, _cases())} <= {*entries}, "python -m contract_tests.tools.order measures them"


def test_no_entry_has_a_name_of_the_document() -> None:
    names = {name for one in DOCUMENT.collections for name in (one.name, one.id_name)}
    names |= {operation.id for operation in DOCUMENT.operations}
    words = {word for entry in (*read_order().smoke, *read_order().later) for word in re.findall(r"[\w-]+", entry)}
    assert not names & words


def test_a_run_has_every_case_once_and_those_of_the_smoke_level_first() -> None:
    cases = select_cases(DOCUMENT)
    assert len(cases) == len({case.label for case in cases}) == len(_cases())
    smoke = [case.label for case in select_cases(DOCUMENT, (), "smoke")]
    assert [case.label for case in cases[: len(smoke)]] == smoke


def test_the_first_case_of_each_form_comes_before_the_others() -> None:
    cases = _cases()
    firsts = first_of_each_form(DOCUMENT, cases)
    found = in_order(DOCUMENT, cases, Order((), tuple(firsts)))
    assert found[: len(firsts)] == list(firsts.values())


def test_the_smoke_level_of_another_document_has_the_forms_that_it_has() -> None:
    document = read_document(example_document())
    found = {entry_of(document, case) for case in select_cases(document, (), "smoke")}
    assert found > {entry_of(DOCUMENT, case) for case in select_cases(DOCUMENT, (), "smoke")}
    assert found <= {*read_order().smoke}


@pytest.mark.parametrize(
    ("check", "form"),
    [
        ("a_list_is_sorted_as_requested", "collection 0, property now"),
        ("an_unknown_id_is_not_found", "get 1"),
        ("every_operation_is_rate_limited", ""),
    ],
)
def test_the_form_of_a_subject_has_no_names(check: str, form: str) -> None:
    assert form in [form_of(DOCUMENT, case.subject) for case in _cases() if case.check.name == check]


def test_a_selected_check_outside_the_smoke_level_is_an_error_with_the_fix() -> None:
    smoke = {case.label for case in select_cases(DOCUMENT, (), "smoke")}
    other = next(case.label for case in _cases() if case.label not in smoke)
    with pytest.raises(UsageError, match=r"matches no check of --effort smoke; fix: choose another effort"):
        select_cases(DOCUMENT, (other,), "smoke")


def test_the_smoke_level_takes_at_most_a_minute_at_the_rate_limit() -> None:
    seconds, requests = whole(DOCUMENT)
    assert seconds <= 60
    assert requests <= 600


_ENTRIES = {
    "dear": Measured(10.0, frozenset("abcdef")),
    "cheap": Measured(1.0, frozenset("ab")),
    "same": Measured(1.5, frozenset("ab")),
    "last": Measured(2.0, frozenset("g")),
    "nothing": Measured(0.5, frozenset()),
}


def test_the_cover_chooses_what_catches_the_most_for_its_time() -> None:
    assert choose(_ENTRIES, 100.0) == ["cheap", "last", "dear"]
    assert choose(_ENTRIES, 4.0) == ["cheap", "last"]
    assert choose({**_ENTRIES, "last": replace(_ENTRIES["last"], seconds=5.0)}, 4.0) == ["cheap"]


def test_the_rest_of_the_order_has_what_catches_more_first_and_then_the_cheapest() -> None:
    assert rest(_ENTRIES, ["cheap"]) == ["last", "dear", "nothing", "same"]
