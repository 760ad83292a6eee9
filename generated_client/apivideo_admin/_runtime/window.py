"""Limit the requests in flight so that the server never counts more than its limit in any window of ``seconds``.

The server counts a request when it arrives, by its own clock. The client knows only that the request arrives after it was
sent and before its response is complete. So a request holds a permit from before it is sent until one window after its
response, and no request is sent while all permits are held.

Proof. Take any window of ``seconds`` on the server. Let j be the request that was sent last of those that arrive in it, and
s the time at which it was sent. Let i be any other request of the window, and r(i) the time of its response, which is later
than its arrival. If i had released its permit before s, then s >= r(i) + seconds. Request j, which arrives after s, would
then arrive at least ``seconds`` after i, which is outside the window. So at s every other request of the window still held a
permit. Together with j they are at most as many as the limit. The proof does not depend on latency or jitter. ``MARGIN``
covers clocks that run at slightly different speeds.

The rate limit headers show what other clients with the same key use: whatever the server counted beyond this client's own
requests. These requests hold permits too, for one window from now.

An exception can arrive at any point of a program: KeyboardInterrupt, one from a signal handler, a timeout of a test. So a
permit does not depend on its release. It knows its holder, and a permit whose holder is gone expires like that of a completed
request. All counts are derived from two collections, and each change of a collection is one atomic step.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol

import msgspec

MARGIN = 0.002
"""Seconds added to the window. A clock under correction gains or loses up to half a millisecond per second."""


class RateLimit(msgspec.Struct, frozen=True):
    """The server accepts at most ``requests`` in any window of ``seconds``."""

    requests: int
    seconds: float


class Holder(Protocol):
    """What shows whether a call still runs: a lock that the call holds with a ``with`` statement.

    Python releases such a lock in the same step in which an exception leaves the ``with`` statement, whatever the exception is.
    """

    def locked(self) -> bool:
        """Return whether the call still runs."""
        ...


class Permit(msgspec.Struct, eq=False):
    """The right to send one request.

    ``number`` counts the permits issued so far, ``held`` those held at this moment; both include this one.
    """

    number: int
    held: int
    holder: Holder

    def is_lost(self) -> bool:
        """Return whether the call that holds this permit has ended."""
        return not self.holder.locked()


class Window:
    """The permits of all requests with one key. Times are seconds of one monotonic clock. Not thread-safe."""

    __slots__ = ("_expiring", "_in_flight", "_issued", "_limit", "_paused_until", "_window_seconds")

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit.requests
        self._window_seconds = limit.seconds + MARGIN
        self._issued = 0
        self._in_flight: dict[int, Permit] = {}  # sent, without a response so far
        # Permits of requests that completed less than one window ago, earliest first: when they expire, and how many permits
        # were added before and including them. The difference of these sums is the number of permits in any part of the queue.
        self._expiring: deque[tuple[float, int, int]] = deque()
        self._paused_until = float("-inf")

    @property
    def limit(self) -> int:
        """The number of requests in a window, as the server last reported it."""
        return self._limit

    @property
    def held(self) -> int:
        """The number of permits of requests in flight, and of requests that completed less than one window ago."""
        expiring = self._expiring
        return len(self._in_flight) + (expiring[-1][2] - expiring[0][1] if expiring else 0)

    def seconds_to_wait(self, now: float) -> float | None:
        """Return the seconds until a permit may be free: 0 if one is free, None if that depends on requests in flight."""
        expiring = self._expiring
        while expiring and expiring[0][0] <= now:
            expiring.popleft()
        if now < self._paused_until:
            return self._paused_until - now
        held = len(self._in_flight) + (
            expiring[-1][2] - expiring[0][1] if expiring else 0
        )  # as in ``held``, which is slower
        if held < self._limit:
            return 0.0
        self.expire_lost(now)
        return expiring[0][0] - now if expiring else None

    def issue(self, holder: Holder) -> Permit:
        """Issue a permit. Call it only after ``seconds_to_wait`` returned 0."""
        self._issued += 1
        permit = Permit(self._issued, self.held + 1, holder)
        self._in_flight[permit.number] = permit
        return permit

    def release(self, permit: Permit) -> None:
        """Release the permit of a request that was not sent."""
        self._in_flight.pop(permit.number, None)

    def complete(self, permit: Permit, now: float) -> None:
        """Record a response, or that the caller stopped waiting for one. The permit stays held for one more window."""
        if permit.number in self._in_flight:
            # In this order an interruption between the steps counts a permit twice for one window, and never not at all.
            self._hold(now, 1)
            self._in_flight.pop(permit.number, None)

    def expire_lost(self, now: float) -> None:
        """Complete the permits whose holders are gone."""
        for permit in list(self._in_flight.values()):
            if permit.is_lost():
                self.complete(permit, now)

    def abandon(self, now: float) -> None:
        """Complete all permits: a process that was forked has none of the requests that were in flight."""
        for permit in list(self._in_flight.values()):
            self.complete(permit, now)

    def update_limit(self, permit: Permit, now: float, limit: int, remaining: int) -> None:
        """Apply the limit and the remaining requests that the response to a request reports.

        At most the permits held when the request was sent, plus those issued since, are this client's own.
        """
        if limit < 1:
            return  # no request could ever be sent: ignore the header
        self._limit = limit
        own = permit.held + self._issued - permit.number
        others = limit - remaining - own
        if others > 0:
            self._hold(now, min(others, limit))

    def pause(self, until: float) -> None:
        """Issue no permit before this time."""
        self._paused_until = max(self._paused_until, until)

    def _hold(self, now: float, count: int) -> None:
        before = self._expiring[-1][2] if self._expiring else 0
        self._expiring.append((now + self._window_seconds, before, before + count))
