"""The window of the rate limit in the row of a tenant."""

from __future__ import annotations

from array import array
from typing import Protocol

from apivideo_admin_mock.backends.interface import Window
from apivideo_admin_mock.backends.sql.row import TenantRow
from apivideo_admin_mock.http.rate_limit import UNLIMITED, Allowance, SlidingWindow
from apivideo_admin_mock.spec import RateLimit


class SharedWindow(Window, Protocol):
    """A window that several processes share. It can be stored outside of the transaction."""

    def undo(self) -> None:
        """Undo what the transaction stored outside of it."""


class SqlWindow:
    """The accepted requests of a tenant, in a transaction. See `Window` for the methods."""

    def __init__(self, row: TenantRow) -> None:
        self._row = row

    def take(self, now: float, limit: RateLimit | None) -> Allowance:
        """Count a request at ``now`` (seconds) if the limit allows it."""
        if limit is None:
            return UNLIMITED
        window, now = self._load(now, limit)
        allowance = window.take(now, limit)
        self._row.window = array("d", window.times()).tobytes()
        return allowance

    def peek(self, now: float, limit: RateLimit | None) -> Allowance:
        """Return the state of the window at ``now`` without counting a request."""
        if limit is None:
            return UNLIMITED
        window, now = self._load(now, limit)
        return window.peek(now, limit)

    def clear(self) -> None:
        """Forget all requests."""
        self._row.window = b""

    def undo(self) -> None:
        """Do nothing: the window is part of the transaction."""

    def _load(self, now: float, limit: RateLimit) -> tuple[SlidingWindow, float]:
        """Return the window, and the time to use: the clocks of two machines differ a little, which is not a clock moved back."""
        times = array("d", self._row.window)
        if times and now < times[-1] <= now + limit.seconds:
            now = times[-1]
        return SlidingWindow(times), now
