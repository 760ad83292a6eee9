"""Runs the checks of the SDK on one that has a fault planted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from contract_tests.document import Document
from contract_tests.sdk_checks import SDK_CHECKS
from contract_tests.sdk_faults.planting import ClientFault
from contract_tests.suite.check import Case
from contract_tests.suite.host import MockHost
from contract_tests.suite.lab import Effort
from contract_tests.suite.runner import Result, run


def named_cases(fault: ClientFault, document: Document) -> Iterator[Case]:
    """Give the cases of the checks that must catch a fault: one of each check first, then another, for that finds most faults soonest."""
    checks = [check.cases(document) for check in SDK_CHECKS if check.rule in fault.rules]
    for turn in zip_longest(*checks):
        yield from filter(None, turn)


def all_cases(document: Document) -> Iterator[Case]:
    """Give every case."""
    for check in SDK_CHECKS:
        yield from check.cases(document)


def first_finding(fault: ClientFault, cases: Iterable[Case], document: Document, *, seed: int = 0) -> Result | None:
    """Run cases until one finds something, and give that one, or None."""
    with fault.planted() as between:
        host = MockHost(document, between=between, seed=seed, effort=Effort(12, shrink=False))
        return next((result for result in run(cases, host) if result.finding is not None), None)
