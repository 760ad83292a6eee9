"""Calls of a client and of its variants under one rate limit, in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from sdk_harness import FakeEnvironment

from apivideo_admin import AdminClient, errors
from apivideo_admin.client import RATE_LIMIT


class Server:
    """Return each outcome in turn, then the last one for ever, and record when each request arrived."""

    def __init__(self, clock: Callable[[], float], *outcomes: Any) -> None:
        self._clock, self._outcomes = clock, list(outcomes)
        self.times: list[float] = []

    def __call__(self, _: httpx2.Request) -> httpx2.Response:
        self.times.append(self._clock())
        outcome = self._outcomes.pop(0) if len(self._outcomes) > 1 else self._outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def assert_limit(self, requests: int = RATE_LIMIT.requests) -> None:
        """Check that no window saw more requests than the limit, and that one saw as many."""
        gaps = [last - first for first, last in zip(self.times, self.times[requests:], strict=False)]
        assert gaps, "the server got no more requests than the limit"
        assert RATE_LIMIT.seconds <= min(gaps) < RATE_LIMIT.seconds + 0.1


def counted(**headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(200, json={"count": 1}, headers=named)


def count(admin: Any) -> Any:
    return admin.projects.count()


def test_no_window_has_more_requests_than_the_limit(sdk, environment):
    server = Server(environment.clock, counted())
    with sdk.open(server, environment=environment, throttle=True) as run:
        for _ in range(2 * RATE_LIMIT.requests + 2):
            run(count)
    server.assert_limit()


def test_a_variant_shares_the_throttle_of_the_first_client(sdk, environment):
    server = Server(environment.clock, counted())
    with sdk.open(server, environment=environment, throttle=True) as run:
        for _ in range(RATE_LIMIT.requests):
            run(count)
        run(lambda admin: admin.with_options(timeout=1).projects.count())
    server.assert_limit()


def test_the_throttle_can_be_turned_off(sdk, environment):
    server = Server(environment.clock, counted())
    with sdk.open(server, environment=environment, throttle=False) as run:
        for _ in range(RATE_LIMIT.requests + 2):
            run(count)
    assert set(server.times) == {0.0}


def test_every_attempt_needs_a_permit_even_after_a_timeout(sdk, environment):
    environment.random = 0.0  # no wait of its own between the attempts
    attempts = RATE_LIMIT.requests + 2
    failures = [httpx2.Response(503), httpx2.ReadTimeout("slow"), httpx2.ReadError("reset")] * attempts
    server = Server(environment.clock, *failures[: attempts - 1], counted())
    options = {"max_retries": attempts, "max_retry_seconds": 1000}
    sdk.call(server, count, environment=environment, throttle=True, **options)
    assert len(server.times) == attempts
    server.assert_limit()


def test_a_request_that_was_not_sent_does_not_count(sdk, environment):
    server = Server(environment.clock, httpx2.ConnectError("refused"))
    with sdk.open(server, environment=environment, throttle=True, max_retries=0) as run:
        for _ in range(RATE_LIMIT.requests + 2):
            with pytest.raises(errors.APIConnectionError):
                run(count)
    assert set(server.times) == {0.0}


def test_the_throttle_follows_the_limit_that_the_server_reports(sdk, environment):
    server = Server(environment.clock, counted(X_RateLimit_Limit="2", X_RateLimit_Remaining="1"))
    with sdk.open(server, environment=environment, throttle=True) as run:
        for _ in range(4):
            run(count)
    server.assert_limit(2)


def test_what_others_use_of_the_limit_is_left_to_them(sdk, environment):
    server = Server(environment.clock, counted(X_RateLimit_Limit="5", X_RateLimit_Remaining="0"), counted())
    with sdk.open(server, environment=environment, throttle=True) as run:
        run(count)
        run(count)
    server.assert_limit(1)


def test_a_higher_limit_reported_by_the_server_replaces_the_documented_one(sdk, environment):
    server = Server(environment.clock, counted(X_RateLimit_Limit="1000000", X_RateLimit_Remaining="999999"))
    with sdk.open(server, environment=environment, throttle=True) as run:
        for _ in range(100):
            run(count)
    assert set(server.times) == {0.0}


class NoSleep(FakeEnvironment):
    """Let no time pass between the attempts of a call, so that only the throttle waits."""

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def test_a_429_pauses_every_call_for_the_time_that_the_server_asks_for(sdk):
    environment = NoSleep()
    server = Server(environment.clock, httpx2.Response(429, headers={"Retry-After": "2"}), counted())
    sdk.call(server, count, environment=environment, throttle=True)
    assert environment.waits == [2.25]
    assert server.times == [0, 2]


def test_the_wait_for_a_permit_does_not_count_towards_max_retry_seconds(sdk, environment):
    environment.random = 0.0
    limit = RATE_LIMIT.requests
    server = Server(environment.clock, *[counted()] * limit, httpx2.Response(503), counted())
    with sdk.open(server, environment=environment, throttle=True, max_retry_seconds=RATE_LIMIT.seconds / 2) as run:
        for _ in range(limit + 1):
            run(count)
    assert len(server.times) == limit + 2


def test_the_limit_of_a_client_is_the_documented_one():
    with AdminClient("k") as admin:
        assert admin._api.sender.throttle._window.limit == RATE_LIMIT.requests
