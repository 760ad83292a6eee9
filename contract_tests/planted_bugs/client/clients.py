"""Bugs in how a client is set up and closed, in its options, its hooks and its log."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final

import httpx2
from msgspec.structs import replace

from apivideo_admin._runtime import client, hooks, log, operation, settings
from apivideo_admin._runtime.options import CallOptions
from contract_tests.planted_bugs.client.planting import caught_by, part

_choose_api_key = settings.choose_api_key
_check_hooks = hooks.check_hooks
_log_attempt = log.log_attempt
_settings = client.checked_settings
_with_options = client.BaseClient.with_options


def _key_of_the_environment(argument: str | None, environment: Mapping[str, str], scheme: str) -> str:
    return environment.get("APIVIDEO_ADMIN_API_KEY") or _choose_api_key(argument, environment, scheme)


def _any_server(argument: str | None, environment: Mapping[str, str], server: str) -> str:
    return (argument or environment.get("APIVIDEO_ADMIN_BASE_URL") or server).rstrip("/")


def _without_hooks(one: Any, **given: Any) -> Any:
    variant = _with_options(one, **given)
    variant._api.sender = replace(variant._api.sender, hooks=hooks.Hooks())
    return variant


def _swallowing(function: Any) -> Any:
    def call(event: Any) -> Any:
        with suppress(Exception):
            return function(event)
        return None

    return call


def _unread(transport: Any, request: httpx2.Request) -> httpx2.Response:
    response: httpx2.Response = transport.handle_request(request)
    response.request = request
    return response


def _log_errors(request: httpx2.Request, outcome: Any, seconds: float) -> None:
    _log_attempt(request, outcome, seconds)
    if isinstance(outcome, httpx2.HTTPError):
        log.LOGGER.debug("%s", outcome)


def _log_headers(request: httpx2.Request, *_: Any) -> None:
    log.LOGGER.debug("%s %s %s", request.method, request.url, dict(request.headers))


def _any_path(method: str, path: str, secrets: tuple[str, ...]) -> operation.Operation[Any]:
    return operation.Operation("request", method, path, operation.json_or_none, secrets)


BUGS: Final = (
    *caught_by(
        "test_arguments_override_the_environment",
        part("prefers_the_key_of_the_environment", "client.choose_api_key", _key_of_the_environment),
    ),
    *caught_by(
        "test_a_key_that_is_not_a_valid_user_name_of_basic_is_rejected_without_showing_it",
        part(
            "accepts_any_key",
            "client.choose_api_key",
            lambda argument, environment: argument or environment.get("APIVIDEO_ADMIN_API_KEY", "none"),
        ),
    ),
    *caught_by(
        "test_an_empty_key_is_not_replaced_by_the_environment",
        part(
            "takes_an_empty_key_for_none",
            "client.choose_api_key",
            lambda argument, environment, scheme: _choose_api_key(argument or None, environment, scheme),
        ),
    ),
    *caught_by(
        "test_an_invalid_base_url_is_rejected",
        part("accepts_any_server", "client.choose_base_url", _any_server),
    ),
    *caught_by(
        "test_the_options_of_a_call_hold_for_all_of_its_requests_and_for_no_other_call",
        part("ignores_the_timeout_of_a_call", "exchange.timeout_extension", lambda _: {}),
    ),
    *caught_by(
        "test_a_variant_has_its_own_options_and_the_first_client_keeps_its_options",
        part("returns_itself_as_a_variant", "client.BaseClient.with_options", lambda one, **_: one),
    ),
    *caught_by(
        "test_a_variant_calls_the_hooks_of_the_first_client",
        part("loses_the_hooks_of_a_variant", "client.BaseClient.with_options", _without_hooks),
    ),
    *caught_by(
        "test_an_invalid_header_is_rejected_without_showing_its_value",
        part("accepts_any_header", "settings.check_headers", lambda headers: headers),
    ),
    *caught_by(
        "test_closing_a_client_closes_its_transport_but_not_the_callers_http_client",
        part("does_not_close", "client.BaseClient.close", lambda _: None),
    ),
    *caught_by(
        "test_a_client_that_is_left_by_an_exception_closes_its_transport",
        part(
            "does_not_close_after_an_exception",
            "client.BaseClient.__exit__",
            lambda one, kind, *_: None if kind else one.close(),
        ),
    ),
    *caught_by(
        "test_closing_a_variant_leaves_the_connections_open",
        part(
            "closes_its_connections_with_a_variant",
            "client.BaseClient.close",
            lambda one: one._api.sender.transport.close(),
        ),
    ),
    *caught_by(
        "test_the_callers_http_client_follows_no_redirect_either",
        part(
            "lets_the_http_client_decide",
            "transport.partial",
            lambda function, *given, **_: partial(function, *given),
        ),
    ),
    *caught_by(
        "test_transport_and_http_client_together_are_rejected",
        part(
            "accepts_a_transport_and_an_http_client",
            "client.checked_settings",
            lambda options, own, _: _settings(options, own, None),
        ),
    ),
    *caught_by(
        "test_a_call_ends_after_max_call_seconds_however_slowly_bytes_arrive",
        part("has_no_total_deadline", "sender.deadline.EXTENSION", "ignored"),
    ),
    *caught_by(
        "test_http_to_another_machine_is_refused_unless_it_is_allowed",
        part("sends_the_key_without_tls", "client.check_transport_security", lambda *_, **__: None),
    ),
    *caught_by(
        "test_a_client_connects_through_the_proxy_of_the_environment",
        part("ignores_the_proxy_of_the_environment", "client.environment_proxy", lambda _: None),
    ),
    *caught_by(
        "test_event_hooks_receive_every_request_and_response",
        part(
            "calls_each_hook_twice",
            "client.Hooks",
            lambda request=(), response=(): hooks.Hooks(request * 2, response * 2),
        ),
    ),
    *caught_by(
        "test_an_exception_from_a_hook_ends_the_call_and_completes_its_permit",
        part(
            "swallows_what_a_hook_raises",
            "client.Hooks",
            lambda request=(), response=(): hooks.Hooks(
                tuple(map(_swallowing, request)), tuple(map(_swallowing, response))
            ),
        ),
    ),
    *caught_by(
        "test_a_hook_for_an_unknown_event_is_rejected",
        part(
            "accepts_hooks_for_any_event",
            "client.check_hooks",
            lambda given: {
                name: tuple(some) for name, some in (given or {}).items() if name in ("request", "response")
            },
        ),
    ),
    *caught_by(
        "test_all_hooks_of_an_event_are_called_in_their_order",
        part(
            "calls_only_the_first_hook_of_an_event",
            "client.check_hooks",
            lambda given: {event: functions[:1] for event, functions in _check_hooks(given).items()},
        ),
    ),
    *caught_by(
        "test_a_response_is_read_before_its_hooks_are_called",
        part("calls_hooks_before_a_response_is_read", "transport._send", _unread),
    ),
    *caught_by(
        "test_each_attempt_is_a_debug_line_and_each_retry_an_info_line",
        part("shows_the_query_in_the_log", "log.shown_url", lambda request: str(request.url)),
    ),
    *caught_by(
        "test_a_request_without_a_method_has_the_key_and_the_options",
        part("forgets_the_query_of_a_request", "client.CallOptions", lambda *given: CallOptions(*given[:3])),
    ),
    *caught_by(
        "test_a_request_stays_on_the_server_of_the_client",
        part("requests_any_path", "client.undocumented", _any_path),
    ),
    *caught_by(
        "test_the_variable_for_the_log_shows_its_lines",
        part("ignores_the_variable_for_the_log", "client.configure_log", lambda _: None),
    ),
    *caught_by(
        "test_neither_key_nor_secret_is_in_a_log_line_message_or_repr",
        part("shows_the_text_of_a_failed_connection_in_the_log", "sender.log_attempt", _log_errors),
        part("shows_headers_in_the_log", "sender.log_attempt", _log_headers),
    ),
    *caught_by(
        "test_the_repr_of_a_client_shows_the_base_url_and_not_the_key",
        part(
            "shows_the_key_in_the_repr",
            "client.BaseClient.__repr__",
            lambda one: f"AdminClient({dict(one._api.settings.headers)})",
        ),
    ),
)
