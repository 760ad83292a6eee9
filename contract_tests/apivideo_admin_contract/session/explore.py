"""Lets a check try many examples (Hypothesis). The same lab, with the same seed, tries the same ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from apivideo_admin_contract.session.session import Session

#: How many examples come to one on a server that keeps what is made there.
SHARED: Final = 10


def hypothesis_settings(session: Session, *, examples: int | None = None) -> settings:
    """Give the settings for a search: no deadline, for machines are shared; no database, for no run depends on another."""
    shrinks = session.effort.shrink and session.clock is not None
    number = session.effort.examples if examples is None else examples
    return settings(
        max_examples=number if session.clock is not None else max(2, number // SHARED),
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
    """Call the decorated function with values of these strategies, until one breaks the rule or ``examples`` were tried.

    What breaks is made short, and comes last; the function begins with ``lab.log.clear()`` where the transcript shall hold the last only.
    """

    def run(function: Callable[..., None]) -> None:
        seed(session.random.getrandbits(32))(
            hypothesis_settings(session, examples=examples)(given(*strategies)(function))
        )()

    return run
