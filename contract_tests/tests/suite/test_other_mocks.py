"""The table of strangers says of a rule only what was seen of it."""

from __future__ import annotations

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.outcome.runner import Finding, Result
from apivideo_admin_contract.rules import resource_rules
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.session.check import Case
from contract_tests.tests.support.subject import DOCUMENT
from contract_tests.tools.other_mocks.comparison import BROKEN, KEPT, UNSEEN, general, table, verdicts

_CASE: Case = next(
    case for check in CHECKS if check.rule == resource_rules.PAGE_LINKS for case in check.cases(DOCUMENT)
)


def _result(*, broken: Rule | None = None, skipped: str | None = None) -> Result:
    finding = None if broken is None else Finding(broken, _CASE.label, "it is not so", ())
    return Result(_CASE, 0.1, finding=finding, skipped=skipped)


def test_a_rule_is_kept_where_a_check_passed_and_none_found_it_broken() -> None:
    assert verdicts([_result(), _result(skipped="no clock")]) == {"page-links": KEPT}


def test_one_finding_breaks_a_rule_whatever_else_passed() -> None:
    assert verdicts([_result(), _result(broken=resource_rules.PAGE_LINKS), _result()]) == {"page-links": BROKEN}


def test_a_check_that_another_rule_ended_says_nothing_of_its_own() -> None:
    assert verdicts([_result(broken=resource_rules.HEADERS)]) == {"headers": BROKEN, "page-links": UNSEEN}


def test_a_rule_of_every_answer_is_kept_if_checks_passed_and_none_broke_it() -> None:
    results = [_result(broken=resource_rules.HEADERS), _result()]
    assert general(results, ["headers", "schema"]) == {"headers": BROKEN, "schema": KEPT}


def test_where_every_answer_breaks_one_rule_nothing_is_said_of_the_others() -> None:
    assert general([_result(broken=resource_rules.HEADERS)], ["headers", "schema"]) == {
        "headers": BROKEN,
        "schema": UNSEEN,
    }


def test_the_table_counts_what_each_server_keeps_of_what_was_seen() -> None:
    written = table({"one": {"a": KEPT, "b": BROKEN}, "other": {"a": UNSEEN, "b": KEPT}})
    assert written.splitlines()[2:] == [
        "| `a` | kept | not seen |",
        "| `b` | broken | kept |",
        "| **kept** | **1 of 2** | **1 of 1** |",
    ]
