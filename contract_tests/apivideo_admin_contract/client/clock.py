"""The time of the server under test."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Protocol

import httpx2

#: The time at which the frozen clock of a check starts: far from midnight and from the end of the month.
NOON: Final = 1_770_292_800.0  # 2026-02-05T12:00:00Z

#: Clocks that differ by fewer seconds are treated as equal.
_SAME: Final = 5.0

#: Seconds around the start of a month in which nothing is scheduled, unless the clock is frozen.
_NEAR: Final = 900


class Time(Protocol):
    """The time of a server in seconds since 1970-01-01 (UTC), accurate to ``tolerance`` seconds."""

    tolerance: float

    def now(self) -> float:
        """Return the time."""


class Clock:
    """The clock of a server in this process. It moves only when `advance` is called."""

    tolerance = 0.0

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def now(self) -> float:
        """Return the time."""
        return self._seconds

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self._seconds += seconds


class RealTime:
    """The time of a server at a URL: this machine's, corrected by the ``Date`` header of responses."""

    tolerance = 10.0

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Return the time."""
        return time.time() + self._ahead

    def observe(self, response: httpx2.Response) -> None:
        """Correct the time by a response. Its ``Date`` is a whole second, and may be a second old."""
        try:
            date = parsedate_to_datetime(response.headers["Date"]).timestamp()
        except (KeyError, ValueError):
            return
        ahead = date - time.time()
        self._ahead = ahead if abs(ahead) > _SAME else 0.0


def is_near_new_month(now: float) -> bool:
    """Return whether a month (UTC) starts within a quarter of an hour before or after a time."""
    return len({datetime.fromtimestamp(now + offset, UTC).month for offset in (-_NEAR, _NEAR)}) > 1
