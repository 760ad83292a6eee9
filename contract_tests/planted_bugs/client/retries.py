"""Bugs in whether and when a client tries again, and in how its calls share the rate limit."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, Final

import httpx2
from msgspec.structs import replace

from apivideo_admin._runtime import client, options, problem, retry, sender, throttle, window
from contract_tests.planted_bugs.client.planting import caught_by, exchanges, part, parts, request_with

Steps = Generator[httpx2.Request, httpx2.Response, httpx2.Response]
_RATE_LIMIT: Final = window.RateLimit(requests=10, seconds=1.0)
_classify_failure = retry.classify_failure
_retry_after = problem.retry_after_seconds
_retry_delay = retry.retry_delay
_next_delay = retry.Attempts.next_delay
_make_retry_policy = options.make_retry_policy
_acquire_permit = sender.Sender._acquire_permit
_finish = throttle._PermitQueue.finish
_with_options = client.BaseClient.with_options


def _retry_server_errors(request: httpx2.Request) -> Steps:
    response = yield request
    return (yield request) if response.status_code >= 500 else response


def _retry_broken_connections(request: httpx2.Request) -> Steps:
    try:
        return (yield request)
    except httpx2.TransportError:
        return (yield request)


def _follow_redirects(request: httpx2.Request) -> Steps:
    response = yield request
    if response.is_redirect and "location" in response.headers:
        return (yield request_with(request, url=httpx2.URL(response.headers["location"])))
    return response


def _refusals_too(outcome: Any) -> Any:
    status = getattr(outcome, "status_code", 0)
    return retry.Failure(str(status), may_have_executed=False) if 400 <= status < 500 else _classify_failure(outcome)


class _NoWait(window.Window):
    def seconds_to_wait(self, now: float) -> float:  # noqa: ARG002 - that is the bug
        return 0.0


class _OneMore(window.Window):
    def __init__(self, limit: window.RateLimit) -> None:
        super().__init__(window.RateLimit(requests=limit.requests + 1, seconds=limit.seconds))


def _with_a_throttle_of_its_own(one: Any, **given: Any) -> Any:
    variant = _with_options(one, **given)
    api = variant._api
    api.sender = replace(api.sender, throttle=throttle.Throttle(_RATE_LIMIT, time.monotonic))
    return variant


def _permit_for_first_attempts(one: Any, request: httpx2.Request) -> Any:
    is_first = not request.extensions.get("tried")
    request.extensions["tried"] = True
    return _acquire_permit(one, request) if is_first else None


def _keep_permits_of_aborted_calls(queue: Any, permit: Any, outcome: Any) -> None:
    if outcome is not None:
        _finish(queue, permit, outcome)


def _ahead_of_the_queue(queue: Any) -> Any:
    free = queue._window.seconds_to_wait(queue._clock()) == 0
    return queue._window.issue() if free else None


def _note_the_wait(one: Any, request: httpx2.Request) -> Any:
    start = one.environment.clock()
    permit = _acquire_permit(one, request)
    request.extensions["waited"] = one.environment.clock() - start
    return permit


def _count_the_wait(attempts: Any, outcome: Any, elapsed: float) -> float | None:
    return _next_delay(attempts, outcome, elapsed + outcome.request.extensions.get("waited", 0.0))


BUGS: Final = (
    *caught_by(
        "test_a_create_is_not_retried_if_the_server_may_have_executed_it",
        part("retries_creates", "retry.UNSAFE_TO_RETRY", frozenset[str]()),
        part("takes_a_reset_for_not_sent", "retry.was_sent", lambda _: False),
        exchanges("retries_everything_after_a_server_error", lambda: _retry_server_errors),
        exchanges("retries_everything_after_a_broken_connection", lambda: _retry_broken_connections),
    ),
    *caught_by(
        "test_an_update_is_retried_because_it_is_idempotent_in_this_api",
        part("does_not_retry_updates", "retry.UNSAFE_TO_RETRY", frozenset({"POST", "PATCH", "DELETE"})),
    ),
    *caught_by(
        "test_a_read_is_retried_after_a_transient_failure",
        part("retries_nothing", "retry.classify_failure", lambda _: None),
        part("does_not_retry_a_broken_connection", "retry._TRANSIENT", ()),
        part(
            "does_not_retry_after_504",
            "retry.classify_failure",
            lambda outcome: None if getattr(outcome, "status_code", 0) == 504 else _classify_failure(outcome),
        ),
    ),
    *caught_by(
        "test_a_final_failure_is_raised_without_a_retry",
        part("retries_what_was_refused", "retry.classify_failure", _refusals_too),
    ),
    *caught_by(
        "test_a_create_is_retried_if_the_server_certainly_did_not_execute_it",
        part("takes_a_failed_connection_for_an_established_one", "retry._NOT_SENT", ()),
    ),
    *caught_by(
        "test_redirects_are_not_followed",
        exchanges("follows_redirects", lambda: _follow_redirects),
    ),
    *caught_by(
        "test_a_wait_is_the_time_the_server_asks_for_plus_a_random_part",
        part("waits_less_than_the_server_asks", "retry.retry_after_seconds", lambda *_: None),
        part(
            "ignores_a_date_in_retry_after",
            "retry.retry_after_seconds",
            lambda status, headers: None if "Date" in headers else _retry_after(status, headers),
        ),
    ),
    *caught_by(
        "test_rate_limit_headers_that_are_not_numbers_are_ignored",
        part("reads_numbers_of_any_length", "problem._MAX_DIGITS", 100_000),
    ),
    *caught_by(
        "test_the_backoff_doubles_and_each_wait_is_a_random_part_of_it",
        part("has_waits_that_do_not_grow", "retry.INITIAL_BACKOFF", 0.0),
        part("has_waits_without_a_bound", "retry.INITIAL_BACKOFF", 40.0),
    ),
    *caught_by(
        "test_max_retries_of_a_call_overrides_that_of_the_client",
        part(
            "ignores_max_retries",
            "retry.retry_delay",
            lambda _, failure, method, **how: _retry_delay(retry.RetryPolicy(2), failure, method, **how),
        ),
        part("retries_eight_times_by_default", "client.RetryPolicy", lambda: retry.RetryPolicy(8)),
    ),
    *caught_by(
        "test_the_retries_of_a_call_replace_those_of_the_client",
        part("ignores_max_retries_of_a_call", "api.make_retry_policy", lambda policy, _: policy),
    ),
    *caught_by(
        "test_no_attempt_starts_after_max_retry_seconds",
        part(
            "ignores_max_retry_seconds",
            "settings.make_retry_policy",
            lambda policy, max_retries, _: _make_retry_policy(policy, max_retries),
        ),
    ),
    *caught_by(
        "test_the_duration_of_attempts_counts_towards_max_retry_seconds",
        part(
            "counts_max_retry_seconds_from_each_attempt",
            "retry.retry_delay",
            lambda *policy, elapsed, **how: _retry_delay(*policy, elapsed=0.0 * elapsed, **how),
        ),
    ),
    *caught_by(
        "test_the_wait_for_a_permit_does_not_count_towards_max_retry_seconds",
        parts(
            "counts_the_wait_for_a_permit_as_a_retry",
            {"sender.Sender._acquire_permit": _note_the_wait, "retry.Attempts.next_delay": _count_the_wait},
        ),
    ),
    *caught_by(
        "test_a_delete_whose_first_attempt_gets_404_raises",
        part(
            "takes_every_delete_that_gets_404_for_executed",
            "retry.Attempts.is_already_deleted",
            lambda attempts, response: attempts._method == "DELETE" and response.status_code == 404,
        ),
    ),
    *caught_by(
        "test_no_window_has_more_requests_than_the_limit",
        part("sends_without_a_throttle", "throttle.Window", _NoWait),
        part("sends_one_more_than_the_limit", "throttle.Window", _OneMore),
    ),
    *caught_by(
        "test_a_variant_shares_the_throttle_of_the_first_client",
        part("gives_variants_a_throttle_of_their_own", "client.BaseClient.with_options", _with_a_throttle_of_its_own),
    ),
    *caught_by(
        "test_the_throttle_follows_the_limit_that_the_server_reports",
        part("ignores_the_reported_limit", "throttle.read_rate_limit", lambda _: None),
    ),
    *caught_by(
        "test_every_attempt_needs_a_permit_even_after_a_timeout",
        part("takes_no_permit_for_retries", "sender.Sender._acquire_permit", _permit_for_first_attempts),
        part(
            "releases_the_permit_of_a_timed_out_request",
            "throttle.was_sent",
            lambda error: retry.was_sent(error) and not isinstance(error, httpx2.TimeoutException),
        ),
    ),
    *caught_by(
        "test_a_429_pauses_every_call_for_the_time_that_the_server_asks_for",
        part("does_not_pause_after_429", "sender._pause_throttle", lambda *_: None),
    ),
    *caught_by(
        "test_an_exception_from_a_hook_ends_the_call_and_completes_its_permit",
        part("keeps_the_permit_of_an_aborted_call", "throttle._PermitQueue.finish", _keep_permits_of_aborted_calls),
    ),
    *caught_by(
        "test_tasks_get_permits_in_the_order_in_which_they_asked",
        part(
            "serves_the_last_call_first",
            "throttle._PermitQueue._enqueue",
            lambda queue, one: queue._queue.appendleft(one),
        ),
    ),
    *caught_by(
        "test_a_new_call_does_not_overtake_the_queue",
        part("lets_new_calls_overtake_the_queue", "throttle._PermitQueue.try_acquire", _ahead_of_the_queue),
    ),
    *caught_by(
        "test_a_request_that_was_not_sent_does_not_count",
        part("holds_a_permit_for_what_was_not_sent", "throttle.was_sent", lambda _: True),
    ),
)
