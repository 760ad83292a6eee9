"""A client in a process that was forked while the client existed."""

from __future__ import annotations

import asyncio
import os
import threading

import httpx2
import pytest
from echo_server import serve_echoes
from forked import in_child, race
from sdk_harness import collect_loops

from apivideo_admin import AdminClient, AsyncAdminClient, errors
from apivideo_admin._runtime.clock import monotonic
from apivideo_admin._runtime.throttle import Throttle
from apivideo_admin._runtime.window import RateLimit

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def foreign(admin, name, calls=20):
    """Return how many of the responses belong to another request."""
    ids = [f"{name}-{number}" for number in range(calls)]
    return sum(admin.projects.get(one).project_id != one for one in ids)


def foreign_in_a_loop(admin, name, calls=20):
    async def run():
        ids = [f"{name}-{number}" for number in range(calls)]
        return sum([(await admin.projects.get(one)).project_id != one for one in ids])

    return asyncio.run(run())


def test_children_of_a_process_get_the_responses_to_their_own_requests():
    with serve_echoes() as url, AdminClient("k", base_url=url) as admin:
        admin.projects.get("warm")
        assert race(lambda: foreign(admin, "a"), lambda: foreign(admin, "b")) == [0, 0]
        assert foreign(admin, "parent") == 0


def test_children_of_a_process_get_the_responses_to_their_own_asynchronous_requests():
    def check(admin):
        assert foreign_in_a_loop(admin, "warm") == 0
        found = race(lambda: foreign_in_a_loop(admin, "a"), lambda: foreign_in_a_loop(admin, "b"))
        assert found == [0, 0]

    with serve_echoes() as url, collect_loops():
        check(AsyncAdminClient("k", base_url=url))


def test_a_child_does_not_wait_for_the_calls_of_its_parent():
    arrived, leave = threading.Semaphore(0), threading.Event()

    def before_response(name):
        if name.startswith("wait"):
            arrived.release()
            leave.wait(30)

    with serve_echoes(before_response) as url, AdminClient("k", base_url=url) as admin:
        threads = [threading.Thread(target=admin.projects.get, args=(f"wait-{number}",)) for number in range(10)]
        for thread in threads:
            thread.start()
        for _ in threads:
            arrived.acquire()
        try:
            assert in_child(lambda: foreign(admin, "child", calls=1)) == 0
        finally:
            leave.set()
            for thread in threads:
                thread.join()


def test_a_fork_while_another_thread_uses_the_throttle_leaves_no_lock():
    throttle = Throttle(RateLimit(1, 0.001), monotonic)
    holder = threading.Lock()
    holder.acquire()
    with throttle._lock:
        assert in_child(lambda: throttle.acquire(holder) is not None)


def test_a_child_counts_the_requests_that_were_in_flight_for_one_window():
    throttle = Throttle(RateLimit(2, 60), monotonic)
    holder = threading.Lock()
    holder.acquire()
    throttle.acquire(holder)
    assert in_child(lambda: (throttle._window.held, len(throttle._window._in_flight))) == (1, 0)


def test_connections_of_the_caller_raise_an_error_in_a_child():
    with serve_echoes() as url, httpx2.Client() as http_client, httpx2.HTTPTransport() as transport:
        for options in ({"http_client": http_client}, {"transport": transport}):
            admin = AdminClient("k", base_url=url, **options)
            assert in_child(lambda admin=admin: foreign(admin, "unused", calls=1)) == 0
            admin.projects.get("warm")
            with pytest.raises(errors.ConfigurationError, match=f"{next(iter(options))} was used before this process"):
                in_child(lambda admin=admin: foreign(admin, "child"))


def test_a_transport_without_connections_works_in_a_child():
    handler = httpx2.MockTransport(lambda _: httpx2.Response(200, json={"count": 1}))
    with AdminClient("k", transport=handler) as admin:
        assert admin.projects.count() == in_child(admin.projects.count) == 1
