"""The time of the server under test, as the suite knows it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Protocol

import httpx2

#: When the frozen clock of a check stands: far from midnight and from the end of the month.
NOON: Final = 1_770_292_800.0  # 2026-02-05T12:00:00Z

#: Clocks that differ by fewer seconds are one.
_SAME: Final = 5.0

#: Within so many seconds of a new month nothing is scheduled where time can't be stopped.
_NEAR: Final = 900


class Time(Protocol):
    """Tells the time of a server in seconds since 1970-01-01 (UTC), give or take ``tolerance`` seconds."""

    tolerance: float

    def now(self) -> float:
        """Give the time."""


class Clock:
    """The time of a server in this process: it stands still until it is moved."""

    tolerance = 0.0

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def now(self) -> float:
        """Give the time."""
        return self._seconds

    def advance(self, seconds: float) -> None:
        """Move the time forward."""
        self._seconds += seconds


class RealTime:
    """The time of a server elsewhere: as its answers tell it (``Date``), else ours, with room for what travels and is rounded."""

    tolerance = 10.0

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Give the time."""
        return time.time() + self._ahead

    def see(self, response: httpx2.Response) -> None:
        """Set the clock by an answer. What it tells is a whole second, and may have been on its way for one."""
        try:
            told = parsedate_to_datetime(response.headers["Date"]).timestamp()
        except (KeyError, ValueError):
            return
        ahead = told - time.time()
        self._ahead = ahead if abs(ahead) > _SAME else 0.0


def is_near_new_month(now: float) -> bool:
    """Whether a month (UTC) ends or begins within a quarter of an hour of a time in seconds."""
    return len({datetime.fromtimestamp(now + late, UTC).month for late in (-_NEAR, _NEAR)}) > 1
