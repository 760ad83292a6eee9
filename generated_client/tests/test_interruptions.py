"""Calls that are interrupted at any point: KeyboardInterrupt, a signal handler that raises, a cancelled task.

`nox -s stress` interrupts thousands of calls.
"""

from __future__ import annotations

import threading

import httpx2
import pytest
from echo_server import serve_echoes
from interruptions import cancel_calls, interrupt_calls, needs_timers

from apivideo_admin import AdminClient, errors
from apivideo_admin._runtime.clock import monotonic
from apivideo_admin._runtime.throttle import Throttle
from apivideo_admin._runtime.window import MARGIN, RateLimit, Window


def count(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"count": 1})


@needs_timers
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a socket that an interrupted call left
def test_interrupted_calls_lose_no_permit():
    with AdminClient("k", transport=httpx2.MockTransport(count)) as admin:
        assert interrupt_calls(100, 0.003, admin, admin.projects.count) == 0
    with serve_echoes() as url, AdminClient("k", base_url=url) as admin:
        assert interrupt_calls(30, 0.01, admin, lambda: admin.projects.get("p")) == 0
        assert admin.projects.get("after").project_id == "after"


def test_cancelled_calls_lose_no_permit():
    with serve_echoes() as url:
        assert cancel_calls(60, url) == 0


def test_a_permit_whose_holder_is_gone_expires_after_one_window():
    window = Window(RateLimit(1, 1))
    with (holder := threading.Lock()):
        permit = window.issue(holder)
        assert window.seconds_to_wait(0.0) is None
    assert permit.is_lost()
    assert window.seconds_to_wait(5.0) == pytest.approx(1 + MARGIN)
    assert window.seconds_to_wait(6.0 + MARGIN) == 0


def test_a_caller_whose_holder_is_gone_blocks_nobody_in_the_queue(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    throttle = Throttle(RateLimit(1, 0.001), monotonic)
    with (first := threading.Lock()):
        held = throttle.acquire(first)
        with (lost := threading.Lock()), monkeypatch.context() as patched:
            patched.setattr(Throttle, "_dequeue", interrupted)
            patched.setattr("apivideo_admin._runtime.throttle._wait", interrupted)
            with pytest.raises(KeyboardInterrupt):
                throttle.acquire(lost)
        assert len(throttle._queue) == 1
        throttle.finish(held, None)
    with (next_one := threading.Lock()):
        assert throttle.acquire(next_one, 10)


def test_an_interruption_in_finish_loses_no_permit(sdk, environment, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with sdk.open(count, environment=environment, throttle=True) as run:
        for _ in range(10):
            with monkeypatch.context() as patched:
                patched.setattr("apivideo_admin._runtime.throttle._PermitQueue.finish", interrupted)
                with pytest.raises(KeyboardInterrupt):
                    run(lambda admin: admin.projects.count())
        assert run(lambda admin: admin.projects.count()) == 1


def test_a_call_waits_in_the_queue_no_longer_than_max_queue_seconds(sdk, environment):
    with sdk.open(count, environment=environment, throttle=True, max_queue_seconds=0.5) as run:
        for _ in range(10):
            run(lambda admin: admin.projects.count())
        with pytest.raises(errors.APITimeoutError, match=r"max_queue_seconds \(0.5 s\)") as caught:
            run(lambda admin: admin.projects.count())
        assert caught.value.sent is False
        assert environment.now == pytest.approx(0.5)
        assert run(lambda admin: admin.with_options(max_queue_seconds=1).projects.count()) == 1


def test_a_retry_that_waited_in_the_queue_beyond_max_retry_seconds_is_not_sent(sdk, environment):
    outcomes = [httpx2.Response(200, json={"count": 1})] * 9 + [httpx2.Response(503)]
    sent = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        sent.append(environment.now)
        return outcomes[len(sent) - 1]

    environment.random = 0.0
    with sdk.open(handler, environment=environment, throttle=True, max_retry_seconds=0.5) as run:
        for _ in range(9):
            run(lambda admin: admin.projects.count())
        with pytest.raises(errors.ServerError):
            run(lambda admin: admin.projects.count())
    assert sent == [0.0] * 10
