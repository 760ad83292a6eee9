"""Run checks one after the other, and return the result of each."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from apivideo_admin_contract.document.exchange import Event, Exchange
from apivideo_admin_contract.outcome.coverage import Counts, count_inputs
from apivideo_admin_contract.rules.expect import assertions
from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.rules.verdict import Difference, Skipped, Violation
from apivideo_admin_contract.safety.change_detector import Change
from apivideo_admin_contract.session.check import Case, Need
from apivideo_admin_contract.targets.in_process import Target

#: How often a check runs while another client changes the account.
_TRIES: Final = 3
#: The last try looks for changes this many times as long as the check took.
_PATIENCE: Final = 3.0

#: Why a case is skipped that made no assertion: its loops ran over nothing.
NOTHING_CHECKED: Final = "the check compared nothing on this server"

_Verdict = TypeVar("_Verdict", bound=BaseException)


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation of a rule. ``transcript`` has the exchanges of the check, ``difference`` what a test can assert.

    ``history`` has the changes of the server since the session started, also those before the check. ``is_exception`` is true where the
    check raised an exception instead of a verdict: the response was not readable, or the check has a bug. ``operation`` is the id of the
    operation that was requested last, or empty.
    """

    rule: Rule
    check: str
    message: str
    transcript: tuple[Event, ...]
    difference: Difference | None = None
    history: tuple[Event, ...] = ()
    is_exception: bool = False
    operation: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a case: failed with a finding, skipped with a reason, an error of the suite itself, else passed.

    ``known`` is the reason why a finding is accepted. ``events`` are the exchanges. `compact` replaces them by their number and the counts of their inputs.
    """

    case: Case
    seconds: float
    finding: Finding | None = None
    skipped: str | None = None
    error: str | None = None
    known: str | None = None
    events: tuple[Event, ...] = ()
    requests: int = 0
    counts: Counts = field(default_factory=Counter)


def compact(result: Result) -> Result:
    """Return a result without its exchanges, with their number and the counts of their inputs: a run keeps all results."""
    requests = sum(isinstance(event, Exchange) for event in result.events)
    return replace(result, events=(), requests=requests, counts=count_inputs(result.events))


def run(cases: Iterable[Case], target: Target) -> Generator[Result]:
    """Yield the result of each case. The caller may stop at any time."""
    for case in cases:
        yield run_case(case, target)


def run_case(case: Case, target: Target) -> Result:
    """Run a case. Any exception is a finding: a response that a check cannot read is not a documented one; see `suite_error`.

    A case with a finding runs again if another client changed the account meanwhile. A case without assertions is skipped.
    """
    missing = next(filter(None, (target.missing(need) for need in sorted(case.check.needs))), None)
    if missing is not None:
        return Result(case, 0.0, skipped=missing)
    result, change = _try(case, target, 0.0)
    for number in range(1, _TRIES):
        if change is not None:
            # Longer than all tries took, so that a client that disturbed each of them is seen again.
            result, change = _try(case, target, _PATIENCE * (1 + result.seconds) if number == _TRIES - 1 else 0.0)
    if change is not None and change.by_others:
        return replace(
            result,
            finding=None,
            skipped=f"another client changed the account: {change.message}; fix: use a dedicated account",
        )
    return result


def _try(case: Case, target: Target, patience: float) -> tuple[Result, Change | None]:
    """Run a case once. With a finding, return also a change by another client; ``patience`` is how many seconds to look for one."""
    begun, before = time.perf_counter(), assertions()
    log, history = list[Event](), list[Event]()

    def result_of(error: Exception | None) -> Result:
        result = Result(case, time.perf_counter() - begun, events=tuple(log))
        if error is None:
            return result if assertions() > before else replace(result, skipped=NOTHING_CHECKED)
        violation, skipped = _first(Violation, error), _first(Skipped, error)
        if violation is None and skipped is not None:
            return replace(result, skipped=skipped.reason)
        is_exception = violation is None
        violation = violation or Violation(_error_message(error))
        rule = violation.rule or case.check.rule
        last = next((one for one in reversed(log) if isinstance(one, Exchange)), None)
        operation = last.operation.id if last is not None and last.operation is not None else ""
        found = Finding(
            rule,
            case.label,
            violation.message,
            tuple(log),
            violation.difference,
            tuple(history),
            is_exception,
            operation,
        )
        return replace(result, finding=found)

    try:
        with target.session(limited=Need.LIMIT in case.check.needs) as session:
            log, history = session.log, session.connection.write_log.history
            try:
                case.run(session)
            except Exception as error:  # noqa: BLE001 - see `run_case`
                result = result_of(error)
                return result, session.find_change(patience) if result.finding is not None else None
    except Exception as error:  # noqa: BLE001 - as above
        return result_of(error), None
    return result_of(None), None


def _first(kind: type[_Verdict], error: BaseException) -> _Verdict | None:
    """Return a verdict of this kind in an error. Hypothesis groups errors if an example fails in several ways, or not each time."""
    if isinstance(error, BaseExceptionGroup):
        return next((found for one in error.exceptions if (found := _first(kind, one)) is not None), None)
    return error if isinstance(error, kind) else None


def _error_message(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__}: {error} (at {frames[-1].name}, line {frames[-1].lineno} of {frames[-1].filename.rpartition('/')[2]})"
