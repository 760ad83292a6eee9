"""Time as a value that can be frozen and moved."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol

_LATEST = datetime(9000, 1, 1, tzinfo=UTC).timestamp()


class Clock(Protocol):
    """Gives the time as seconds since 1970-01-01 (UTC)."""

    def now(self) -> float:
        """Give the time."""


class SystemClock:
    """The time of the machine, which never steps back: it is read once and then follows the monotonic clock."""

    def __init__(self) -> None:
        self._start = time.time() - time.monotonic()

    def now(self) -> float:
        """Give the time in seconds since 1970-01-01 (UTC)."""
        return self._start + time.monotonic()


class MovableClock:
    """A clock over another one: it can be set, moved and frozen."""

    def __init__(self, base: Clock) -> None:
        self._base = base
        self._offset = 0.0
        self._frozen: float | None = None

    def now(self) -> float:
        """Give the time in seconds since 1970-01-01 (UTC)."""
        return self._base.now() + self._offset if self._frozen is None else self._frozen

    @property
    def frozen(self) -> bool:
        """Whether the time stands still."""
        return self._frozen is not None

    def advance(self, seconds: float) -> None:
        """Move the time forward, or back where ``seconds`` is negative."""
        self.set(self.now() + seconds)

    def set(self, moment: float | datetime | str) -> None:
        """Set the time; a frozen clock stays frozen.

        ``moment`` is in seconds since 1970-01-01 (UTC), a datetime with an offset, or a text of RFC 3339. Raises ValueError
        outside of the years 1970 to 9000.
        """
        seconds = moment if isinstance(moment, int | float) else from_rfc3339(str(moment))
        if not 0 <= seconds <= _LATEST:
            raise ValueError("the clock goes from the year 1970 to the year 9000")
        if self._frozen is None:
            self._offset = seconds - self._base.now()
        else:
            self._frozen = seconds

    def freeze(self) -> None:
        """Let the time stand still."""
        self._frozen = self.now()

    def unfreeze(self) -> None:
        """Let the time run on from where it stands."""
        if self._frozen is not None:
            self._offset, self._frozen = self._frozen - self._base.now(), None

    def reset(self) -> None:
        """Follow the base clock again."""
        self._offset, self._frozen = 0.0, None


def rfc3339(seconds: float) -> str:
    """Write a time to the second, with an offset (RFC 3339): ``2024-02-05T00:00:00+00:00``."""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def from_rfc3339(text: str) -> float:
    """Read a time with an offset. Raises ValueError where it is not one."""
    # RFC 3339 also has small letters and leap seconds, which Python's reader has not; the second is the one before.
    upper = text.upper()
    try:
        moment = datetime.fromisoformat(upper[:17] + "59" + upper[19:] if upper[17:19] == "60" else upper)
    except ValueError:
        raise ValueError(f"{text!r} is no time; write it like 2024-02-05T00:00:00+00:00") from None
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset; write it like 2024-02-05T00:00:00+00:00")
    return moment.timestamp()


def start_of_next_month(seconds: float) -> float:
    """Give the first moment of the month after the given one (UTC), which is when a billing cycle begins."""
    moment = datetime.fromtimestamp(seconds, UTC)
    year, month = (moment.year + 1, 1) if moment.month == 12 else (moment.year, moment.month + 1)  # noqa: PLR2004 - December
    return datetime(year, month, 1, tzinfo=UTC).timestamp()
