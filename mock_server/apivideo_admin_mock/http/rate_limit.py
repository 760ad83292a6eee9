"""The rate limit: a sliding window of accepted requests (openapi/README.md, Rate limit)."""

from __future__ import annotations

import math
from collections import deque
from typing import NamedTuple

from apivideo_admin_mock.spec import RateLimit


class Allowance(NamedTuple):
    """The outcome of one request: whether it is accepted, and the values of the rate limit headers.

    ``reset`` is the time until the oldest accepted request leaves the window, in whole seconds.
    """

    accepted: bool
    limit: int
    remaining: int
    reset: int


class SlidingWindow:
    """The times of the accepted requests. A refused request does not count. Not thread-safe."""

    def __init__(self, limit: RateLimit | None) -> None:
        self.limit = limit
        self._accepted: deque[float] = deque()

    def take(self, now: float) -> Allowance:
        """Count a request at ``now`` (seconds) if the limit allows it."""
        if self.limit is None:
            return UNLIMITED
        self._forget(now, self.limit.seconds)
        accepted = self._accepted
        if len(accepted) >= self.limit.requests:
            return Allowance(False, self.limit.requests, 0, self._reset(now, self.limit.seconds))
        accepted.append(now)
        limit = self.limit.requests
        return Allowance(True, limit, limit - len(accepted), self._reset(now, self.limit.seconds))

    def peek(self, now: float) -> Allowance:
        """Return the state of the window at ``now`` without counting a request."""
        if self.limit is None:
            return UNLIMITED
        self._forget(now, self.limit.seconds)
        limit = self.limit.requests
        return Allowance(True, limit, max(0, limit - len(self._accepted)), self._reset(now, self.limit.seconds))

    def _forget(self, now: float, seconds: float) -> None:
        accepted = self._accepted
        if accepted and accepted[-1] > now:  # the clock was moved back: the recorded times are in the future
            accepted.clear()
        while accepted and accepted[0] <= now - seconds:
            accepted.popleft()

    def _reset(self, now: float, seconds: float) -> int:
        return math.ceil(self._accepted[0] + seconds - now) if self._accepted else 0


#: The values of the headers while the rate limit is off.
UNLIMITED = Allowance(True, 1_000_000, 1_000_000, 0)
