"""Run a check with many examples (Hypothesis). The same seed and session run the same examples."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky, FlakyStrategyDefinition

from apivideo_admin_contract.document.exchange import Event
from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.session.session import Session

#: On a server at a URL, which keeps created items, one of this many examples runs.
_SHARED: Final = 10
#: Held while a thread uses Hypothesis or Schemathesis: both parse Python, which CPython 3.11 cannot do in two threads at once
#: (SystemError: AST constructor recursion depth mismatch). Checks of several keys or servers run in threads.
ONE_AT_A_TIME: Final = threading.RLock()
#: How often examples start again, with another seed, when Hypothesis cannot repeat one.
_TRIES: Final = 4


class Failures:
    """The last violation that an example raised, with its exchanges in ``log``. ``start`` is where the example starts there."""

    def __init__(self, log: list[Event]) -> None:
        self._log, self.start = log, 0
        self._last: tuple[Violation, list[Event]] | None = None

    def record(self, error: BaseException | None) -> None:
        """Record what ended an example, if it is a Violation."""
        if isinstance(error, Violation):
            self._last = (error, self._log[self.start :])

    def raise_last(self) -> None:
        """Raise the recorded violation, if any, and reduce the log to its exchanges."""
        if self._last is not None:
            violation, self._log[:] = self._last
            self.start = 0
            raise violation from None


def run_examples(session: Session, run: Callable[[int], None], failures: Failures) -> None:
    """Call ``run`` with a seed for Hypothesis. Raises what it raises, or Skipped if no example can be repeated.

    What an example draws may depend on earlier responses, such as the ids in a list. Where a server responds differently to a repeated
    request, Hypothesis gives up: a violation that was seen before counts; without one, nothing is known about the server, and the
    examples start again.
    """
    for _ in range(_TRIES):
        try:
            with ONE_AT_A_TIME:
                return run(session.random.getrandbits(32))
        except Flaky as error:
            failures.raise_last()
            if not isinstance(error, FlakyStrategyDefinition):
                raise
    raise Skipped(f"the server responded differently to repeated requests in each of {_TRIES} attempts")


def hypothesis_settings(session: Session, *, examples: int | None = None) -> settings:
    """Return Hypothesis settings: without a deadline, as machines are shared, and without a database, as runs are independent."""
    # At the speed of a rate limit one example of 25 steps takes ten seconds.
    least = 1 if session.connection.pacer.is_slow else 2
    shrinks = session.effort.shrink and session.clock is not None
    number = session.effort.examples if examples is None else examples
    number = number // 2 if session.connection.pacer.is_slow else number
    return settings(
        max_examples=number if session.clock is not None else max(least, number // _SHARED),
        stateful_step_count=session.effort.steps,
        phases=[Phase.generate, *([Phase.shrink] if shrinks else [])],
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


def explore(
    session: Session, *strategies: st.SearchStrategy[Any], examples: int | None = None
) -> Callable[[Callable[..., None]], None]:
    """Return a decorator that calls a function with ``examples`` values of these strategies, until one raises Violation.

    That example is then shrunk and runs last. A function that starts with ``session.log.clear()`` leaves only it in the transcript.
    """

    def decorate(function: Callable[..., None]) -> None:
        failures = Failures(session.log)

        @wraps(function)
        def example(*values: Any, **named: Any) -> None:
            try:
                function(*values, **named)
            except Violation as error:
                failures.record(error)
                raise

        with ONE_AT_A_TIME:
            test = hypothesis_settings(session, examples=examples)(given(*strategies)(example))
            run_examples(session, lambda number: seed(number)(test)(), failures)

    return decorate
