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
"""

from __future__ import annotations

from collections import deque

import msgspec

MARGIN = 0.002
"""Seconds added to the window. A clock under correction gains or loses up to half a millisecond per second."""


class RateLimit(msgspec.Struct, frozen=True):
    """The server accepts at most ``requests`` in any window of ``seconds``."""

    requests: int
    seconds: float


class Permit(msgspec.Struct, eq=False):
    """The right to send one request.

    ``number`` counts the permits issued so far, ``held`` those held at this moment; both include this one.
    """

    number: int
    held: int


class Window:
    """The permits of all requests with one key. Times are seconds of one monotonic clock. Not thread-safe."""

    __slots__ = ("_expiring", "_held", "_in_flight", "_issued", "_limit", "_paused_until", "_window_seconds")

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit.requests
        self._window_seconds = limit.seconds + MARGIN
        self._issued = 0
        self._in_flight = 0  # sent, without a response so far
        self._held = 0  # completed less than one window ago
        self._expiring: deque[tuple[float, int]] = deque()  # (time, how many permits expire then), earliest first
        self._paused_until = float("-inf")

    @property
    def limit(self) -> int:
        """The number of requests in a window, as the server last reported it."""
        return self._limit

    def seconds_to_wait(self, now: float) -> float | None:
        """Return the seconds until a permit may be free: 0 if one is free, None if that depends on requests in flight."""
        expiring = self._expiring
        while expiring and expiring[0][0] <= now:
            self._held -= expiring.popleft()[1]
        if now < self._paused_until:
            return self._paused_until - now
        if self._in_flight + self._held < self._limit:
            return 0.0
        return expiring[0][0] - now if expiring else None

    def issue(self) -> Permit:
        """Issue a permit. Call it only after ``seconds_to_wait`` returned 0."""
        self._issued += 1
        self._in_flight += 1
        return Permit(self._issued, self._in_flight + self._held)

    def release(self) -> None:
        """Release the permit of a request that was not sent."""
        self._in_flight -= 1

    def complete(self, now: float) -> None:
        """Record a response, or that the caller stopped waiting for one. The permit stays held for one more window."""
        self._in_flight -= 1
        self._hold(now, 1)

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
        self._held += count
        self._expiring.append((now + self._window_seconds, count))
