"""The throttle: what the server counts, and the order of waiting callers."""

from __future__ import annotations

import asyncio
import threading
import time
from operator import itemgetter
from types import SimpleNamespace

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apivideo_admin import AsyncAdminClient
from apivideo_admin._runtime.throttle import AsyncThrottle, Throttle, read_rate_limit
from apivideo_admin._runtime.window import MARGIN, RateLimit, Window

HELD = threading.Lock()
HELD.acquire()
LIMIT = RateLimit(requests=3, seconds=1)
delays = st.floats(0, 3, allow_nan=False)


@st.composite
def requests_with_latency(draw):
    """Draw requests: for each the pause before it, the latency to the server, and the latency back."""
    return draw(st.lists(st.tuples(st.sampled_from([0, 0, 0.1, 1]), delays, delays), min_size=1, max_size=40))


@pytest.mark.once
@given(requests_with_latency())
@settings(max_examples=300, deadline=None, database=None)
def test_the_server_never_counts_more_than_its_limit_for_any_latency(requests):
    window, now, arrivals = Window(LIMIT), 0.0, []
    responses = []  # when the responses of the requests in flight arrive
    for pause, out, back in requests:
        now += pause
        while True:
            for response, permit in sorted((one for one in responses if one[0] <= now), key=itemgetter(0)):
                window.complete(permit, response)
                responses.remove((response, permit))
            wait = window.seconds_to_wait(now)
            if wait == 0:
                break
            following = [now + wait] if wait is not None else []
            now = min([*(response for response, _ in responses), *following])
        permit = window.issue(HELD)
        arrivals.append(now + out)
        responses.append((now + out + back, permit))
    arrivals.sort()
    for first, later in zip(arrivals, arrivals[LIMIT.requests :], strict=False):
        assert later - first >= LIMIT.seconds


def test_a_permit_is_held_for_a_window_after_the_response():
    window = Window(RateLimit(1, 1))
    permit = window.issue(HELD)
    assert window.seconds_to_wait(100.0) is None, "without a response the time is unknown"
    window.complete(permit, 100.0)
    assert window.seconds_to_wait(100.0) == pytest.approx(1 + MARGIN)
    assert window.seconds_to_wait(101.0 + MARGIN) == 0


def test_a_request_that_was_not_sent_releases_its_permit():
    window = Window(RateLimit(1, 1))
    window.release(window.issue(HELD))
    assert window.seconds_to_wait(0.0) == 0


def test_requests_of_other_clients_count_for_one_window():
    window = Window(RateLimit(10, 1))
    permit = window.issue(HELD)
    window.complete(permit, 0.0)
    window.update_limit(permit, 0.0, limit=10, remaining=2)  # the server has counted 8, 7 of them from other clients
    for _ in range(2):
        assert window.seconds_to_wait(0.0) == 0
        window.issue(HELD)
    assert window.seconds_to_wait(0.5) == pytest.approx(0.5 + MARGIN)
    assert window.seconds_to_wait(1.0 + MARGIN) == 0


def test_requests_of_this_client_are_not_counted_twice():
    window = Window(RateLimit(10, 1))
    permits = [window.issue(HELD) for _ in range(5)]
    for permit, remaining in zip(permits, (5, 6, 7, 8, 9), strict=True):
        window.complete(permit, 0.0)
        window.update_limit(permit, 0.0, limit=10, remaining=remaining)
    for _ in range(5):
        assert window.seconds_to_wait(0.0) == 0
        window.issue(HELD)
    assert window.seconds_to_wait(0.0) != 0


def test_the_limit_is_the_one_that_the_server_reports():
    window = Window(RateLimit(1, 1))
    window.update_limit(window.issue(HELD), 0.0, limit=1_000_000, remaining=999_999)
    assert window.seconds_to_wait(0.0) == 0
    window.update_limit(window.issue(HELD), 0.0, limit=2, remaining=0)
    assert window.seconds_to_wait(0.0) != 0


@pytest.mark.parametrize("limit", [0, -1])
def test_a_reported_limit_below_one_is_ignored(limit):
    window = Window(RateLimit(5, 1))
    window.update_limit(window.issue(HELD), 0.0, limit=limit, remaining=0)
    assert window.limit == 5


@pytest.mark.parametrize("value", ["", "ten", "-1", "1.5", "²", "9" * 5000])
def test_rate_limit_headers_that_are_not_numbers_are_ignored(value):
    assert read_rate_limit(httpx2.Headers({"X-RateLimit-Limit": value.encode(), "X-RateLimit-Remaining": "1"})) is None
    assert read_rate_limit(httpx2.Headers({"X-RateLimit-Limit": "1", "X-RateLimit-Remaining": value.encode()})) is None


def test_no_permit_is_issued_during_a_pause():
    window = Window(RateLimit(5, 1))
    window.pause(3.0)
    window.pause(2.0)
    assert window.seconds_to_wait(1.0) == 2
    assert window.seconds_to_wait(3.0) == 0


def test_threads_get_permits_in_the_order_in_which_they_asked():
    throttle = Throttle(RateLimit(1, 0.001), time.monotonic)
    held = throttle.acquire(HELD)
    served, threads = [], []

    def run(number):
        permit = throttle.acquire(HELD)
        served.append(number)
        throttle.finish(permit, None)

    for number in range(8):
        thread = threading.Thread(target=run, args=(number,))
        thread.start()
        threads.append(thread)
        while len(throttle._queue) <= number:
            time.sleep(0.001)
    throttle.finish(held, None)
    for thread in threads:
        thread.join(10)
    assert served == list(range(8))


def test_tasks_get_permits_in_the_order_in_which_they_asked():
    async def run():
        throttle = AsyncThrottle(RateLimit(1, 0.001), time.monotonic)
        held, served = await throttle.acquire(HELD), []

        async def one(number):
            permit = await throttle.acquire(HELD)
            served.append(number)
            throttle.finish(permit, None)

        tasks = [asyncio.create_task(one(number)) for number in range(8)]
        await asyncio.sleep(0)
        throttle.finish(held, None)
        await asyncio.gather(*tasks)
        return served

    assert asyncio.run(run()) == list(range(8))


def test_a_cancelled_task_leaves_the_queue_and_the_next_one_gets_a_permit():
    async def run():
        throttle = AsyncThrottle(RateLimit(1, 0.001), time.monotonic)
        held = await throttle.acquire(HELD)
        first, second = (asyncio.create_task(throttle.acquire(HELD)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
        throttle.finish(held, None)
        assert first.cancelled()
        assert await second
        assert not throttle._queue

    asyncio.run(run())


def test_an_interrupted_thread_leaves_the_queue(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    throttle = Throttle(RateLimit(1, 60), time.monotonic)
    throttle.acquire(HELD)
    monkeypatch.setattr("apivideo_admin._runtime.throttle._wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        throttle.acquire(HELD)
    assert not throttle._queue


def test_a_call_cancelled_in_flight_holds_its_permit_for_one_window():
    async def run():
        started = asyncio.Event()

        async def handler(request):
            started.set()
            await asyncio.sleep(60)

        async with AsyncAdminClient("k", transport=httpx2.MockTransport(handler)) as admin:
            call = asyncio.create_task(admin.projects.count())
            await started.wait()
            call.cancel()
            await asyncio.wait([call])
            window = admin._api.sender.throttle._window
            assert (len(window._in_flight), window.held) == (0, 1)

    asyncio.run(run())


def test_a_new_call_does_not_overtake_the_queue():
    throttle = Throttle(LIMIT, time.monotonic)
    throttle._queue.append(SimpleNamespace(holder=HELD))
    assert throttle.try_acquire(HELD) is None
