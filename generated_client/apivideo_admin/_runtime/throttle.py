"""Lets requests wait until the server will accept them: first come, first served, in threads or in tasks.

Whoever waits stands in a line. Only its head looks at the window; an answer, a permit that is given back, or one who leaves the
line wakes the head. Who is cancelled or interrupted leaves the line.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Protocol

import httpx2

from .problem import parse_whole_number
from .retry import was_sent
from .window import Permit, RateLimit, Window

if TYPE_CHECKING:
    from collections.abc import Callable


class Waiter(Protocol):
    """One who waits."""

    def set(self) -> None: ...
    def clear(self) -> None: ...


class _PermitQueue:
    """The window, and the line before it."""

    def __init__(self, limit: RateLimit, clock: Callable[[], float]) -> None:
        self._window = Window(limit)
        self._clock = clock
        self._lock = threading.Lock()
        self._queue: deque[Waiter] = deque()

    def try_acquire(self) -> Permit | None:
        """Take a permit if nobody stands in line and one is free; else give None."""
        with self._lock:
            free = not self._queue and self._window.seconds_to_wait(self._clock()) == 0
            return self._window.issue() if free else None

    def _enqueue(self, waiter: Waiter) -> None:
        with self._lock:
            self._queue.append(waiter)

    def _poll(self, waiter: Waiter) -> Permit | float | None:
        """Take a permit if it is my turn and one is free; else give the seconds to wait, None to be woken."""
        with self._lock:
            waiter.clear()
            if self._queue[0] is not waiter:
                return None
            pause = self._window.seconds_to_wait(self._clock())
            return self._window.issue() if pause == 0 else pause

    def _dequeue(self, waiter: Waiter) -> None:
        with self._lock:
            self._queue.remove(waiter)
            self._wake_head()

    def _wake_head(self) -> None:
        if self._queue:
            self._queue[0].set()

    def finish(self, permit: Permit, outcome: httpx2.Response | httpx2.HTTPError | None) -> None:
        """Note how the request ended that had this permit; None stands for one that was abandoned."""
        with self._lock:
            if isinstance(outcome, httpx2.HTTPError) and not was_sent(outcome):
                self._window.release()
            else:
                now = self._clock()
                self._window.complete(now)
                reported = (
                    None
                    if outcome is None or isinstance(outcome, httpx2.HTTPError)
                    else read_rate_limit(outcome.headers)
                )
                if reported:
                    self._window.update_limit(permit, now, *reported)
            self._wake_head()

    def pause(self, seconds: float) -> None:
        """Let nobody send for so long: the server asked to wait."""
        with self._lock:
            self._window.pause(self._clock() + seconds)


class Throttle(_PermitQueue):
    """The throttle of a blocking client, for all of its threads."""

    def acquire(self) -> Permit:
        """Stand in line for a permit, as long as it takes. Whoever gets one must ``finish`` it."""
        waiter = threading.Event()
        self._enqueue(waiter)
        try:
            while not isinstance(found := self._poll(waiter), Permit):
                waiter.wait(found)
            return found
        finally:
            self._dequeue(waiter)


class AsyncThrottle(_PermitQueue):
    """The throttle of an asynchronous client, for all tasks of its event loop."""

    async def acquire(self) -> Permit:
        """Stand in line for a permit, as long as it takes. Whoever gets one must ``finish`` it."""
        import asyncio  # here, for it is slow to load, and a blocking program does not need it

        waiter = asyncio.Event()
        self._enqueue(waiter)
        try:
            while not isinstance(found := self._poll(waiter), Permit):
                try:
                    async with asyncio.timeout(found):
                        await waiter.wait()
                except TimeoutError:
                    continue
            return found
        finally:
            self._dequeue(waiter)


def read_rate_limit(headers: httpx2.Headers) -> tuple[int, int] | None:
    """Give the limit and how many requests remain, as an answer tells; None if it doesn't, or not in numbers."""
    limit = parse_whole_number(headers.get("X-RateLimit-Limit", ""))
    remaining = parse_whole_number(headers.get("X-RateLimit-Remaining", ""))
    return None if limit is None or remaining is None else (limit, remaining)
