"""Faults in how calls share the throttle of their client."""

from __future__ import annotations

import time
from typing import Any, Final

import httpx2
from msgspec.structs import replace

from apivideo_admin._runtime import client, sender, throttle, window
from contract_tests.rules_sdk import SHARE
from contract_tests.sdk_faults.planting import instead

_LIMIT: Final = window.RateLimit(requests=10, seconds=1.0)
_with_options = client.BaseClient.with_options


def _with_a_throttle_of_its_own(one: Any, **given: Any) -> Any:
    variant = _with_options(one, **given)
    api = variant._api  # noqa: SLF001 - that is the fault
    api.sender = replace(api.sender, throttle=throttle.Throttle(_LIMIT, time.monotonic))
    return variant


VARIANTS_ARE_FREE: Final = instead(
    "its_variants_have_a_throttle_of_their_own", "client.BaseClient.with_options", _with_a_throttle_of_its_own, SHARE
)
NOTHING_IS_LEARNT: Final = instead(
    "it_learns_nothing_from_the_headers", "throttle.read_rate_limit", lambda _: None, SHARE
)
_acquire_permit = sender.Sender._acquire_permit  # noqa: SLF001 - a part of the SDK that a fault goes around


def _of_first_tries(one: Any, request: httpx2.Request) -> Any:
    is_first = not request.extensions.get("tried")
    request.extensions["tried"] = True
    return _acquire_permit(one, request) if is_first else None


RETRIES_PASS: Final = instead("its_retries_pass_the_line", "sender.Sender._acquire_permit", _of_first_tries, SHARE)
NOBODY_IS_HELD_BACK: Final = instead(
    "it_holds_nobody_back_after_a_refusal", "sender._pause_throttle", lambda *_: None, SHARE
)
_finish = throttle._PermitQueue.finish  # noqa: SLF001 - as above


def _keeping(line: Any, fixture: Any, outcome: Any) -> None:
    if outcome is not None:
        _finish(line, fixture, outcome)


PLACES_STAY: Final = instead(
    "it_keeps_the_place_of_a_call_that_was_given_up", "throttle._PermitQueue.finish", _keeping, SHARE
)


def _join_in_front(line: Any, me: Any) -> None:
    line._queue.appendleft(me)  # noqa: SLF001 - that is the fault


LAST_IS_FIRST: Final = instead("it_serves_the_last_first", "throttle._PermitQueue._enqueue", _join_in_front, SHARE)


def _passing(line: Any) -> Any:
    free = line._window.seconds_to_wait(line._clock()) == 0  # noqa: SLF001 - as the SDK itself does, less the line
    return line._window.issue() if free else None  # noqa: SLF001 - as above


NEWCOMERS_PASS: Final = instead("it_lets_newcomers_pass_the_line", "throttle._PermitQueue.try_acquire", _passing, SHARE)
FAILURES_HOLD: Final = instead("it_holds_a_place_for_what_was_never_sent", "throttle.was_sent", lambda _: True, SHARE)
