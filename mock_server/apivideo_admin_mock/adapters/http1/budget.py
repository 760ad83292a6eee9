"""Bound the bytes of all bodies that are received, processed or sent at one time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

#: A body or response up to this size is free: the number of connections bounds their total.
FREE_BYTES: Final = 65_536

#: The largest total of the other bodies, in bytes.
MAX_BYTES: Final = 16 * 1024 * 1024


class Budget:
    """A number of bytes that requests share. A request that gets none waits for its turn. Not thread-safe: of one event loop."""

    def __init__(self, total: int = MAX_BYTES) -> None:
        self._total = total
        self.used = 0
        self._waiting: deque[tuple[int, Callable[[], None]]] = deque()

    def take(self, size: int, granted: Callable[[], None]) -> None:
        """Call ``granted`` once ``size`` bytes are free, now or later. A size beyond the total waits until nothing is used."""
        self._waiting.append((size, granted))
        self._grant()

    def add(self, size: int) -> None:
        """Count bytes that exist already, beyond the total if need be: later requests wait for them."""
        self.used += size

    def release(self, size: int) -> None:
        """Return bytes, and continue with the requests that wait."""
        self.used -= size
        self._grant()

    def cancel(self, granted: Callable[[], None]) -> None:
        """Remove a request that waits."""
        self._waiting = deque(one for one in self._waiting if one[1] != granted)
        self._grant()

    def _grant(self) -> None:
        while self._waiting and (self.used == 0 or self.used + self._waiting[0][0] <= self._total):
            size, granted = self._waiting.popleft()
            self.used += size
            granted()
