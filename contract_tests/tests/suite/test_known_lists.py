"""At the rate limit a run reads a list once, until a change. A change by another client is not a finding."""

from __future__ import annotations

import httpx2

from apivideo_admin_contract.outcome.runner import run_case
from apivideo_admin_contract.selection import select_cases
from contract_tests.planted_bugs.harness.setup import KEYS, Setup
from contract_tests.tests.support.subject import DOCUMENT, ROOT_COLLECTION
from contract_tests.tools.order.simulation import simulated

_CHECK = f"without_a_sort_the_oldest_item_is_first[{ROOT_COLLECTION.name}]"


def test_a_list_is_read_again_only_after_a_change() -> None:
    (case,) = select_cases(DOCUMENT, (_CHECK,))
    with simulated(Setup(DOCUMENT, None)) as simulation:
        assert run_case(case, simulation.target).finding is None
        first = simulation.traffic.requests
        assert run_case(case, simulation.target).finding is None
        second = simulation.traffic.requests - first
        assert run_case(case, simulation.target).finding is None
        assert (
            simulation.traffic.requests - first - second == second - 1
        )  # the second run found what the first had created


def test_an_item_that_another_client_creates_between_two_checks_is_no_finding() -> None:
    (case,) = select_cases(DOCUMENT, (_CHECK,))
    with simulated(Setup(DOCUMENT, None)) as simulation:
        for _ in range(2):
            assert run_case(case, simulation.target).finding is None
        with httpx2.Client(transport=simulation.traffic, base_url="http://127.0.0.1:8080", auth=(KEYS[0], "")) as other:
            created = other.post(ROOT_COLLECTION.path, json={"name": "of another client"})
        assert created.status_code == 201
        result = run_case(case, simulation.target)
        assert result.finding is None
        assert result.skipped is None
