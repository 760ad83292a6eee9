"""Let long work of several threads leave time for the event loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import sleep as wait
from typing import Final

from apivideo_admin_mock.monotonic import monotonic

# Shorter work needs no rest. A longer rest would only delay the next work.
_MIN_REST: Final = 0.02
_MAX_REST: Final = 0.25


class Turns:
    """Let one thread at a time work, and rest between two works for as long as the first one took.

    Parsing a megabyte of JSON holds Python's interpreter lock for tens of milliseconds. If such work runs without a break, the event
    loop gets the lock for one system call at a time, and a health check needs several.

    ``clock`` returns the time in seconds, ``sleep`` waits for a number of seconds.
    """

    def __init__(self, clock: Callable[[], float] = monotonic, sleep: Callable[[float], None] = wait) -> None:
        self._clock, self._sleep = clock, sleep
        self._lock = Lock()
        self._rests_until = 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until no other thread works, and until the rest after the last work is over."""
        with self._lock:
            if (rest := self._rests_until - self._clock()) > 0:
                self._sleep(rest)
            start = self._clock()
            try:
                yield
            finally:
                end = self._clock()
                took = end - start
                self._rests_until = end + min(took, _MAX_REST) if took > _MIN_REST else 0.0
