"""Runs checks, one after the other, and tells what came of each."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from apivideo_admin_contract.document.exchange import Event, Exchange
from apivideo_admin_contract.outcome.coverage import Counts, tally
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.rules.verdict import Difference, Skipped, Violation
from apivideo_admin_contract.safety.change_detector import Change
from apivideo_admin_contract.session.check import Case, Need
from apivideo_admin_contract.targets.in_process import Target

#: How often a check is done where somebody else changes what it works with.
_TRIES: Final = 3
_PATIENCE: Final = 3.0

_Verdict = TypeVar("_Verdict", bound=BaseException)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that the server broke. ``transcript`` is all that was exchanged on the way there, ``difference`` what can be asserted of it.

    ``history`` is what changed the server since the suite met it, also before this check.
    """

    rule: Rule
    check: str
    message: str
    transcript: tuple[Event, ...]
    difference: Difference | None = None
    history: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case: passed where there is neither a finding nor the reason of a skip.

    ``events`` is what was exchanged. Where results are kept, `digest` leaves their number in the place of them, and what was seen in them.
    """

    case: Case
    seconds: float
    finding: Finding | None = None
    skipped: str | None = None
    events: tuple[Event, ...] = ()
    requests: int = 0
    seen: Counts = field(default_factory=Counter)


def digest(result: Result) -> Result:
    """Give a result that is small enough to keep many of."""
    requests = sum(isinstance(event, Exchange) for event in result.events)
    return replace(result, events=(), requests=requests, seen=tally(result.events))


def run(cases: Iterable[Case], target: Target) -> Iterator[Result]:
    """Run cases one after the other; whoever has seen enough stops asking for more."""
    for case in cases:
        yield run_case(case, target)


def run_case(case: Case, target: Target) -> Result:
    """Run a case. Whatever goes wrong in it is a finding: an answer that a check can't read is no answer as documented.

    Where somebody else changed what it worked with, it is done again before the server is blamed.
    """
    missing = next(filter(None, (target.missing(need) for need in sorted(case.check.needs))), None)
    if missing is not None:
        return Result(case, 0.0, skipped=missing)
    result, change = _try(case, target, 0.0)
    for number in range(1, _TRIES):
        if change is not None:
            # As long again as all tries take, and more, so that whoever came in each of them comes again.
            result, change = _try(case, target, _PATIENCE * (1 + result.seconds) if number == _TRIES - 1 else 0.0)
    if change is not None and change.by_others:
        return replace(
            result, finding=None, skipped=f"the account changes meanwhile: {change.message}; take a quiet one"
        )
    return result


def _try(case: Case, target: Target, patience: float) -> tuple[Result, Change | None]:
    """Run a case once; with a finding, give what changed meanwhile as well. ``patience`` is how long to look for that, in seconds."""
    begun = time.perf_counter()
    log, history = list[Event](), list[Event]()

    def ended(error: Exception | None) -> Result:
        result = Result(case, time.perf_counter() - begun, events=tuple(log))
        if error is None:
            return result
        broken, skipped = _first(Violation, error), _first(Skipped, error)
        if broken is None and skipped is not None:
            return replace(result, skipped=skipped.reason)
        broken = broken or Violation(_unreadable(error))
        rule = broken.rule or case.check.rule
        found = Finding(rule, case.label, broken.message, tuple(log), broken.difference, tuple(history))
        return replace(result, finding=found)

    try:
        with target.session(limited=Need.LIMIT in case.check.needs) as session:
            log, history = session.log, session.connection.write_log.history
            try:
                case.run(session)
            except Exception as error:  # noqa: BLE001 - see `run_case`
                result = ended(error)
                return result, session.find_change(patience) if result.finding is not None else None
    except Exception as error:  # noqa: BLE001 - as above
        return ended(error), None
    return ended(None), None


def _first(kind: type[_Verdict], error: BaseException) -> _Verdict | None:
    """Give the verdict in an error: Hypothesis groups what it met where an example failed in several ways, or not each time."""
    if isinstance(error, BaseExceptionGroup):
        return next((found for one in error.exceptions if (found := _first(kind, one)) is not None), None)
    return error if isinstance(error, kind) else None


def _unreadable(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__}: {error} (at {frames[-1].name}, line {frames[-1].lineno} of {frames[-1].filename.rpartition('/')[2]})"
