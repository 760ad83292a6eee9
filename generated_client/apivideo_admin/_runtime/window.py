"""How many requests may be under way, so that the server never counts more than its limit in any window of its length.

The server counts a request when it arrives, and its clock is not ours. All that is known of the arrival is that it lies between
the moment of sending and the moment when the answer was there. So a request holds its permit from before it is sent until a whole
window after its answer, and no request is sent while all places are held.

Proof. Take any window of ``seconds`` on the server, and of the requests that arrived in it the one that was sent last, j, at s. Any
other one of them, i, was answered at r(i), after it arrived; if its permit had been free at s, then s >= r(i) + seconds, and j, which
arrives after s, would have arrived ``seconds`` or more after i: not in the same window. So at s all others of the window held their
places, and with j's own these are at most the limit. Neither delay nor jitter enters. ``MARGIN`` is for clocks that do not run
equally fast.

What others with the same key use shows in the headers: the server has counted more than can be ours, and the rest is theirs. It
holds places too, for a window from now.
"""

from __future__ import annotations

from collections import deque

import msgspec

MARGIN = 0.002
"""Seconds added to the window; a clock that is being corrected gains or loses half a millisecond a second."""


class RateLimit(msgspec.Struct, frozen=True):
    """The server accepts so many ``requests`` in any ``seconds``."""

    requests: int
    seconds: float


class Permit(msgspec.Struct, eq=False):
    """What a request holds. ``number`` counts all requests, ``held`` how many places were held when this one was taken."""

    number: int
    held: int


class Window:
    """The places of all requests with one key. Moments are seconds of one clock that never goes back. Not safe for threads."""

    __slots__ = ("_expiring", "_held", "_in_flight", "_issued", "_limit", "_paused_until", "_window_seconds")

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit.requests
        self._window_seconds = limit.seconds + MARGIN
        self._issued = 0
        self._in_flight = 0  # sent, and not answered yet
        self._held = 0  # answered less than a window ago
        self._expiring: deque[tuple[float, int]] = deque()  # when how many of these leave, the earliest first
        self._paused_until = float("-inf")

    @property
    def limit(self) -> int:
        """How many requests the server accepts in a window, as it last told."""
        return self._limit

    def seconds_to_wait(self, now: float) -> float | None:
        """Give the seconds until it is worth asking again: 0 if a permit is free, None if that depends on answers under way."""
        leaving = self._expiring
        while leaving and leaving[0][0] <= now:
            self._held -= leaving.popleft()[1]
        if now < self._paused_until:
            return self._paused_until - now
        if self._in_flight + self._held < self._limit:
            return 0.0
        return leaving[0][0] - now if leaving else None

    def issue(self) -> Permit:
        """Take a permit; ask ``seconds_to_wait`` before."""
        self._issued += 1
        self._in_flight += 1
        return Permit(self._issued, self._in_flight + self._held)

    def release(self) -> None:
        """Free the permit of a request that was never sent."""
        self._in_flight -= 1

    def complete(self, now: float) -> None:
        """Note that a request was answered, or that no answer is waited for any more: its permit is held for one more window."""
        self._in_flight -= 1
        self._hold(now, 1)

    def update_limit(self, permit: Permit, now: float, limit: int, remaining: int) -> None:
        """Take over what the answer to a request tells: the limit, and how many more the server would accept.

        Ours can be no more than the places held when the request was sent and those taken since.
        """
        if limit < 1:
            return  # nobody could ever send; such a header is no limit
        self._limit = limit
        ours = permit.held + self._issued - permit.number
        others = limit - remaining - ours
        if others > 0:
            self._hold(now, min(others, limit))

    def pause(self, until: float) -> None:
        """Let nobody take a permit before this moment."""
        self._paused_until = max(self._paused_until, until)

    def _hold(self, now: float, count: int) -> None:
        self._held += count
        self._expiring.append((now + self._window_seconds, count))
