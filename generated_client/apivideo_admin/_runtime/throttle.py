"""Lets requests wait until the server will accept them: first come, first served, in threads or in tasks.

Whoever waits stands in a line. Only its head looks at the window; an answer, a place that is given back, or one who leaves the
line wakes the head. Who is cancelled or interrupted leaves the line.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Protocol

import httpx2

from .problem import whole_number
from .retry import was_sent
from .window import Place, RateLimit, Window

if TYPE_CHECKING:
    from collections.abc import Callable


class Wakeable(Protocol):
    """One who waits."""

    def set(self) -> None: ...
    def clear(self) -> None: ...


class _Line:
    """The window, and the line before it."""

    def __init__(self, limit: RateLimit, clock: Callable[[], float]) -> None:
        self._window = Window(limit)
        self._clock = clock
        self._lock = threading.Lock()
        self._line: deque[Wakeable] = deque()

    def try_acquire(self) -> Place | None:
        """Take a place if nobody stands in line and one is free; else give None."""
        with self._lock:
            free = not self._line and self._window.wait(self._clock()) == 0
            return self._window.take() if free else None

    def _join(self, me: Wakeable) -> None:
        with self._lock:
            self._line.append(me)

    def _look(self, me: Wakeable) -> Place | float | None:
        """Take a place if it is my turn and one is free; else give the seconds to wait, None to be woken."""
        with self._lock:
            me.clear()
            if self._line[0] is not me:
                return None
            pause = self._window.wait(self._clock())
            return self._window.take() if pause == 0 else pause

    def _leave(self, me: Wakeable) -> None:
        with self._lock:
            self._line.remove(me)
            self._wake()

    def _wake(self) -> None:
        if self._line:
            self._line[0].set()

    def finish(self, place: Place, outcome: httpx2.Response | httpx2.HTTPError | None) -> None:
        """Note how the request ended that had this place; None stands for one that was abandoned."""
        with self._lock:
            if isinstance(outcome, httpx2.HTTPError) and not was_sent(outcome):
                self._window.give_back()
            else:
                now = self._clock()
                self._window.settle(now)
                told = None if outcome is None or isinstance(outcome, httpx2.HTTPError) else read_limit(outcome.headers)
                if told:
                    self._window.learn(place, now, *told)
            self._wake()

    def pause(self, seconds: float) -> None:
        """Let nobody send for so long: the server asked to wait."""
        with self._lock:
            self._window.pause(self._clock() + seconds)


class Throttle(_Line):
    """The throttle of a blocking client, for all of its threads."""

    def acquire(self) -> Place:
        """Stand in line for a place, as long as it takes. Whoever gets one must ``finish`` it."""
        me = threading.Event()
        self._join(me)
        try:
            while not isinstance(found := self._look(me), Place):
                me.wait(found)
            return found
        finally:
            self._leave(me)


class AsyncThrottle(_Line):
    """The throttle of an asynchronous client, for all tasks of its event loop."""

    async def acquire(self) -> Place:
        """Stand in line for a place, as long as it takes. Whoever gets one must ``finish`` it."""
        import asyncio  # here, for it is slow to load, and a blocking program does not need it

        me = asyncio.Event()
        self._join(me)
        try:
            while not isinstance(found := self._look(me), Place):
                try:
                    async with asyncio.timeout(found):
                        await me.wait()
                except TimeoutError:
                    continue
            return found
        finally:
            self._leave(me)


def read_limit(headers: httpx2.Headers) -> tuple[int, int] | None:
    """Give the limit and how many requests remain, as an answer tells; None if it doesn't, or not in numbers."""
    limit = whole_number(headers.get("X-RateLimit-Limit", ""))
    remaining = whole_number(headers.get("X-RateLimit-Remaining", ""))
    return None if limit is None or remaining is None else (limit, remaining)
