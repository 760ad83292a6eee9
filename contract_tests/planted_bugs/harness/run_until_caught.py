"""Run the suite on a planted bug until a check catches it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from apivideo_admin_contract.outcome.runner import run_case
from apivideo_admin_contract.outcome.suite_error import make_judge
from apivideo_admin_contract.session.check import Case, Need
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import Target
from contract_tests.planted_bugs.harness.setup import Setup

#: The first finding is enough: it needs no minimal example.
EFFORT: Final = Effort(shrink=False)


@dataclass(frozen=True, slots=True)
class Catch:
    """The first finding: the label of the case, the id of the violated rule, the message, and the seconds until then."""

    check: str
    rule: str
    message: str
    seconds: float


class CrashedError(Exception):
    """The code of the bug itself raised an exception, so that the server failed by accident."""


def named_first(rules: frozenset[str], cases: Sequence[Case], checks: frozenset[str] = frozenset()) -> list[Case]:
    """Return all cases: those of these checks first, then those of these rules. A check may also report another rule than its own."""
    return sorted(cases, key=lambda case: (case.check.name not in checks, case.check.rule.id not in rules))


def run_until_caught(
    setup: Setup, target: Target, cases: Iterable[Case], rules: frozenset[str] | None = None
) -> Catch | None:
    """Run cases until one finds a violation, of one of ``rules`` if given. Raise CrashedError if the code of the bug raises."""
    begun = time.perf_counter()
    judge = make_judge(setup.document, 0, EFFORT)
    for case in cases:
        finding = judge(run_case(case, target)).finding
        raise_crash(setup)
        # The rule of a check of Schemathesis is below the rule `schemathesis`.
        if finding is not None and (rules is None or finding.rule.id.partition(":")[0] in rules):
            return Catch(finding.check, finding.rule.id, finding.message, time.perf_counter() - begun)
    return None


def raise_crash(setup: Setup) -> None:
    """Raise CrashedError if the code of the bug has raised an exception."""
    if setup.crashes:
        crash = setup.crashes[0]
        name = setup.planted_bug.name if setup.planted_bug else "no bug"
        raise CrashedError(f"{name}: {crash!r}") from crash


def limited(cases: Iterable[Case]) -> list[Case]:
    """Return the cases that need a server with a rate limit."""
    return [case for case in cases if Need.LIMIT in case.check.needs]
