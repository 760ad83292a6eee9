"""An asynchronous client in several event loops, in threads, and without a loop of asyncio."""

from __future__ import annotations

import asyncio
import threading

import httpx2
import pytest
import trio
from echo_server import serve_echoes
from sdk_harness import collect_loops

from apivideo_admin import AsyncAdminClient, errors
from apivideo_admin._runtime.clock import monotonic
from apivideo_admin._runtime.throttle import AsyncThrottle, TaskHolder
from apivideo_admin._runtime.window import RateLimit


async def get_many(admin, name, calls):
    found = await asyncio.gather(*(admin.projects.get(f"{name}-{number}") for number in range(calls)))
    return [one.project_id for one in found] == [f"{name}-{number}" for number in range(calls)]


def test_a_client_can_be_used_in_several_event_loops_one_after_the_other():
    def check(admin):
        for name in ("first", "second", "third"):
            assert asyncio.run(get_many(admin, name, 3))
        asyncio.run(admin.aclose())

    with serve_echoes() as url, collect_loops():
        check(AsyncAdminClient("k", base_url=url))


def test_a_client_can_be_used_in_the_event_loops_of_several_threads():
    results = []

    def run(admin, name):
        results.append(asyncio.run(get_many(admin, name, 8)))

    def check(admin):
        threads = [threading.Thread(target=run, args=(admin, name)) for name in ("a", "b")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    with serve_echoes() as url, collect_loops():
        check(AsyncAdminClient("k", base_url=url))
    assert results == [True, True]


def test_a_waiting_task_is_woken_from_the_event_loop_of_another_thread(monkeypatch):
    monkeypatch.setattr("apivideo_admin._runtime.throttle.POLL_SECONDS", None)
    throttle = AsyncThrottle(RateLimit(1, 0.001), monotonic)
    holder = threading.Lock()
    holder.acquire()

    async def acquire():
        return await throttle.acquire(TaskHolder(holder, asyncio.get_running_loop()))

    held = asyncio.run(acquire_now(throttle, holder))
    thread = threading.Thread(target=asyncio.run, args=(acquire(),))
    thread.start()
    while not throttle._queue:
        pass
    throttle.finish(held, None)
    thread.join(10)
    assert not thread.is_alive()


async def acquire_now(throttle, holder):
    return throttle.try_acquire(holder)


def test_a_permit_of_a_closed_event_loop_is_lost():
    loop = asyncio.new_event_loop()
    with (lock := threading.Lock()):
        holder = TaskHolder(lock, loop)
        assert holder.locked()
        loop.close()
        assert not holder.locked()


def test_trio_raises_an_error_that_names_the_alternative():
    async def run():
        admin = AsyncAdminClient("k", transport=httpx2.MockTransport(lambda _: httpx2.Response(200, json={"count": 1})))
        await admin.projects.count()

    with pytest.raises(errors.ConfigurationError, match=r"asyncio.*trio\.to_thread"):
        trio.run(run)
