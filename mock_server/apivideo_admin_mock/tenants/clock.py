"""Clocks that can be set, moved and frozen, and times in RFC 3339."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Protocol

from msgspec import structs

from apivideo_admin_mock.backends.interface import Tenant
from apivideo_admin_mock.backends.state import ClockState
from apivideo_admin_mock.shorten import shorten

#: The latest time of a clock.
LATEST = datetime(9000, 1, 1, tzinfo=UTC).timestamp()


class Clock(Protocol):
    """A source of time, in seconds since 1970-01-01 (UTC)."""

    def now(self) -> float:
        """Return the time."""


class SystemClock:
    """The system time, or that of a test that freezes it: `freezegun` and `time-machine` replace what `time.time` returns.

    It uses no other clock beside it, which may be frozen at another time, or not at all.
    """

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 (UTC)."""
        return time.time()


class MovableClock:
    """The clock of a tenant, which can be set, moved and frozen. Each method is a transaction, which ``open`` starts."""

    def __init__(self, open: Callable[[], AbstractContextManager[Tenant]]) -> None:  # noqa: A002 - the action of a transaction
        self._open = open

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 (UTC)."""
        with self._open() as tenant:
            return tenant.now()

    @property
    def frozen(self) -> bool:
        """Whether the clock is frozen."""
        with self._open() as tenant:
            return tenant.state.clock.frozen is not None

    def advance(self, seconds: float) -> None:
        """Move the time forward, or back if ``seconds`` is negative."""
        with self._open() as tenant:
            set_clock(tenant, tenant.now() + seconds)

    def set(self, moment: float | datetime | str) -> None:
        """Set the time. A frozen clock stays frozen.

        ``moment`` is a number of seconds since 1970-01-01 (UTC), a datetime with an offset, or an RFC 3339 string. Raises
        ValueError before the year 1970 and after the first moment of the year 9000.
        """
        with self._open() as tenant:
            set_clock(tenant, moment if isinstance(moment, int | float) else from_rfc3339(str(moment)))

    def freeze(self) -> None:
        """Stop the time."""
        with self._open() as tenant:
            freeze_clock(tenant)

    def unfreeze(self) -> None:
        """Let a frozen time continue."""
        with self._open() as tenant:
            unfreeze_clock(tenant)

    def reset(self) -> None:
        """Return to the time of the base clock."""
        with self._open() as tenant:
            _set(tenant, ClockState())


def set_clock(tenant: Tenant, seconds: float) -> None:
    """Set the time of a tenant, in seconds since 1970-01-01 (UTC). A frozen clock stays frozen.

    Raises ValueError before the year 1970 and after the first moment of the year 9000.
    """
    if not 0 <= seconds <= LATEST:
        raise ValueError("the time is out of range: use a time from the year 1970 to the year 9000")
    if tenant.state.clock.frozen is None:
        _set(tenant, ClockState(offset=seconds - tenant.base_now()))
    else:
        _set(tenant, ClockState(frozen=seconds))


def freeze_clock(tenant: Tenant) -> None:
    """Stop the time of a tenant."""
    _set(tenant, ClockState(frozen=tenant.now()))


def unfreeze_clock(tenant: Tenant) -> None:
    """Let the frozen time of a tenant continue."""
    frozen = tenant.state.clock.frozen
    if frozen is not None:
        _set(tenant, ClockState(offset=frozen - tenant.base_now()))


def _set(tenant: Tenant, clock: ClockState) -> None:
    tenant.state = structs.replace(tenant.state, clock=clock)


def rfc3339(seconds: float) -> str:
    """Format a time in RFC 3339, to the second and with an offset: ``2024-02-05T00:00:00+00:00``."""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def from_rfc3339(text: str) -> float:
    """Parse an RFC 3339 time. Raises ValueError if it is not one, or has no offset."""
    # RFC 3339 allows lowercase letters and leap seconds; `fromisoformat` does not. A leap second is read as the second before it.
    upper = text.upper()
    try:
        moment = datetime.fromisoformat(upper[:17] + "59" + upper[19:] if upper[17:19] == "60" else upper)
    except ValueError:
        raise ValueError(f"{shorten(text)!r} is not a time; write it like 2024-02-05T00:00:00+00:00") from None
    if moment.tzinfo is None:
        raise ValueError(f"{shorten(text)!r} has no offset; write it like 2024-02-05T00:00:00+00:00")
    return moment.timestamp()


def start_of_next_month(seconds: float) -> float:
    """Return the first moment of the next month (UTC), when the next billing cycle starts."""
    moment = datetime.fromtimestamp(seconds, UTC)
    year, month = (moment.year + 1, 1) if moment.month == 12 else (moment.year, moment.month + 1)  # noqa: PLR2004 - December
    return datetime(year, month, 1, tzinfo=UTC).timestamp()
