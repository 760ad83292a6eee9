"""Run a check with many examples (Hypothesis). The same seed and session run the same examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from apivideo_admin_contract.session.session import Session

#: On a server at a URL, which keeps created items, one of this many examples runs.
_SHARED: Final = 10


def hypothesis_settings(session: Session, *, examples: int | None = None) -> settings:
    """Return Hypothesis settings: without a deadline, as machines are shared, and without a database, as runs are independent."""
    shrinks = session.effort.shrink and session.clock is not None
    number = session.effort.examples if examples is None else examples
    return settings(
        max_examples=number if session.clock is not None else max(2, number // _SHARED),
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

    def run(function: Callable[..., None]) -> None:
        seed(session.random.getrandbits(32))(
            hypothesis_settings(session, examples=examples)(given(*strategies)(function))
        )()

    return run
