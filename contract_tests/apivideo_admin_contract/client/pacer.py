"""Keeps the suite under the rate limit of a server, so that a check meets a 429 only where it asks for one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

#: What a window is longer here than there, in seconds: requests do not all travel equally fast.
_MARGIN: Final = 0.05
#: A server that tells to wait longer, in seconds, is asked again all the same.
_LONGEST: Final = 10.0


class Pacer:
    """Lets at most ``requests`` begin in any ``seconds``; ``requests`` None lets all of them.

    ``crowded`` is how many were refused though they had waited.
    """

    def __init__(
        self, requests: int | None, seconds: float, now: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._seconds = seconds + _MARGIN
        self._requests, self._now, self._sleep = requests, now, sleep
        self._begun: deque[float] = deque(maxlen=requests)
        self.crowded = 0

    @property
    def is_slow(self) -> bool:
        """Whether requests wait for each other, so that a check better sends few."""
        return self._requests is not None

    def wait(self) -> None:
        """Wait until a request may begin, and count it."""
        if self._requests is not None and len(self._begun) == self._requests:
            self._sleep(max(0.0, self._begun[0] + self._seconds - self._now()))
        self.count()

    def count(self) -> None:
        """Count a request that did not wait."""
        self._begun.append(self._now())

    def responded(self) -> None:
        """Count the last request as of now: a server may take it to have come at any time before it answers."""
        if self._begun:
            self._begun[-1] = self._now()

    def rest(self, told: str) -> None:
        """Wait after a request that was refused though it had waited: the seconds that the server told, or a window."""
        self.responded()
        self.crowded += 1
        seconds = int(told) if told.isascii() and told.isdigit() else self._seconds
        self._sleep(min(seconds + _MARGIN, _LONGEST))

    def drain(self) -> None:
        """Wait until the window is certainly empty."""
        if self._begun:
            self._sleep(max(0.0, self._begun[-1] + self._seconds - self._now()))
