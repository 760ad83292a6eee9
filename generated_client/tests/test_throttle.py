"""The throttle: what the server sees, who comes first, and who leaves."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apivideo_admin import AdminClient, AsyncAdminClient
from apivideo_admin._runtime.throttle import AsyncThrottle, Throttle, read_rate_limit
from apivideo_admin._runtime.window import MARGIN, RateLimit, Window

LIMIT = RateLimit(requests=3, seconds=1)
delays = st.floats(0, 3, allow_nan=False)


@st.composite
def journeys(draw):
    """A burst of requests: for each the pause before it is wanted, the way to the server, and the way back."""
    return draw(st.lists(st.tuples(st.sampled_from([0, 0, 0.1, 1]), delays, delays), min_size=1, max_size=40))


@given(journeys())
@settings(max_examples=300, deadline=None, database=None)
def test_the_server_never_counts_more_than_its_limit_whatever_the_network_does(requests):
    window, now, arrivals = Window(LIMIT), 0.0, []
    answers = []  # when the answers of those under way arrive
    for pause, out, back in requests:
        now += pause
        while True:
            for answer in sorted(one for one in answers if one <= now):
                window.complete(answer)
                answers.remove(answer)
            wait = window.seconds_to_wait(now)
            if wait == 0:
                break
            following = [now + wait] if wait is not None else []
            now = min([*answers, *following])
        window.issue()
        arrivals.append(now + out)
        answers.append(now + out + back)
    arrivals.sort()
    for first, later in zip(arrivals, arrivals[LIMIT.requests :], strict=False):
        assert later - first >= LIMIT.seconds


def test_a_place_is_held_for_a_window_after_the_answer():
    window = Window(RateLimit(1, 1))
    window.issue()
    assert window.seconds_to_wait(100.0) is None, "no answer yet: nobody knows how long"
    window.complete(100.0)
    assert window.seconds_to_wait(100.0) == pytest.approx(1 + MARGIN)
    assert window.seconds_to_wait(101.0 + MARGIN) == 0


def test_a_request_that_was_never_sent_holds_no_place():
    window = Window(RateLimit(1, 1))
    window.issue()
    window.release()
    assert window.seconds_to_wait(0.0) == 0


def test_what_others_use_is_learnt_from_the_headers_and_forgotten_after_a_window():
    window = Window(RateLimit(10, 1))
    permit = window.issue()
    window.complete(0.0)
    window.update_limit(permit, 0.0, limit=10, remaining=2)  # the server has counted 8, and 7 of them are not ours
    for _ in range(2):
        assert window.seconds_to_wait(0.0) == 0
        window.issue()
    assert window.seconds_to_wait(0.5) == pytest.approx(0.5 + MARGIN)
    assert window.seconds_to_wait(1.0 + MARGIN) == 0


def test_our_own_requests_are_not_taken_for_those_of_others():
    window = Window(RateLimit(10, 1))
    permits = [window.issue() for _ in range(5)]
    for permit, remaining in zip(permits, (5, 6, 7, 8, 9), strict=True):
        window.complete(0.0)
        window.update_limit(permit, 0.0, limit=10, remaining=remaining)
    for _ in range(5):
        assert window.seconds_to_wait(0.0) == 0
        window.issue()
    assert window.seconds_to_wait(0.0) != 0


def test_the_limit_is_what_the_server_says():
    window = Window(RateLimit(1, 1))
    window.update_limit(window.issue(), 0.0, limit=1_000_000, remaining=999_999)
    assert window.seconds_to_wait(0.0) == 0
    window.update_limit(window.issue(), 0.0, limit=2, remaining=0)
    assert window.seconds_to_wait(0.0) != 0


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_that_lets_nobody_send_is_not_believed(limit):
    window = Window(RateLimit(5, 1))
    window.update_limit(window.issue(), 0.0, limit=limit, remaining=0)
    assert window.limit == 5


@pytest.mark.parametrize("value", ["", "ten", "-1", "1.5", "²", "9" * 5000])
def test_headers_that_hold_no_number_tell_nothing(value):
    assert read_rate_limit(httpx2.Headers({"X-RateLimit-Limit": value.encode(), "X-RateLimit-Remaining": "1"})) is None
    assert read_rate_limit(httpx2.Headers({"X-RateLimit-Limit": "1", "X-RateLimit-Remaining": value.encode()})) is None


def test_a_pause_holds_everybody_back():
    window = Window(RateLimit(5, 1))
    window.pause(3.0)
    window.pause(2.0)
    assert window.seconds_to_wait(1.0) == 2
    assert window.seconds_to_wait(3.0) == 0


def test_threads_are_served_in_the_order_in_which_they_came():
    throttle = Throttle(RateLimit(1, 0.001), time.monotonic)
    held = throttle.acquire()
    served, threads = [], []

    def run(number):
        permit = throttle.acquire()
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


def test_tasks_are_served_in_the_order_in_which_they_came():
    async def run():
        throttle = AsyncThrottle(RateLimit(1, 0.001), time.monotonic)
        held, served = await throttle.acquire(), []

        async def one(number):
            permit = await throttle.acquire()
            served.append(number)
            throttle.finish(permit, None)

        tasks = [asyncio.create_task(one(number)) for number in range(8)]
        await asyncio.sleep(0)
        throttle.finish(held, None)
        await asyncio.gather(*tasks)
        return served

    assert asyncio.run(run()) == list(range(8))


def test_a_cancelled_task_leaves_the_line_and_the_next_one_is_served():
    async def run():
        throttle = AsyncThrottle(RateLimit(1, 0.001), time.monotonic)
        held = await throttle.acquire()
        first, second = (asyncio.create_task(throttle.acquire()) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
        throttle.finish(held, None)
        assert first.cancelled()
        assert await second
        assert not throttle._queue

    asyncio.run(run())


def test_an_interrupted_thread_leaves_the_line(monkeypatch):
    class Interrupted(threading.Event):
        def wait(self, timeout=None):  # noqa: ARG002 (as threading has it)
            raise KeyboardInterrupt

    throttle = Throttle(RateLimit(1, 60), time.monotonic)
    throttle.acquire()
    monkeypatch.setattr(threading, "Event", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        throttle.acquire()
    assert not throttle._queue


def test_a_call_that_is_cancelled_under_way_frees_its_place_after_a_window():
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
            assert (window._in_flight, window._held) == (0, 1)

    asyncio.run(run())


def test_all_variants_of_a_client_share_one_throttle_and_a_client_can_do_without():
    with AdminClient("k") as admin:
        assert admin.with_options(timeout=1)._api.sender.throttle is admin._api.sender.throttle
        assert admin._api.sender.throttle._window.limit == 10
    with AdminClient("k", throttle=False) as admin:
        assert admin._api.sender.throttle is None


def test_a_refusal_holds_back_every_call_for_as_long_as_the_server_asks(sdk, environment, monkeypatch):
    answers = itertools.chain([httpx2.Response(429, headers={"Retry-After": "2"})], itertools.repeat(None))
    pauses = []
    for kind in (Throttle, AsyncThrottle):
        monkeypatch.setattr(kind, "pause", lambda _, seconds: pauses.append(seconds))
    sdk.call(
        lambda _: next(answers) or httpx2.Response(200, json={"count": 1}),
        lambda admin: admin.projects.count(),
        environment=environment,
        throttle=True,
    )
    assert pauses == [2]


def test_a_server_without_a_limit_is_not_waited_for(sdk):
    def handler(_):
        headers = {"X-RateLimit-Limit": "1000000", "X-RateLimit-Remaining": "999999"}
        return httpx2.Response(200, json={"count": 1}, headers=headers)

    def held(admin):
        return admin._api.sender.throttle._window._held

    if sdk.is_async:

        async def many():
            async with AsyncAdminClient("k", transport=httpx2.MockTransport(handler)) as admin:
                for _ in range(100):
                    await admin.projects.count()
                return held(admin)

        assert asyncio.run(many()) > 10, "more than the document's limit in one window"
    else:
        with AdminClient("k", transport=httpx2.MockTransport(handler)) as admin:
            for _ in range(100):
                admin.projects.count()
            assert held(admin) > 10, "more than the document's limit in one window"
