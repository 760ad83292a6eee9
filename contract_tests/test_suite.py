"""The mock and the SDK keep every rule that the suite checks."""

from __future__ import annotations

import pytest
from hypothesis import settings

from contract_tests.checks import CHECKS
from contract_tests.sdk_checks import SDK_CHECKS
from contract_tests.subject import DOCUMENT
from contract_tests.suite.check import Case
from contract_tests.suite.host import MockHost
from contract_tests.suite.lab import Effort
from contract_tests.suite.runner import run_case

_CASES = [case for check in (*CHECKS, *SDK_CHECKS) for case in check.cases(DOCUMENT)]
_HOST = MockHost(DOCUMENT, effort=Effort(settings().max_examples, settings().stateful_step_count))


@pytest.mark.parametrize("case", _CASES, ids=[case.label for case in _CASES])
def test_the_rule_is_kept(case: Case) -> None:
    result = run_case(case, _HOST)
    assert result.finding is None, f"{result.finding.rule.sentence} {result.finding.message}"
    assert result.skipped is None, f"the mock in this process has all that a check needs, but: {result.skipped}"
