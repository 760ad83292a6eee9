"""The checks of the SDK catch each fault that is planted into it, and name the rule that it breaks."""

from __future__ import annotations

import pytest

from contract_tests.sdk_checks import SDK_CHECKS
from contract_tests.sdk_faults import CLIENT_FAULTS
from contract_tests.sdk_faults.catching import first_finding, named_cases
from contract_tests.sdk_faults.planting import ClientFault
from contract_tests.tests.support.subject import DOCUMENT


@pytest.mark.parametrize("fault", CLIENT_FAULTS, ids=[fault.name for fault in CLIENT_FAULTS])
def test_a_planted_fault_is_caught_by_a_check_of_its_rule(fault: ClientFault) -> None:
    result = first_finding(fault, named_cases(fault, DOCUMENT), DOCUMENT)
    assert result is not None, f"nothing that checks {', '.join(rule.id for rule in fault.rules)} found a fault"


def test_there_are_faults_of_every_rule() -> None:
    named = {rule for fault in CLIENT_FAULTS for rule in fault.rules}
    assert {check.rule for check in SDK_CHECKS} == named
    assert len({fault.name for fault in CLIENT_FAULTS}) == len(CLIENT_FAULTS) >= 140
