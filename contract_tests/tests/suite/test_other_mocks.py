"""The table of other mock servers contains only verdicts that a run has shown."""

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


def test_a_rule_is_kept_if_a_check_passes_and_none_finds_a_violation() -> None:
    assert verdicts([_result(), _result(skipped="no clock")]) == {"page-links": KEPT}


def test_a_rule_is_broken_if_one_of_its_checks_finds_a_violation() -> None:
    assert verdicts([_result(), _result(broken=resource_rules.PAGE_LINKS), _result()]) == {"page-links": BROKEN}


def test_a_check_that_finds_a_violation_of_another_rule_leaves_its_own_rule_unseen() -> None:
    assert verdicts([_result(broken=resource_rules.HEADERS)]) == {"headers": BROKEN, "page-links": UNSEEN}


def test_a_rule_of_every_response_is_kept_if_a_check_passes_and_none_finds_a_violation() -> None:
    results = [_result(broken=resource_rules.HEADERS), _result()]
    assert general(results, ["headers", "schema"]) == {"headers": BROKEN, "schema": KEPT}


def test_a_rule_of_every_response_is_unseen_if_no_check_passes() -> None:
    assert general([_result(broken=resource_rules.HEADERS)], ["headers", "schema"]) == {
        "headers": BROKEN,
        "schema": UNSEEN,
    }


def test_the_table_counts_the_kept_rules_of_each_server_among_the_seen_ones() -> None:
    written = table({"one": {"a": KEPT, "b": BROKEN}, "other": {"a": UNSEEN, "b": KEPT}})
    assert written.splitlines()[2:] == [
        "| `a` | kept | not seen |",
        "| `b` | broken | kept |",
        "| **kept** | **1 of 2** | **1 of 1** |",
    ]
