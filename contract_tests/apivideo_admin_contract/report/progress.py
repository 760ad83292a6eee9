"""Show on the standard error how far a run is: a line that changes on a terminal, else a new line from time to time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from apivideo_admin_contract.outcome.runner import Result

#: Seconds between two lines where the output is not a terminal.
INTERVAL: Final = 10.0
_WIDTH: Final = 100
_BAR: Final = 20


class Progress:
    """Receives each result. ``clock`` returns seconds, and ``is_terminal`` whether ``out`` can change its last line.

    ``bad`` is the word for results with a finding.
    """

    def __init__(self, out: TextIO, clock: Callable[[], float], *, is_terminal: bool, bad: str = "failed") -> None:
        self._out, self._clock, self._is_terminal, self._bad = out, clock, is_terminal, bad
        self._begun = self._shown = clock()
        self._failed = 0

    def __call__(self, done: int, number: int, result: Result) -> None:
        """Show that ``done`` of ``number`` checks have ended, the last one with this result."""
        self._failed += result.finding is not None and result.known is None
        now = self._clock()
        left = (now - self._begun) / done * (number - done)
        if self._is_terminal:
            full = _BAR * done // number
            line = f"[{'#' * full}{'.' * (_BAR - full)}] {done}/{number}, {self._failed} {self._bad}, {_time(left)} left  {result.case.label}"
            print(f"\r\033[K{line[:_WIDTH]}", end="" if done < number else "\r\033[K", file=self._out, flush=True)
        elif now - self._shown >= INTERVAL and done < number:
            self._shown = now
            elapsed = _time(now - self._begun)
            line = f"{done} of {number} checks in {elapsed}, {self._failed} {self._bad}, about {_time(left)} left ({result.case.check.rule.id})"
            print(line, file=self._out, flush=True)


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
