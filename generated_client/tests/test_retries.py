"""Retries: when, how often, and after which wait."""

from __future__ import annotations

import httpx2
import pytest

from apivideo_admin import errors
from apivideo_admin._runtime.retry import Failure, RetryPolicy, retry_delay

GET = lambda admin: admin.projects.count()  # noqa: E731
CREATE = lambda admin: admin.projects.create(name="x")  # noqa: E731
UPDATE = lambda admin: admin.projects.update("p", name="x")  # noqa: E731
DELETE = lambda admin: admin.api_keys.delete("p", "k")  # noqa: E731


class Server:
    """Return these outcomes in order, then the last one again and again; count the attempts."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.attempts = 0

    def __call__(self, _):
        self.attempts += 1
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        status, headers = outcome if isinstance(outcome, tuple) else (outcome, {})
        body = b'{"count": 7}' if status == 200 else b"{}"
        return httpx2.Response(status, headers=headers, content=body)


NOT_SENT = [httpx2.ConnectError("x"), httpx2.ConnectTimeout("x"), httpx2.PoolTimeout("x"), httpx2.ProxyError("x")]
UNKNOWN = [
    httpx2.ReadError("x"),
    httpx2.ReadTimeout("x"),
    httpx2.WriteError("x"),
    httpx2.WriteTimeout("x"),
    httpx2.RemoteProtocolError("x"),
    408,
    500,
    502,
    503,
    504,
]
FINAL = [
    httpx2.DecodingError("x"),
    httpx2.UnsupportedProtocol("x"),
    httpx2.LocalProtocolError("x"),
    301,
    400,
    401,
    403,
    404,
    405,
    409,
    413,
    415,
]


@pytest.mark.parametrize("outcome", [*NOT_SENT, *UNKNOWN, 429], ids=repr)
def test_a_read_is_retried_after_a_transient_failure(sdk, environment, outcome):
    server = Server(outcome, 200)
    assert sdk.call(server, GET, environment=environment) == 7
    assert server.attempts == 2


@pytest.mark.parametrize("outcome", FINAL, ids=repr)
def test_a_final_failure_is_raised_without_a_retry(sdk, environment, outcome):
    server = Server(outcome, 200)
    with pytest.raises(errors.AdminError):
        sdk.call(server, GET, environment=environment)
    assert server.attempts == 1
    assert environment.waits == []


@pytest.mark.parametrize("outcome", [*NOT_SENT, 429], ids=repr)
def test_a_create_is_retried_if_the_server_certainly_did_not_execute_it(sdk, environment, project, outcome):
    server = Server(outcome, outcome, 400)
    with pytest.raises(errors.BadRequestError):
        sdk.call(server, CREATE, environment=environment)
    assert server.attempts == 3


@pytest.mark.parametrize("outcome", UNKNOWN, ids=repr)
def test_a_create_is_not_retried_if_the_server_may_have_executed_it(sdk, environment, outcome):
    server = Server(outcome)
    with pytest.raises(errors.AdminError):
        sdk.call(server, CREATE, environment=environment)
    assert server.attempts == 1


def test_a_retried_create_is_not_retried_again_once_its_outcome_is_unknown(sdk, environment):
    server = Server(429, httpx2.ReadTimeout("x"), 201)
    with pytest.raises(errors.APITimeoutError):
        sdk.call(server, CREATE, environment=environment)
    assert server.attempts == 2


@pytest.mark.parametrize("outcome", UNKNOWN, ids=repr)
def test_an_update_is_retried_because_it_is_idempotent_in_this_api(sdk, environment, outcome):
    server = Server(outcome, 400)
    with pytest.raises(errors.BadRequestError):
        sdk.call(server, UPDATE, environment=environment)
    assert server.attempts == 2


@pytest.mark.parametrize("outcome", UNKNOWN, ids=repr)
def test_a_retried_delete_that_gets_404_after_an_unknown_outcome_succeeds(sdk, environment, outcome):
    server = Server(outcome, 404)
    assert sdk.call(server, DELETE, environment=environment) is None
    assert server.attempts == 2


@pytest.mark.parametrize("outcome", [*NOT_SENT, 429], ids=repr)
def test_a_retried_delete_that_gets_404_after_it_was_not_executed_raises(sdk, environment, outcome):
    with pytest.raises(errors.NotFoundError):
        sdk.call(Server(outcome, 404), DELETE, environment=environment)


def test_a_delete_whose_first_attempt_gets_404_raises(sdk, environment):
    with pytest.raises(errors.NotFoundError):
        sdk.call(Server(404), DELETE, environment=environment)


def test_a_retried_read_that_gets_404_raises(sdk, environment):
    with pytest.raises(errors.NotFoundError):
        sdk.call(Server(500, 404), GET, environment=environment)


def test_the_last_failure_is_raised_when_the_retries_are_used_up(sdk, environment):
    server = Server(500, httpx2.ReadError("x"), 503)
    with pytest.raises(errors.APIStatusError) as caught:
        sdk.call(server, GET, environment=environment)
    assert caught.value.status_code == 503
    assert server.attempts == 5
    server = Server(503, httpx2.ReadError("reset"))
    with pytest.raises(errors.APIConnectionError, match="ReadError: reset"):
        sdk.call(server, GET, environment=environment)


@pytest.mark.parametrize(
    ("client", "call", "attempts"), [(0, None, 1), (1, None, 2), (0, 2, 3), (9, 0, 1), (None, None, 5)]
)
def test_max_retries_of_a_call_overrides_that_of_the_client(sdk, environment, client, call, attempts):
    server = Server(500)
    with pytest.raises(errors.ServerError):
        sdk.call(
            server, lambda admin: admin.projects.count(max_retries=call), environment=environment, max_retries=client
        )
    assert server.attempts == attempts


def test_the_backoff_doubles_and_each_wait_is_a_random_part_of_it(sdk, environment):
    for chance, waits in ((1.0, [0.5, 1, 2, 4, 8, 8]), (0.5, [0.25, 0.5, 1, 2, 4, 4]), (0.0, [0] * 6)):
        environment.random, environment.waits = chance, []
        with pytest.raises(errors.ServerError):
            sdk.call(Server(500), GET, environment=environment, max_retries=6)
        assert environment.waits == waits


@pytest.mark.parametrize(
    ("headers", "status", "least"),
    [
        ({"Retry-After": "3"}, 429, 3),
        ({"Retry-After": "3"}, 503, 3),
        ({"Retry-After": "0"}, 503, 0),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:30 GMT", "Date": "Wed, 21 Oct 2015 07:28:00 GMT"}, 503, 30),
        ({"X-RateLimit-Retry-After": "2"}, 429, 2),
        ({"X-RateLimit-Retry-After": "2"}, 503, 0),
        ({"Retry-After": "4", "X-RateLimit-Retry-After": "2"}, 429, 4),
        ({"Retry-After": "soon"}, 503, 0),
    ],
)
def test_a_wait_is_the_time_the_server_asks_for_plus_a_random_part(sdk, environment, headers, status, least):
    assert sdk.call(Server((status, headers), 200), GET, environment=environment) == 7
    assert environment.waits == [least + 0.25]


def test_a_call_does_not_start_a_wait_that_exceeds_max_retry_seconds(sdk, environment):
    server = Server((429, {"Retry-After": "3600"}))
    with pytest.raises(errors.RateLimitError) as caught:
        sdk.call(server, GET, environment=environment)
    assert (server.attempts, environment.waits, caught.value.retry_after) == (1, [], 3600)


def test_no_attempt_starts_after_max_retry_seconds(sdk, environment):
    server = Server((503, {"Retry-After": "4"}))
    with pytest.raises(errors.APIStatusError):
        sdk.call(server, GET, environment=environment, max_retries=100, max_retry_seconds=10)
    assert server.attempts == 3
    assert environment.now <= 10


def test_the_duration_of_attempts_counts_towards_max_retry_seconds(sdk, environment):
    def slow(request):
        environment.now += 7
        return httpx2.Response(500)

    with pytest.raises(errors.ServerError):
        sdk.call(slow, GET, environment=environment, max_retries=100, max_retry_seconds=10)
    assert 14 <= environment.now < 15


def test_retry_delay_depends_only_on_its_arguments():
    policy = RetryPolicy(max_retries=2, max_seconds=5)
    arguments = {"retries": 1, "elapsed": 4.0, "random": 0.5}
    assert retry_delay(policy, Failure("500", may_have_executed=True), "GET", **arguments) == 0.5
    assert retry_delay(policy, Failure("500", may_have_executed=True), "POST", **arguments) is None
    assert retry_delay(policy, Failure("429", may_have_executed=False, retry_after=2), "POST", **arguments) is None
    assert retry_delay(policy, Failure("500", may_have_executed=True), "GET", retries=2, elapsed=0, random=0) is None


@pytest.mark.parametrize("value", [-1, 1.5, "3", True])
def test_an_invalid_max_retries_is_rejected(sdk, value):
    with pytest.raises(errors.ConfigurationError, match="max_retries"):
        sdk.call(Server(200), GET, max_retries=value)
    with pytest.raises(errors.ConfigurationError, match="max_retries"):
        sdk.call(Server(200), lambda admin: admin.projects.count(max_retries=value))


@pytest.mark.parametrize("value", [-0.1, float("nan")])
def test_an_invalid_max_retry_seconds_is_rejected(sdk, value):
    with pytest.raises(errors.ConfigurationError, match="max_retry_seconds"):
        sdk.call(Server(200), GET, max_retry_seconds=value)


@pytest.mark.parametrize(("outcome", "sent"), [*((one, False) for one in NOT_SENT), (httpx2.ReadError("x"), True)])
def test_sent_is_false_only_if_no_part_of_the_request_was_sent(sdk, outcome, sent):
    with pytest.raises(errors.APIConnectionError) as caught:
        sdk.call(Server(outcome), CREATE)
    assert caught.value.sent is sent


def test_every_attempt_carries_the_key(sdk, environment):
    keys = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        keys.append(request.headers.get("Authorization"))
        return httpx2.Response(503)

    with pytest.raises(errors.APIStatusError):
        sdk.call(handler, GET, environment=environment, max_retries=2)
    assert keys == ["Basic dGVzdC1rZXk6"] * 3
