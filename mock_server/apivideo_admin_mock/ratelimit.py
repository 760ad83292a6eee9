"""The sliding window: never more than so many accepted in any one window (facts document)."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class RateLimit:
    """So many ``requests`` in any ``seconds``."""

    requests: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.requests}/s" if self.seconds == 1 else f"{self.requests}/{self.seconds:g}s"


class Allowance(NamedTuple):
    """What the window says of one request: is it accepted, how many are in a window, how many more, whole seconds to a reset."""

    accepted: bool
    limit: int
    remaining: int
    reset: int


class SlidingWindow:
    """Remembers when requests were accepted. A refused one does not count. Not safe for threads by itself."""

    def __init__(self, limit: RateLimit | None) -> None:
        self.limit = limit
        self._accepted: deque[float] = deque()

    def take(self, now: float) -> Allowance:
        """Accept a request at ``now`` (seconds) if the window has room."""
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
        """Tell the state of the window without a request."""
        if self.limit is None:
            return UNLIMITED
        self._forget(now, self.limit.seconds)
        limit = self.limit.requests
        return Allowance(True, limit, max(0, limit - len(self._accepted)), self._reset(now, self.limit.seconds))

    def _forget(self, now: float, seconds: float) -> None:
        accepted = self._accepted
        if accepted and accepted[-1] > now:  # the clock was moved back: what was accepted is still to come
            accepted.clear()
        while accepted and accepted[0] <= now - seconds:
            accepted.popleft()

    def _reset(self, now: float, seconds: float) -> int:
        return math.ceil(self._accepted[0] + seconds - now) if self._accepted else 0


#: What the headers say where the limit is off: plenty, at once.
UNLIMITED = Allowance(True, 1_000_000, 1_000_000, 0)
