"""Every check passes on the mock, and asserts something there."""

from __future__ import annotations

import pytest
from hypothesis import settings

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.outcome.runner import NOTHING_CHECKED, run_case
from apivideo_admin_contract.rules import resource_rules
from apivideo_admin_contract.rules.expect import equal
from apivideo_admin_contract.session.check import Case, check
from apivideo_admin_contract.session.session import Effort, Session
from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.tests.support.subject import DOCUMENT

_CASES = [case for check in CHECKS for case in check.cases(DOCUMENT)]
_HOST = InProcessTarget(DOCUMENT, effort=Effort(settings().max_examples, settings().stateful_step_count))


@pytest.mark.parametrize("case", _CASES, ids=[case.label for case in _CASES])
def test_the_rule_is_kept(case: Case) -> None:
    result = run_case(case, _HOST)
    assert result.finding is None, f"{result.finding.rule.sentence} {result.finding.message}"
    assert result.skipped is None, f"the mock in this process has all that a check needs, but: {result.skipped}"


@pytest.mark.parametrize(("values", "skipped"), [([], NOTHING_CHECKED), ([1], None)])
def test_a_check_that_asserts_nothing_is_skipped_with_the_reason(values: list[int], skipped: str | None) -> None:
    @check(resource_rules.COUNTS, lambda _: [()])
    def a_check(session: Session) -> None:
        for value in values:
            equal(value, 1, "the value")

    assert run_case(next(a_check.cases(DOCUMENT)), _HOST).skipped == skipped
