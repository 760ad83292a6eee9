"""Faults in what a client makes of a failure: whether and when it tries again, and what it raises."""

from __future__ import annotations

from typing import Any, Final

import httpx2

from apivideo_admin._runtime import errors, problem, retry
from contract_tests.rules_sdk import AUTHORIZATION, ERRORS, RETRIES, SECRETS
from contract_tests.sdk_faults.planting import Around, Send, around, instead, request_with

_classify_failure = retry.classify_failure
_retry_after = problem.retry_after_seconds
_retry_delay = retry.retry_delay


def _but_504(outcome: Any) -> Any:
    return None if getattr(outcome, "status_code", 0) == 504 else _classify_failure(outcome)


A_GATEWAY_IS_FINAL: Final = instead("it_takes_504_for_final", "retry.classify_failure", _but_504, RETRIES)


@around(AUTHORIZATION)
def it_sends_the_key_with_the_first_try_only() -> Around:
    known: set[tuple[str, str]] = set()

    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        target = (request.method, str(request.url))
        is_known = target in known
        known.add(target)
        return send(request_with(request, headers={"Authorization": None}) if is_known else request)

    return changed


NO_TIME_OUTS: Final = instead(
    "it_raises_no_time_out_of_its_own", "exchange.AdminTimeoutError", errors.AdminConnectionError, ERRORS
)
EVERYTHING_IS_SENT: Final = instead("it_says_that_everything_was_sent", "exchange.was_sent", lambda _: True, ERRORS)
CONNECTION_ERRORS_STAY: Final = instead(
    "it_raises_what_can_not_be_pickled",
    "errors.AdminConnectionError.__reduce__",
    lambda error: (type(error), error.args),
    ERRORS,
)
CONNECTION_ERRORS_TELL: Final = instead(
    "it_shows_the_key_with_a_broken_connection", "exchange.redact", lambda text, _: text, SECRETS
)
DATES_ARE_NOT_READ: Final = instead(
    "it_does_not_hear_a_date",
    "retry.retry_after_seconds",
    lambda status, headers: None if "Date" in headers else _retry_after(status, headers),
    RETRIES,
)
THE_LAST_TRY_COUNTS: Final = instead(
    "it_counts_the_time_for_retries_anew",
    "retry.retry_delay",
    lambda *policy, elapsed, **how: _retry_delay(*policy, elapsed=0.0 * elapsed, **how),
    RETRIES,
)
NOTHING_FOUND_IS_DONE: Final = instead(
    "it_takes_every_delete_that_finds_nothing_for_done",
    "retry.Attempts.is_already_deleted",
    lambda attempts, answer: attempts._method == "DELETE" and answer.status_code == 404,  # noqa: SLF001 - as the SDK itself does
    RETRIES,
)
