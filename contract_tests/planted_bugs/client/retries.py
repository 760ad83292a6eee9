"""Bugs in whether and when a client retries."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

import httpx2

from apivideo_admin._runtime import options, problem, retry
from contract_tests.planted_bugs.client.planting import caught_by, exchanges, part, request_with

Steps = Generator[httpx2.Request, httpx2.Response, httpx2.Response]
_classify_failure = retry.classify_failure
_retry_after = problem.retry_after_seconds
_retry_delay = retry.retry_delay
_make_retry_policy = options.make_retry_policy


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
        "test_a_delete_whose_first_attempt_gets_404_raises",
        part(
            "takes_every_delete_that_gets_404_for_executed",
            "retry.Attempts.is_already_deleted",
            lambda attempts, response: attempts._method == "DELETE" and response.status_code == 404,
        ),
    ),
)
