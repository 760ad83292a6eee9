"""Bugs in what a client raises, and in what its errors show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from unittest.mock import patch

import httpx2
import msgspec
from msgspec.structs import replace

from apivideo_admin._runtime import errors, exchange, problem
from apivideo_admin.errors import ERRORS_BY_STATUS
from contract_tests.planted_bugs.client.planting import ClientBug, caught_by, part, receives, response_with

_read_problem = problem.read_problem


def _of_errors(name: str, change: Callable[[httpx2.Response], httpx2.Response]) -> ClientBug:
    return receives(name, lambda _, response: change(response) if response.status_code >= 400 else response)


def _without_header(header: str) -> Callable[[httpx2.Request, httpx2.Response], httpx2.Response]:
    def changed(_: httpx2.Request, response: httpx2.Response) -> httpx2.Response:
        response.headers.pop(header, None)
        return response

    return changed


def _with_one_problem(response: httpx2.Response) -> httpx2.Response:
    found = _read_problem(response.content)
    if found is None or len(found.problems) < 2:
        return response
    body = response.json()
    return response_with(response, json={**body, "problems": body["problems"][:1]})


def _read_strictly(body: bytes) -> problem.ProblemDetails | None:
    try:
        return msgspec.json.decode(body, type=problem.ProblemDetails)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _read_ten(body: bytes) -> problem.ProblemDetails | None:
    found = _read_problem(body)
    return found and replace(found, problems=found.problems[:10])


def _read_text(body: bytes) -> problem.ProblemDetails | None:
    body.decode("utf-8")
    return _read_problem(body)


_text = problem._string_field


def _shown(value: object) -> object:
    return value


BUGS: Final = (
    *caught_by(
        "test_every_error_is_an_admin_error_and_those_for_arguments_are_value_errors",
        ClientBug(
            "has_an_error_that_is_no_admin_error", lambda: patch("apivideo_admin.errors.PagingError", LookupError)
        ),
    ),
    *caught_by(
        "test_a_valid_problem_raises_with_all_of_its_details",
        part(
            "strips_the_texts_of_problem_details",
            "problem._string_field",
            lambda data, name: (_text(data, name) or "").strip() or None,
        ),
    ),
    *caught_by(
        "test_a_documented_error_raises_its_class_with_its_problem_details",
        _of_errors("swallows_errors", lambda _: httpx2.Response(200, json={"items": [], "links": []})),
        _of_errors("takes_not_found_for_nothing", lambda one: httpx2.Response(204) if one.status_code == 404 else one),
        _of_errors("takes_every_error_for_a_server_error", lambda one: response_with(one, status=500)),
        _of_errors("loses_the_problem_details", lambda one: httpx2.Response(one.status_code, headers=one.headers)),
        _of_errors("keeps_the_first_of_several_problems", _with_one_problem),
        part(
            "raises_one_class_for_every_error",
            "api.raise_for_status",
            lambda response, _: exchange.raise_for_status(response, {}),
        ),
        ClientBug(
            "has_no_class_for_a_status",
            lambda: patch.dict(
                "apivideo_admin.errors.ERRORS_BY_STATUS",
                {status: kind for status, kind in ERRORS_BY_STATUS.items() if status != 404},
                clear=True,
            ),
        ),
    ),
    *caught_by(
        "test_retry_after_is_in_seconds_for_every_form_of_the_header",
        receives("loses_retry_after", _without_header("Retry-After")),
    ),
    *caught_by(
        "test_problem_details_become_attributes_and_the_message_lists_every_problem",
        receives("loses_the_request_id", _without_header("X-Request-Id")),
    ),
    *caught_by(
        "test_fields_of_unexpected_types_do_not_hide_the_others",
        part("reads_no_problem_with_a_field_of_another_type", "errors.read_problem", _read_strictly),
    ),
    *caught_by(
        "test_every_problem_is_listed_however_many_there_are",
        part("keeps_ten_problems", "errors.read_problem", _read_ten),
    ),
    *caught_by(
        "test_an_error_without_problem_details_has_the_reason_phrase_as_title",
        part("fails_for_an_error_that_is_not_utf_8", "errors.read_problem", _read_text),
    ),
    *caught_by(
        "test_a_missing_response_raises_a_connection_error",
        part("raises_the_errors_of_httpx2", "sender.connection_error", lambda error, _: error),
        part("raises_no_timeout_error", "exchange.APITimeoutError", errors.APIConnectionError),
    ),
    *caught_by(
        "test_sent_is_false_only_if_no_part_of_the_request_was_sent",
        part("reports_every_failed_request_as_sent", "exchange.was_sent", lambda _: True),
    ),
    *caught_by(
        "test_the_other_errors_can_be_pickled",
        part(
            "raises_connection_errors_that_cannot_be_pickled",
            "errors.APIConnectionError.__reduce__",
            lambda error: (type(error), error.args),
        ),
        part(
            "raises_invalid_responses_that_cannot_be_pickled",
            "errors.APIResponseValidationError.__reduce__",
            lambda error: (type(error), (error.response,)),
        ),
    ),
    *caught_by(
        "test_a_pickled_api_error_contains_no_credentials",
        part("pickles_the_key_with_an_error", "errors._without_secrets", lambda response, _: response),
    ),
    *caught_by(
        "test_neither_key_nor_secret_is_in_a_log_line_message_or_repr",
        part("shows_the_key_in_a_connection_error", "exchange.redact", lambda text, _: text),
    ),
    *caught_by(
        "test_each_place_where_a_server_repeats_the_whole_key_is_redacted",
        part("shows_the_cause_of_a_connection_error", "exchange._without_secrets", lambda error, _: error),
        part("redacts_before_decoding_only", "redact._unescaped", lambda match: match[0]),
        part("lets_httpcore_log_what_a_server_repeats", "log._Redacting.filter", lambda *_: True),
        part("shows_what_a_link_repeats", "links._shown", lambda message, *_: message),
    ),
    *caught_by(
        "test_control_characters_of_a_server_are_escaped_in_messages",
        part("passes_control_characters_on", "errors.printable", lambda text: text),
    ),
    *caught_by(
        "test_a_body_that_cannot_be_decompressed_is_an_error_of_its_status",
        part("loses_the_reason_of_an_unreadable_body", "body.UNREADABLE", "lost"),
    ),
    *caught_by(
        "test_a_body_beyond_max_response_bytes_is_refused",
        part("reads_bodies_of_any_size", "body._too_large", lambda _: ""),
    ),
    *caught_by(
        "test_a_raw_response_has_no_credentials",
        part("returns_a_raw_response_with_its_credentials", "recording.published", lambda response: response),
    ),
    *caught_by(
        "test_the_locals_of_a_failed_call_show_no_secret",
        ClientBug("shows_secrets_in_local_variables", lambda: patch("apivideo_admin.resources.api_keys.hide", _shown)),
    ),
    *caught_by(
        "test_every_status_of_a_server_error_raises_server_error",
        receives("takes_a_bad_gateway_for_something_else", lambda _, one: response_with(one, status=418)),
    ),
    *caught_by(
        "test_no_error_shows_a_password_that_was_sent",
        part("shows_secrets_that_the_server_repeats", "errors.redact_body", lambda body, _: body),
    ),
)
