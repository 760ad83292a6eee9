"""Faults that show only at an edge: where something comes twice, is very long, of another type, or holds a quotation mark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch
from urllib.parse import quote, quote_plus

import httpx2
import msgspec
from msgspec.structs import replace

from apivideo_admin._runtime import hooks, links, log, problem, retry, sender, settings
from apivideo_admin_contract.session.session import Between
from contract_tests.rules_sdk import (
    ANSWER,
    AUTHORIZATION,
    ERRORS,
    HOOKS,
    LAZY,
    LINKS,
    LOG,
    ONE_REQUEST,
    RAW,
    RETRIES,
    SETUP,
    SHARE,
)
from contract_tests.sdk_faults.planting import ClientFault, instead

QUOTES_ARE_NOT_HIDDEN: Final = instead(
    "it_shows_a_secret_as_json_has_it",
    "redact._encodings",
    lambda secret: {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)},
    LOG,
)
_log_attempt = log.log_attempt


def _log_what_failed(request: httpx2.Request, outcome: Any, seconds: float) -> None:
    _log_attempt(request, outcome, seconds)
    if isinstance(outcome, httpx2.HTTPError):
        log.LOGGER.debug("%s", outcome)


LINES_SAY_WHAT_FAILED: Final = instead(
    "its_log_says_what_a_connection_said", "sender.log_attempt", _log_what_failed, LOG
)
_check_hooks = hooks.check_hooks
THE_FIRST_HOOK: Final = instead(
    "it_calls_the_first_hook_of_an_event",
    "client.check_hooks",
    lambda given: {event: functions[:1] for event, functions in _check_hooks(given).items()},
    HOOKS,
)


def _first_of(pager: Any) -> Any:
    first, *_ = pager.pages()
    return first


FIRST_IS_ALL: Final = instead("it_reads_all_pages_for_the_first", "paging.Pager.first_page", _first_of, RAW, LAZY)
TIME_OUTS_HOLD_NOTHING: Final = instead(
    "it_frees_the_place_of_what_timed_out",
    "throttle.was_sent",
    lambda error: retry.was_sent(error) and not isinstance(error, httpx2.TimeoutException),
    SHARE,
)


_absolute = links._absolute  # noqa: SLF001 - a part of the SDK that a fault goes around


def _begun(href: str, url: str, ours: settings.Settings) -> str:
    prefix = ours.origin.path.rstrip("/")
    is_inside = prefix and href.startswith(prefix)
    return ours.base_url.removesuffix(prefix) + href if is_inside else _absolute(href, url, ours)


PARTS_OF_A_WORD: Final = instead("it_takes_a_part_of_a_word_for_a_path", "links._absolute", _begun, LINKS)


class _Anchored(links.CycleGuard):
    def next_url(self, page: Any, url: str) -> str | None:
        self._steps = 2 if self._steps else 0  # so that no page after the first is marked
        return super().next_url(page, url)


ONLY_THE_FIRST_IS_MARKED: Final = instead(
    "it_notices_no_long_circle_behind_the_first_page", "paging.CycleGuard", _Anchored, LINKS
)
_read_problem = problem.read_problem


def _read_strictly(body: bytes) -> problem.ProblemDetails | None:
    try:
        return msgspec.json.decode(body, type=problem.ProblemDetails)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


ALL_OR_NOTHING: Final = instead(
    "it_reads_no_problem_with_a_field_of_another_type", "errors.read_problem", _read_strictly, ERRORS
)


def _read_ten(body: bytes) -> problem.ProblemDetails | None:
    found = _read_problem(body)
    return found and replace(found, problems=found.problems[:10])


TEN_PROBLEMS: Final = instead("it_tells_ten_problems", "errors.read_problem", _read_ten, ERRORS)
ANY_NUMBER: Final = instead("it_reads_numbers_of_any_length", "problem._MAX_DIGITS", 100_000, RETRIES)
_choose_api_key = settings.choose_api_key


def _not_empty(argument: str | None, environment: Mapping[str, str]) -> str:
    return _choose_api_key(argument or None, environment)


EMPTY_IS_NOT_GIVEN: Final = instead("it_takes_an_empty_key_for_none", "client.choose_api_key", _not_empty, SETUP)
BLANKS_ARE_PLUSES: Final = instead(
    "it_writes_ids_as_a_form_is_written", "operation.quote", lambda text, **_: quote_plus(text), ONE_REQUEST
)
STRIPPED: Final = instead(
    "it_strips_the_key",
    "client.choose_api_key",
    lambda argument, environment: _choose_api_key(argument, environment).strip(),
    AUTHORIZATION,
)
_make_settings = settings.make_settings


def _accepting(**given: Any) -> settings.Settings:
    made = _make_settings(**given)
    made.headers["Accept-Encoding"] = "gzip, deflate, compress"
    return made


ACCEPTS_EVERYTHING: Final = instead("it_asks_for_what_it_cannot_decode", "client.make_settings", _accepting, ANSWER)
_acquire_permit = sender.Sender._acquire_permit  # noqa: SLF001 - as above
_next_delay = retry.Attempts.next_delay


def _noting(one: Any, request: httpx2.Request) -> Any:
    begun = one.environment.clock()
    place = _acquire_permit(one, request)
    request.extensions["waited"] = one.environment.clock() - begun
    return place


def _with_the_wait(attempts: Any, outcome: Any, elapsed: float) -> float | None:
    return _next_delay(attempts, outcome, elapsed + outcome.request.extensions.get("waited", 0.0))


@contextmanager
def _counting_the_wait() -> Iterator[Between]:
    with (
        patch("apivideo_admin._runtime.sender.Sender._acquire_permit", _noting),
        patch("apivideo_admin._runtime.retry.Attempts.next_delay", _with_the_wait),
    ):
        yield lambda inner: inner


THE_WAIT_COUNTS: Final = ClientFault("it_counts_the_wait_in_line_as_a_retry", (RETRIES,), _counting_the_wait)
