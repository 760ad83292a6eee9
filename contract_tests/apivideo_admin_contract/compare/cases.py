"""Run a check on two servers, and compare the verdicts and the responses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final, Literal

from apivideo_admin_contract.checks import concurrency
from apivideo_admin_contract.compare.pairs import Pairs
from apivideo_admin_contract.compare.responses import ResponseComparer
from apivideo_admin_contract.compare.times import Times
from apivideo_admin_contract.compare.transcripts import PairDifference, TranscriptComparison, compare_transcripts
from apivideo_admin_contract.compare.values import Equality
from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.outcome.runner import Finding, Result, run_case
from apivideo_admin_contract.outcome.suite_error import Judge
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.safety.interruption import INTERRUPTION
from apivideo_admin_contract.session.check import Case, Check, Need
from apivideo_admin_contract.targets.in_process import Target

Side = Literal["left", "right"]

#: Seconds by which times may differ on servers with running clocks, besides the time that a check takes.
_TOLERANCE: Final = 10.0
#: The checks with concurrent requests. The order in which a server stores their items is its own, also for later checks on the server.
CONCURRENT: Final = frozenset(one for one in vars(concurrency).values() if isinstance(one, Check))
_NOTHING: Final = TranscriptComparison(None, 0)


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two servers.

    ``violated_by`` is the side that violates the rule while the other does not; None where no check decides which response is right.
    ``pair`` are the first responses that differ, None where the checks saw no such pair.
    """

    rule: Rule
    check: str
    message: str
    violated_by: Side | None
    pair: PairDifference | None


@dataclass(frozen=True, slots=True)
class CaseComparison:
    """The results of a check on both servers. ``compared`` is the number of pairs of responses that were compared.

    ``skipped`` is why nothing was compared, ``note`` what the comparison leaves open, ``error`` an error of the suite itself.
    """

    case: Case
    seconds: float = 0.0
    differences: tuple[Difference, ...] = ()
    compared: int = 0
    requests: int = 0
    skipped: str | None = None
    note: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Servers:
    """Two servers to compare. ``has_clocks`` is whether the suite moves their clocks, so that the same time passes on both.

    Without it, checks run on both servers at the same time, and all of them share ``pairs`` and ``times``.
    """

    document: Document
    left: Target
    right: Target
    judge: Judge
    has_clocks: bool
    has_same_data: bool
    pairs: Pairs
    times: Times

    def compare(self, case: Case, learn: Callable[[Result], None] = lambda _: None) -> CaseComparison:
        """Run a check on both servers, and compare. ``learn`` receives both results with their exchanges."""
        needs = [(target, need) for target in (self.left, self.right) for need in sorted(case.check.needs)]
        missing = next(filter(None, (target.missing(need) for target, need in needs)), None)
        if missing is not None:
            return CaseComparison(case, skipped=missing)
        left, right = self._run(case)
        learn(left)
        learn(right)
        return self._comparison(case, left, right)

    def _run(self, case: Case) -> tuple[Result, Result]:
        if self.has_clocks:
            return self.judge(run_case(case, self.left)), self.judge(run_case(case, self.right))
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(_run_in_worker, case, self.right)
            left = run_case(case, self.left)
            return self.judge(left), self.judge(waiting.result())

    def _comparison(self, case: Case, left: Result, right: Result) -> CaseComparison:
        seconds = max(left.seconds, right.seconds)
        self.times.tolerance = 0.0 if self.has_clocks else max(self.times.tolerance, _TOLERANCE + seconds)
        found = _NOTHING if self._is_open(case) else compare_transcripts(left.events, right.events, self._comparer())
        errors = [
            f"{side}: {result.error}" for side, result in (("left", left), ("right", right)) if result.error is not None
        ]
        comparison = CaseComparison(
            case,
            seconds,
            tuple(_differences(case, left, right, found)),
            found.compared,
            len(left.events) + len(right.events),
            error="; ".join(errors) or None,
        )
        return comparison if comparison.differences or errors else _explained(comparison, left, right, found)

    def _is_open(self, case: Case) -> bool:
        """Return whether the responses depend on when the requests arrive: only the verdicts are compared then."""
        return not self.has_clocks and (Need.LIMIT in case.check.needs or case.check in CONCURRENT)

    def _comparer(self) -> ResponseComparer:
        # Each check in this process has new servers.
        pairs = Pairs() if self.has_clocks else self.pairs
        return ResponseComparer(self.document, Equality(pairs, self.times), self.has_clocks, self.has_same_data)


def _run_in_worker(case: Case, target: Target) -> Result:
    with INTERRUPTION.worker():
        return run_case(case, target)


def _differences(case: Case, left: Result, right: Result, found: TranscriptComparison) -> Iterator[Difference]:
    verdicts = [*_violations(left, right, "left"), *_violations(right, left, "right")]
    for side, finding in verdicts:
        yield Difference(finding.rule, case.label, finding.message, side, found.difference)
    if not verdicts and found.difference is not None:
        yield Difference(case.check.rule, case.label, message_of(found.difference), None, found.difference)


def _violations(own: Result, other: Result, side: Side) -> Iterator[tuple[Side, Finding]]:
    """Yield the finding of a side, unless the other side violates the same rule."""
    if own.finding is not None and (other.finding is None or other.finding.rule.id != own.finding.rule.id):
        yield side, own.finding


def message_of(pair: PairDifference) -> str:
    """Return a sentence about where two responses differ."""
    where = pair.difference.where
    place = where if where == "status" or where.startswith("header ") else f"at {where or '/'} of the body"
    exchange = pair.left
    return f"{exchange.operation.id if exchange.operation else f'{exchange.method} {exchange.path}'}: the responses differ: {place}"


def _explained(comparison: CaseComparison, left: Result, right: Result, found: TranscriptComparison) -> CaseComparison:
    """Return an equal comparison, with the reason if it compared less than it could."""
    if left.skipped and right.skipped:
        return replace(comparison, skipped=left.skipped)
    if left.skipped or right.skipped:
        side, reason = ("left", left.skipped) if left.skipped else ("right", right.skipped)
        return replace(comparison, note=f"skipped on the {side} only: {reason}")
    if found.diverged:
        return replace(comparison, note=f"not compared to its end: the check sent {found.diverged}")
    return comparison
