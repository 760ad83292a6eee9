"""Faults in what stands around the calls of a client: its hooks, its log, its raw answers, its end, and the objects that it gives."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import httpx2

from apivideo_admin._runtime import api, client, hooks, model, raw
from contract_tests.rules_sdk import (
    ANSWER,
    AUTHORIZATION,
    HEADERS,
    HOOKS,
    LIFE,
    LOG,
    ONE_REQUEST,
    OPEN,
    RAW,
    SECRETS,
)
from contract_tests.sdk_faults.planting import Around, Send, answer_with, around, instead, request_with


def _swallowing(function: Any) -> Any:
    def call(event: Any) -> Any:
        with suppress(Exception):
            return function(event)
        return None

    return call


HOOKS_ARE_CALLED_TWICE: Final = instead(
    "it_calls_each_hook_twice",
    "client.Hooks",
    lambda request=(), response=(): hooks.Hooks(request * 2, response * 2),
    HOOKS,
)
HOOKS_CAN_NOT_FAIL: Final = instead(
    "it_swallows_what_a_hook_raises",
    "client.Hooks",
    lambda request=(), response=(): hooks.Hooks(tuple(map(_swallowing, request)), tuple(map(_swallowing, response))),
    HOOKS,
)
ANY_EVENT_IS_TAKEN: Final = instead(
    "it_takes_hooks_for_any_event",
    "client.check_hooks",
    lambda given: {name: tuple(some) for name, some in (given or {}).items() if name in ("request", "response")},
    HOOKS,
)


def _unread(transport: Any, request: httpx2.Request) -> httpx2.Response:
    response: httpx2.Response = transport.handle_request(request)
    response.request = request
    return response


HOOKS_COME_EARLY: Final = instead("it_calls_hooks_before_an_answer_is_read", "transport._send", _unread, HOOKS)

THE_LOG_SHOWS_QUERIES: Final = instead("its_log_shows_the_query", "log.without_query", str, LOG)
ERRORS_REPEAT: Final = instead(
    "its_errors_repeat_what_the_server_says", "errors.redact_body", lambda body, _: body, LOG
)

_raw_answer = raw.RawResponse
RAW_SHOWS_CONTENT: Final = instead(
    "its_raw_answers_show_their_content", "raw.RawResponse.__repr__", lambda response: response.response.text, RAW
)
RAW_COUNTS_NO_RETRIES: Final = instead(
    "its_raw_answers_count_no_retries",
    "raw.RawResponse",
    lambda response, parsed, _: _raw_answer(response, parsed, 0),
    RAW,
)


def _sends_twice(recorder: Any, request: httpx2.Request, attempts: Any) -> httpx2.Response:
    api.Api.send(recorder, request, attempts)
    recorder.response = api.Api.send(recorder, request, attempts)
    recorder.retries = attempts.retries
    response: httpx2.Response = recorder.response
    return response


RAW_SENDS_TWICE: Final = instead("its_raw_methods_send_twice", "raw._RecordingApi.send", _sends_twice, RAW)

CLOSE_DOES_NOTHING: Final = instead("it_does_not_close", "client.BaseClient.close", lambda _: None, LIFE)
VARIANTS_CLOSE: Final = instead(
    "its_variants_close_its_connections",
    "client.BaseClient.close",
    lambda one: one._api.sender.transport.close(),  # noqa: SLF001 - as the SDK itself does
    LIFE,
)
THEIR_CLIENT_DECIDES: Final = instead(
    "it_lets_a_http_client_decide", "transport.partial", lambda function, *given, **_: partial(function, *given), LIFE
)
_settings = client._settings  # noqa: SLF001 - as above
BOTH_ARE_TAKEN: Final = instead(
    "it_takes_a_transport_and_a_http_client",
    "client._settings",
    lambda options, own, _: _settings(options, own, None),
    LIFE,
)
NO_PROXY: Final = instead("it_knows_no_proxy", "transport.environment_proxy", lambda _: None, LIFE)


@around(ANSWER)
def it_gives_every_moment_in_utc() -> Around:
    def in_utc(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: in_utc(one) for name, one in value.items()}
        if isinstance(value, list):
            return [in_utc(one) for one in value]
        if isinstance(value, str) and value[10:11] == "T":
            with suppress(ValueError):
                return datetime.fromisoformat(value).astimezone(UTC).isoformat()
        return value

    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        return (
            answer_with(response, json=in_utc(response.json()))
            if response.is_success and response.content
            else response
        )

    return changed


REPR_SHOWS_PASSWORDS: Final = instead(
    "its_objects_show_their_passwords",
    "model.Model.__rich_repr__",
    lambda one: [(name, getattr(one, name)) for name in one.__struct_fields__],
    SECRETS,
)


def _attach_to_the_outermost(value: Any, data: Any) -> None:
    if isinstance(value, model.Model):
        model.set_unknown_fields(value, {name: one for name, one in data.items() if not hasattr(value, name)})


UNKNOWN_FIELDS_WITHIN_ARE_LOST: Final = instead(
    "it_loses_fields_that_it_does_not_know_within", "reader._attach", _attach_to_the_outermost, OPEN
)


@around(ONE_REQUEST)
def it_composes_letters() -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        text = request.content.decode()
        return send(request_with(request, content=unicodedata.normalize("NFC", text).encode()))

    return changed


@around(HEADERS)
def it_names_no_port() -> Around:
    return lambda request, send: send(request_with(request, headers={"Host": request.url.host}))


@around(AUTHORIZATION)
def it_sends_the_key_in_the_alphabet_of_urls() -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        value = request.headers["Authorization"].replace("+", "-").replace("/", "_")
        return send(request_with(request, headers={"Authorization": value}))

    return changed
