"""Runs the checks of the SDK on one that has a fault planted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.outcome.runner import Result, run
from apivideo_admin_contract.session.check import Case
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.sdk_checks import SDK_CHECKS
from contract_tests.sdk_faults.planting import ClientFault


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
        target = InProcessTarget(document, between=between, seed=seed, effort=Effort(12, shrink=False))
        return next((result for result in run(cases, target) if result.finding is not None), None)
