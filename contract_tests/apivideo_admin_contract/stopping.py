"""Decide whether a run ends before its last check, and say why."""

from __future__ import annotations

from typing import Protocol


class Limits(Protocol):
    """The options that end a run early, as `Options` has them."""

    @property
    def fail_fast(self) -> bool:
        """Whether the first finding ends the run."""

    @property
    def max_time(self) -> float | None:
        """The time in seconds after which no further check starts."""


def reason_to_stop(limits: Limits, *, found: str | None, seconds: float, ran: int, total: int) -> str | None:
    """Return why no further check starts, or None. ``found`` is what the last check found: a finding, a difference."""
    if limits.fail_fast and found is not None:
        return f"Stopped at the first {found}: {checks_ran(ran, total)}."
    if limits.max_time is not None and seconds >= limits.max_time and ran < total:
        return f"Stopped after --max-time ({limits.max_time:g} s): {checks_ran(ran, total)}."
    return None


def checks_ran(ran: int, total: int) -> str:
    """Return how many checks ran."""
    return f"{ran} of {total} checks ran"
