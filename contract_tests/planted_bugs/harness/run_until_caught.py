"""Runs the suite against a planted fault, until it is caught."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from apivideo_admin_contract.outcome.runner import Finding, run_case
from apivideo_admin_contract.session.check import Case, Need
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import Target
from contract_tests.planted_bugs.harness.setup import Setup

#: A fault is to be caught, not to be told in the fewest words.
EFFORT: Final = Effort(shrink=False)


@dataclass(frozen=True, slots=True)
class Catch:
    """What caught a fault: the check with its subject, the rule that it found broken, how it says so, and the seconds until then."""

    check: str
    rule: str
    message: str
    seconds: float


class CrashedError(Exception):
    """The fault itself has a bug, so that the server failed by accident."""


def named_first(rules: frozenset[str], cases: Sequence[Case]) -> list[Case]:
    """Give all cases, those of some rules first."""
    return sorted(cases, key=lambda case: case.check.rule.id not in rules)


def named_only(rules: frozenset[str], cases: Sequence[Case]) -> list[Case]:
    """Give the cases of some rules; all of them, at last, where a rule is looked at in every answer and has no check of its own."""
    known = {case.check.rule.id for case in cases}
    if rules - known:
        return named_first(rules, cases)
    return [case for case in cases if case.check.rule.id in rules]


def run_until_caught(
    setup: Setup, target: Target, cases: Iterable[Case], rules: frozenset[str] | None = None
) -> Catch | None:
    """Run cases until one finds a rule broken, one of ``rules`` where they are given. Raises CrashedError for a bug of the fault."""
    begun = time.perf_counter()
    for finding in _findings(target, cases):
        if setup.crashes:
            crash = setup.crashes[0]
            raise CrashedError(f"{setup.planted_bug.name if setup.planted_bug else 'no fault'}: {crash!r}") from crash
        if rules is None or finding.rule.id in rules:
            return Catch(finding.check, finding.rule.id, finding.message, time.perf_counter() - begun)
    return None


def limited(cases: Iterable[Case]) -> list[Case]:
    """Give the cases that need a server that limits the rate."""
    return [case for case in cases if Need.LIMIT in case.check.needs]


def _findings(target: Target, cases: Iterable[Case]) -> Iterator[Finding]:
    for case in cases:
        result = run_case(case, target)
        if result.finding is not None:
            yield result.finding
