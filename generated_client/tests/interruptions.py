"""Interrupt a client at random points of its calls, and check that it lost no permit."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from msgspec.structs import replace
from sdk_harness import collect_loops

from apivideo_admin import AdminClient, AsyncAdminClient
from apivideo_admin._runtime.clock import monotonic
from apivideo_admin._runtime.throttle import AsyncThrottle, Throttle
from apivideo_admin._runtime.window import MARGIN, RateLimit

LIMIT = RateLimit(requests=10, seconds=0.005)

needs_timers = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no interval timers")


class Interruption(BaseException):
    """Raised by the signal handler, like KeyboardInterrupt."""


@contextmanager
def interrupting() -> Iterator[Callable[[float], None]]:
    """Yield a function that raises Interruption in the main thread after some seconds; 0 cancels it."""

    def interrupt(*_: object) -> None:
        raise Interruption

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def interrupt_calls(count: int, longest: float, admin: AdminClient, call: Callable[[], Any]) -> int:
    """Interrupt this many calls, each after at most ``longest`` seconds. Return how many permits are lost."""
    throttle = Throttle(LIMIT, monotonic)
    admin._api.sender = replace(admin._api.sender, throttle=throttle)
    chance = random.Random(count)  # noqa: S311 (not a secret)
    interrupted = 0
    with interrupting() as interrupt:
        while interrupted < count:
            try:
                try:
                    interrupt(chance.uniform(1e-6, longest))
                    # Python swallows an exception in a finalizer: then there is no interruption, and the next try has one.
                    end = monotonic() + 1
                    while monotonic() < end:
                        call()
                finally:
                    interrupt(0)
            except Interruption:
                interrupted += 1
    return lost_permits(throttle)


def lost_permits(throttle: Throttle | AsyncThrottle) -> int:
    """Return how many permits are still held one window after the last call, a lock or a caller in the queue included."""
    throttle._window.expire_lost(monotonic())
    time.sleep(LIMIT.seconds + MARGIN)
    throttle._window.seconds_to_wait(monotonic())
    waiting = sum(one.holder.locked() for one in throttle._queue)
    return throttle._window.held + throttle._lock.locked() + waiting


def cancel_calls(count: int, url: str) -> int:
    """Cancel this many calls at random times, in several event loops. Return how many permits are lost."""
    chance = random.Random(count)  # noqa: S311 (not a secret)
    throttle = AsyncThrottle(LIMIT, monotonic)

    async def run() -> None:
        async with AsyncAdminClient("k", base_url=url) as admin:
            admin._api.sender = replace(admin._api.sender, throttle=throttle)
            tasks = [asyncio.create_task(admin.projects.get(f"p-{number}")) for number in range(20)]
            for task in tasks:
                await asyncio.sleep(chance.uniform(0, 0.002))
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            assert (await admin.projects.get("after")).project_id == "after"

    with collect_loops():
        for _ in range(count // 20):
            asyncio.run(run())
    return lost_permits(throttle)
