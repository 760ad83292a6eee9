"""Delay requests until the server will accept them, in the order in which threads or tasks asked.

Waiting callers form a queue, and only its head checks the window. The head wakes when a request completes, when a permit is
released, or when a caller leaves the queue. A cancelled or interrupted caller leaves the queue.
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
    """The event of a waiting caller: threading.Event or asyncio.Event."""

    def set(self) -> None: ...
    def clear(self) -> None: ...


class _PermitQueue:
    """The sliding window and the queue of callers that wait for a permit."""

    def __init__(self, limit: RateLimit, clock: Callable[[], float]) -> None:
        self._window = Window(limit)
        self._clock = clock
        self._lock = threading.Lock()
        self._queue: deque[Waiter] = deque()

    def try_acquire(self) -> Permit | None:
        """Return a permit if one is free and the queue is empty, else None."""
        with self._lock:
            free = not self._queue and self._window.seconds_to_wait(self._clock()) == 0
            return self._window.issue() if free else None

    def _enqueue(self, waiter: Waiter) -> None:
        with self._lock:
            self._queue.append(waiter)

    def _poll(self, waiter: Waiter) -> Permit | float | None:
        """Return a permit if ``waiter`` is the head and one is free, else the seconds to wait: None until it is woken."""
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
        """Record how the request with this permit ended; None means that it was abandoned."""
        with self._lock:
            if isinstance(outcome, httpx2.HTTPError) and not was_sent(outcome):
                self._window.release()
            else:
                now = self._clock()
                self._window.complete(now)
                reported = read_rate_limit(outcome.headers) if isinstance(outcome, httpx2.Response) else None
                if reported:
                    self._window.update_limit(permit, now, *reported)
            self._wake_head()

    def pause(self, seconds: float) -> None:
        """Issue no permit for this many seconds."""
        with self._lock:
            self._window.pause(self._clock() + seconds)


class Throttle(_PermitQueue):
    """The throttle that all threads of a blocking client share."""

    def acquire(self) -> Permit:
        """Wait in the queue for a permit, without a time limit. The caller must pass the permit to ``finish``."""
        waiter = threading.Event()
        self._enqueue(waiter)
        try:
            while not isinstance(found := self._poll(waiter), Permit):
                waiter.wait(found)
            return found
        finally:
            self._dequeue(waiter)


class AsyncThrottle(_PermitQueue):
    """The throttle that all tasks of an asynchronous client share, in one event loop."""

    async def acquire(self) -> Permit:
        """Wait in the queue for a permit, without a time limit. The caller must pass the permit to ``finish``."""
        import asyncio  # imported late: it is slow to load, and a blocking program does not need it

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
    """Return the limit and the remaining requests from the headers, or None if either is missing or not a number."""
    limit = parse_whole_number(headers.get("X-RateLimit-Limit", ""))
    remaining = parse_whole_number(headers.get("X-RateLimit-Remaining", ""))
    return None if limit is None or remaining is None else (limit, remaining)
