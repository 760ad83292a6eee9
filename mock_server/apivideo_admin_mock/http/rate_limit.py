"""The rate limit: a sliding window of accepted requests (openapi/README.md, Rate limit)."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
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

    def __init__(self, accepted: Iterable[float] = ()) -> None:
        self._accepted = deque(accepted)

    def times(self) -> list[float]:
        """Return the times of the accepted requests, oldest first."""
        return list(self._accepted)

    def take(self, now: float, limit: RateLimit | None) -> Allowance:
        """Count a request at ``now`` (seconds) if the limit allows it."""
        if limit is None:
            return UNLIMITED
        self._forget(now, limit.seconds)
        accepted = self._accepted
        if len(accepted) >= limit.requests:
            return Allowance(False, limit.requests, 0, self._reset(now, limit.seconds))
        accepted.append(now)
        return Allowance(True, limit.requests, limit.requests - len(accepted), self._reset(now, limit.seconds))

    def peek(self, now: float, limit: RateLimit | None) -> Allowance:
        """Return the state of the window at ``now`` without counting a request."""
        if limit is None:
            return UNLIMITED
        self._forget(now, limit.seconds)
        remaining = max(0, limit.requests - len(self._accepted))
        return Allowance(True, limit.requests, remaining, self._reset(now, limit.seconds))

    def clear(self) -> None:
        """Forget all requests."""
        self._accepted.clear()

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
