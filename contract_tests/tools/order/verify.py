"""Run the smoke level at the rate limit in simulated time, on a healthy server and on planted bugs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.outcome.runner import run, run_case
from apivideo_admin_contract.plan import EFFORTS
from apivideo_admin_contract.selection import select_cases
from apivideo_admin_contract.session.check import Case
from contract_tests.planted_bugs.harness.first_catches import document_of, read_documents
from contract_tests.planted_bugs.harness.setup import Setup
from contract_tests.planted_bugs.server.catalogue import find
from contract_tests.tools.order.measure import EFFORT, catches
from contract_tests.tools.order.simulation import simulated


@dataclass(frozen=True, slots=True)
class Catch:
    """Whether the smoke level catches a bug, and names a rule of it, after how many requests and simulated seconds."""

    bug: str
    is_caught: bool
    is_named: bool
    requests: int
    seconds: float


@cache
def smoke_of(document: Document) -> list[Case]:
    """Return the cases of the smoke level of a document."""
    return select_cases(document, (), "smoke")


def whole(document: Document | None = None, effort: str = "smoke") -> tuple[float, int]:
    """Return the simulated seconds and the requests of a run on a healthy server, with its cleanup. Raise AssertionError for a finding."""
    chosen = document or read_documents()[0]
    with simulated(Setup(chosen, None), effort=EFFORTS[effort]) as simulation:
        for result in run(select_cases(chosen, (), effort), simulation.target):
            assert result.finding is None, f"{result.finding.check}: {result.finding.message}"
        simulation.target.close()
        return simulation.seconds, simulation.traffic.requests


def catch(name: str) -> Catch:
    """Run the smoke level on a bug until the first finding."""
    bug = find(name)
    document = document_of(bug)
    with simulated(Setup(document, bug), effort=EFFORT) as simulation:
        found = (run_case(case, simulation.target) for case in smoke_of(document))
        first = next((result for result in found if result.finding is not None), None)
        is_named = first is not None and catches(bug, first)
        return Catch(name, first is not None, is_named, simulation.traffic.requests, simulation.seconds)
