"""Delay requests until the server will accept them, in the order in which threads or tasks asked.

Waiting callers form a queue, and only its head checks the window. The head wakes when a request completes, when a permit is
released, or when a caller leaves the queue. A cancelled or interrupted caller leaves the queue.

All of this holds for callers that end at any point, by KeyboardInterrupt for instance. A caller passes its ``holder``, a lock that
it holds while it runs (see ``window``), and a waiting caller whose holder is gone counts no more. The locks here are plain locks
in ``with`` statements: unlike threading.Event and threading.Condition, no interruption can leave them locked. If a caller is
interrupted before it wakes the next one, the next one wakes after ``POLL_SECONDS``.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

import httpx2

from . import fork
from .problem import parse_whole_number
from .retry import was_sent
from .window import Holder, Permit, RateLimit, Window

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

_RATE_LIMIT_HEADERS = (b"x-ratelimit-limit", b"x-ratelimit-remaining")

POLL_SECONDS: float | None = 0.5
"""The longest time that a caller waits before it looks at the queue again; None: until it is woken."""


class Waiter(Protocol):
    """A waiting caller."""

    holder: Holder

    def wake(self) -> None:
        """Make the caller look at the queue again."""


class _PermitQueue:
    """The sliding window and the queue of callers that wait for a permit."""

    def __init__(self, limit: RateLimit, clock: Callable[[], float]) -> None:
        self._window = Window(limit)
        self._clock = clock
        self._lock = threading.Lock()
        self._queue: deque[Waiter] = deque()
        fork.register(self)

    def reset_after_fork(self) -> None:
        """Keep what the window counted, without the callers of the parent process."""
        self._lock = threading.Lock()
        self._queue = deque()
        self._window.abandon(self._clock())

    def try_acquire(self, holder: Holder) -> Permit | None:
        """Return a permit if one is free and the queue is empty, else None."""
        with self._lock:
            if self._queue:
                self._drop_lost_waiters()
            free = not self._queue and self._window.seconds_to_wait(self._clock()) == 0
            return self._window.issue(holder) if free else None

    def _enqueue(self, waiter: Waiter) -> None:
        with self._lock:
            self._queue.append(waiter)

    def _poll(self, waiter: Waiter) -> Permit | float | None:
        """Return a permit if ``waiter`` is the head and one is free, else the seconds to wait: None until it is woken."""
        with self._lock:
            self._drop_lost_waiters()
            if not self._queue:  # forked while it waited
                self._queue.append(waiter)
            if self._queue[0] is not waiter:
                return POLL_SECONDS
            pause = self._window.seconds_to_wait(self._clock())
            if pause == 0:
                return self._window.issue(waiter.holder)
            return POLL_SECONDS if pause is None else pause

    def _drop_lost_waiters(self) -> None:
        while self._queue and not self._queue[0].holder.locked():
            self._queue.popleft()

    def _dequeue(self, waiter: Waiter) -> None:
        with self._lock:
            with suppress(ValueError):  # already dropped
                self._queue.remove(waiter)
            self._wake_head()

    def _wake_head(self) -> None:
        if self._queue:
            self._queue[0].wake()

    def finish(self, permit: Permit, outcome: httpx2.Response | httpx2.HTTPError | None) -> None:
        """Record how the request with this permit ended; None means that it was abandoned."""
        with self._lock:
            if isinstance(outcome, httpx2.HTTPError) and not was_sent(outcome):
                self._window.release(permit)
            else:
                now = self._clock()
                self._window.complete(permit, now)
                reported = read_rate_limit(outcome.headers) if isinstance(outcome, httpx2.Response) else None
                if reported:
                    self._window.update_limit(permit, now, *reported)
            self._wake_head()

    def release(self, permit: Permit) -> None:
        """Release the permit of a request that will not be sent."""
        with self._lock:
            self._window.release(permit)
            self._wake_head()

    def pause(self, seconds: float) -> None:
        """Issue no permit for this many seconds."""
        with self._lock:
            self._window.pause(self._clock() + seconds)

    def _remaining(self, start: float, seconds: float | None, pause: float | None) -> float | None:
        """Return the seconds to wait for the next look at the queue; 0 or less if ``seconds`` since ``start`` have passed."""
        if seconds is None:
            return pause
        left = start + seconds - self._clock()
        return left if pause is None else min(left, pause)


class _ThreadWaiter:
    __slots__ = ("gate", "holder")

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        self.gate = threading.Lock()
        self.gate.acquire()

    def wake(self) -> None:
        with suppress(RuntimeError):  # already open
            self.gate.release()


def _wait(gate: threading.Lock, seconds: float | None) -> None:
    """Wait until a gate opens, and close it again."""
    gate.acquire(timeout=-1 if seconds is None else seconds)


class Throttle(_PermitQueue):
    """The throttle that all threads of a blocking client share."""

    def acquire(self, holder: Holder, seconds: float | None = None) -> Permit | None:
        """Wait in the queue for a permit; return None after this many seconds. The caller must pass the permit to ``finish``."""
        waiter = _ThreadWaiter(holder)
        start = self._clock()
        self._enqueue(waiter)
        try:
            while not isinstance(found := self._poll(waiter), Permit):
                pause = self._remaining(start, seconds, found)
                if pause is not None and pause <= 0:
                    return None
                _wait(waiter.gate, pause)
            return found
        finally:
            self._dequeue(waiter)


class _TaskWaiter:
    """A waiting task. Its event loop can run in another thread than that of the caller that wakes it."""

    __slots__ = ("_loop", "_thread", "event", "holder")

    def __init__(self, holder: Holder) -> None:
        import asyncio  # imported late: it is slow to load, and a blocking program does not need it

        self.holder = holder
        self.event = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()

    def wake(self) -> None:
        with suppress(RuntimeError):  # the loop is closed
            if self._thread == threading.get_ident():
                self.event.set()
            else:
                self._loop.call_soon_threadsafe(self.event.set)


async def _wait_for(event: asyncio.Event, seconds: float | None) -> None:
    """Wait until an event is set, and clear it again."""
    import asyncio  # imported late, as above

    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    event.clear()


class AsyncThrottle(_PermitQueue):
    """The throttle that all tasks of an asynchronous client share, in all event loops that use the client."""

    async def acquire(self, holder: Holder, seconds: float | None = None) -> Permit | None:
        """Wait in the queue for a permit; return None after this many seconds. The caller must pass the permit to ``finish``."""
        waiter = _TaskWaiter(holder)
        start = self._clock()
        self._enqueue(waiter)
        try:
            while not isinstance(found := self._poll(waiter), Permit):
                pause = self._remaining(start, seconds, found)
                if pause is not None and pause <= 0:
                    return None
                await _wait_for(waiter.event, pause)
            return found
        finally:
            self._dequeue(waiter)


class TaskHolder:
    """The holder of an asynchronous call: the lock that it holds, and its event loop, with which it ends too."""

    __slots__ = ("_lock", "_loop")

    def __init__(self, lock: threading.Lock, loop: asyncio.AbstractEventLoop) -> None:
        self._lock = lock
        self._loop = loop

    def locked(self) -> bool:
        """Return whether the call still runs."""
        return self._lock.locked() and not self._loop.is_closed()


def read_rate_limit(headers: httpx2.Headers) -> tuple[int, int] | None:
    """Return the limit and the remaining requests from the headers, or None if either is missing, repeated or not a number."""
    found: dict[bytes, bytes] = {}
    for name, value in headers.raw:  # in one pass, which takes a tenth of the time of two look-ups
        key = name.lower()
        if key in _RATE_LIMIT_HEADERS:
            found[key] = b"" if key in found else value
    if len(found) < len(_RATE_LIMIT_HEADERS):
        return None
    limit, remaining = (parse_whole_number(found[name].decode("latin-1")) for name in _RATE_LIMIT_HEADERS)
    return None if limit is None or remaining is None else (limit, remaining)
