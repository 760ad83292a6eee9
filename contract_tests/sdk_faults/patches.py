"""Faults inside of the SDK: a part of its runtime is another one."""

from __future__ import annotations

from typing import Any, Final

from apivideo_admin._runtime import exchange, links, log, paging, retry, window
from contract_tests import rules_sdk as rules
from contract_tests.sdk_faults.planting import instead

CREATES_ARE_REPEATED: Final = instead("it_repeats_creates", "retry.UNSAFE_TO_RETRY", frozenset[str](), rules.RETRIES)
CHANGES_ARE_NOT_REPEATED: Final = instead(
    "it_does_not_repeat_changes", "retry.UNSAFE_TO_RETRY", frozenset({"POST", "PATCH", "DELETE"}), rules.RETRIES
)
NOTHING_IS_REPEATED: Final = instead("it_repeats_nothing", "retry.classify_failure", lambda _: None, rules.RETRIES)
BROKEN_CONNECTIONS_ARE_FINAL: Final = instead(
    "it_gives_up_when_the_connection_breaks", "retry._TRANSIENT", (), rules.RETRIES
)
EVERYTHING_WAS_SENT: Final = instead(
    "it_takes_a_connection_that_failed_for_one_that_worked", "retry._NOT_SENT", (), rules.RETRIES
)
NOTHING_WAS_SENT: Final = instead("it_takes_a_reset_for_not_sent", "retry.was_sent", lambda _: False, rules.RETRIES)
WAITS_ARE_NOT_ASKED: Final = instead(
    "it_waits_less_than_the_server_asks", "retry.retry_after_seconds", lambda *_: None, rules.RETRIES
)
WAITS_DO_NOT_GROW: Final = instead("its_waits_do_not_grow", "retry.INITIAL_BACKOFF", 0.0, rules.RETRIES)
WAITS_ARE_ENDLESS: Final = instead("its_waits_have_no_bound", "retry.INITIAL_BACKOFF", 40.0, rules.RETRIES)
_retry_delay = retry.retry_delay
THE_BUDGET_IS_ITS_OWN: Final = instead(
    "it_does_not_take_the_number_of_retries",
    "retry.retry_delay",
    lambda _, failure, method, **how: _retry_delay(retry.RetryPolicy(2), failure, method, **how),
    rules.RETRIES,
)


def _also_refusals(outcome: Any) -> Any:
    status = getattr(outcome, "status_code", 0)
    return retry.Failure(str(status), may_have_executed=False) if 400 <= status < 500 else _classify_failure(outcome)


_classify_failure = retry.classify_failure
REFUSALS_ARE_REPEATED: Final = instead(
    "it_repeats_what_was_refused", "retry.classify_failure", _also_refusals, rules.RETRIES
)


class _Fast(window.Window):
    def seconds_to_wait(self, now: float) -> float:  # noqa: ARG002 - that it does not look at the time is the fault
        return 0.0


NO_THROTTLE: Final = instead("it_sends_as_fast_as_it_can", "throttle.Window", _Fast, rules.PACE)


class _Loose(window.Window):
    def __init__(self, limit: window.RateLimit) -> None:
        super().__init__(window.RateLimit(requests=limit.requests + 1, seconds=limit.seconds))


ONE_TOO_MANY: Final = instead("it_sends_one_more_than_the_limit", "throttle.Window", _Loose, rules.PACE)


class _Eager(links.CycleGuard):
    def next_url(self, page: Any, url: str) -> str | None:
        following = super().next_url(page, url)
        return following if page.items else None


EMPTY_PAGES_END_A_WALK: Final = instead("it_ends_a_walk_at_an_empty_page", "paging.CycleGuard", _Eager, rules.WALK)


def _all_at_once(pager: paging.Pager[Any, Any]) -> Any:
    return iter([item for page in pager.pages() for item in page.items])


EVERYTHING_IS_READ_FIRST: Final = instead(
    "it_reads_all_pages_before_it_gives_an_item", "paging.Pager.__iter__", _all_at_once, rules.LAZY
)


def _strict(reader: Any, body: bytes) -> Any:
    return reader._decode(body)  # noqa: SLF001 - as the SDK itself does, but for a second look


UNKNOWN_FIELDS_ARE_REFUSED: Final = instead(
    "it_refuses_fields_that_it_does_not_know", "reader.Reader._read_with_unknown_fields", _strict, rules.OPEN
)
UNKNOWN_FIELDS_ARE_LOST: Final = instead(
    "it_loses_fields_that_it_does_not_know", "reader.set_unknown_fields", lambda *_: None, rules.ANSWER
)
EVERY_ERROR_IS_ALIKE: Final = instead(
    "it_raises_one_class_for_every_error",
    "api.raise_for_status",
    lambda response, _: exchange.raise_for_status(response, {}),
    rules.ERRORS,
)
REPR_SHOWS_THE_KEY: Final = instead(
    "its_repr_shows_the_key",
    "client.BaseClient.__repr__",
    lambda client: f"AdminClient({dict(client._api.settings.headers)})",  # noqa: SLF001 - that is the fault
    rules.SECRETS,
)


def _log_all(request: Any, *_: Any) -> None:
    log.LOGGER.debug("%s %s %s", request.method, request.url, dict(request.headers))


THE_LOG_SHOWS_THE_KEY: Final = instead("its_log_shows_the_headers", "sender.log_attempt", _log_all, rules.SECRETS)
