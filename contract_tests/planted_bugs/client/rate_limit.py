"""Bugs in how the calls of a client share the rate limit."""

from __future__ import annotations

import time
from typing import Any, Final
from unittest.mock import patch

import httpx2
from msgspec.structs import replace

from apivideo_admin._runtime import client, retry, sender, throttle, window
from contract_tests.planted_bugs.client.planting import ClientBug, caught_by, part, parts

_RATE_LIMIT: Final = window.RateLimit(requests=10, seconds=1.0)
_next_delay = retry.Attempts.next_delay
_acquire_permit = sender.Sender._acquire_permit
_finish = throttle._PermitQueue.finish
_update_limit = window.Window.update_limit
_with_options = client.BaseClient.with_options


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


def _permit_for_first_attempts(one: Any, request: httpx2.Request, holder: Any, seconds: float | None) -> Any:
    is_first = not request.extensions.get("tried")
    request.extensions["tried"] = True
    return _acquire_permit(one, request, holder, seconds) if is_first else window.Permit(0, 0, holder)


def _keep_permits_of_aborted_calls(queue: Any, permit: Any, outcome: Any) -> None:
    if outcome is not None:
        _finish(queue, permit, outcome)


def _ahead_of_the_queue(queue: Any, holder: Any) -> Any:
    free = queue._window.seconds_to_wait(queue._clock()) == 0
    return queue._window.issue(holder) if free else None


def _note_the_wait(one: Any, request: httpx2.Request, holder: Any, seconds: float | None) -> Any:
    start = one.environment.clock()
    permit = _acquire_permit(one, request, holder, seconds)
    request.extensions["waited"] = one.environment.clock() - start
    return permit


def _count_the_wait(attempts: Any, outcome: Any, elapsed: float) -> float | None:
    return _next_delay(attempts, outcome, elapsed + outcome.request.extensions.get("waited", 0.0))


def _update_limit_only(one: Any, _permit: Any, _now: float, limit: int, _remaining: int) -> None:
    one._limit = limit


def _lower_limit_only(one: Any, permit: Any, now: float, limit: int, remaining: int) -> None:
    _update_limit(one, permit, now, min(limit, one._limit), remaining)


def _with_a_throttle(**given: Any) -> client.ClientOptions:
    return client.ClientOptions(**given | {"throttle": True})


BUGS: Final = (
    *caught_by(
        "test_the_throttle_can_be_turned_off",
        ClientBug("throttles_all_the_same", lambda: patch("apivideo_admin.client.ClientOptions", _with_a_throttle)),
    ),
    *caught_by(
        "test_what_others_use_of_the_limit_is_left_to_them",
        part("ignores_what_others_use_of_the_limit", "throttle.Window.update_limit", _update_limit_only),
    ),
    *caught_by(
        "test_a_reported_limit_below_one_is_ignored",
        part("accepts_a_limit_of_nothing", "window.Window.update_limit", _update_limit_only),
    ),
    *caught_by(
        "test_a_higher_limit_reported_by_the_server_replaces_the_documented_one",
        part("never_raises_its_limit", "throttle.Window.update_limit", _lower_limit_only),
    ),
    *caught_by(
        "test_the_wait_for_a_permit_does_not_count_towards_max_retry_seconds",
        parts(
            "counts_the_wait_for_a_permit_as_a_retry",
            {"sender.Sender._acquire_permit": _note_the_wait, "retry.Attempts.next_delay": _count_the_wait},
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
        "test_a_permit_whose_holder_is_gone_expires_after_one_window",
        part("keeps_the_permits_of_holders_that_are_gone", "window.Permit.is_lost", lambda _: False),
    ),
    *caught_by(
        "test_a_caller_whose_holder_is_gone_blocks_nobody_in_the_queue",
        part("keeps_lost_callers_in_the_queue", "throttle._PermitQueue._drop_lost_waiters", lambda _: None),
    ),
    *caught_by(
        "test_a_retry_that_waited_in_the_queue_beyond_max_retry_seconds_is_not_sent",
        part("lets_a_retry_wait_in_the_queue_for_ever", "sender._longest_wait", lambda *_: None),
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
