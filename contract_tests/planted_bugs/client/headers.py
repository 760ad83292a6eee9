"""Bugs in the headers that a client sends, above all in its key."""

from __future__ import annotations

import base64
from collections.abc import Callable, Generator
from typing import Any, Final

import httpx2

from apivideo_admin._runtime import settings
from contract_tests.planted_bugs.client.planting import ClientBug, Flow, caught_by, exchanges, part, request_with, sends

Steps = Generator[httpx2.Request, httpx2.Response, httpx2.Response]


def _header(name: str, header: str, value: Callable[[httpx2.Request], str | None]) -> ClientBug:
    return sends(name, lambda request: request_with(request, headers={header: value(request)}))


def _key(request: httpx2.Request) -> str:
    encoded = request.headers["authorization"].removeprefix("Basic ")
    return base64.b64decode(encoded).decode().removesuffix(":")


def _basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def _keyed_only_first() -> Flow:
    known: set[tuple[str, str]] = set()

    def flow(request: httpx2.Request) -> Steps:
        target = (request.method, str(request.url))
        is_known = target in known
        known.add(target)
        return (yield request_with(request, headers={"Authorization": None}) if is_known else request)

    return flow


_choose_api_key = settings.choose_api_key


_make_settings = settings.make_settings


def _accepting_compress(**given: Any) -> settings.Settings:
    made = _make_settings(**given)
    made.headers["Accept-Encoding"] = "gzip, deflate, compress"
    return made


_FORM: Final = "application/x-www-form-urlencoded"


BUGS: Final = (
    *caught_by(
        "test_a_call_authenticates_with_the_key_and_sends_it_nowhere_else",
        _header("sends_no_key", "Authorization", lambda _: None),
        _header("sends_the_key_as_a_bearer_token", "Authorization", lambda request: f"Bearer {_key(request)}"),
        _header("sends_the_key_as_the_password", "Authorization", lambda request: _basic(f":{_key(request)}")),
        _header("sends_the_key_without_a_colon", "Authorization", lambda request: _basic(_key(request))),
        sends(
            "sends_the_key_in_the_query_too",
            lambda request: request_with(request, url=request.url.copy_add_param("key", _key(request))),
        ),
        _header(
            "sends_the_key_with_reads_only",
            "Authorization",
            lambda request: request.headers["Authorization"] if request.method == "GET" else None,
        ),
    ),
    *caught_by(
        "test_every_attempt_carries_the_key",
        exchanges("sends_the_key_with_the_first_attempt_only", _keyed_only_first),
    ),
    *caught_by(
        "test_every_character_of_a_key_is_sent",
        _header(
            "writes_the_key_in_the_url_safe_alphabet",
            "Authorization",
            lambda request: request.headers["Authorization"].replace("+", "-").replace("/", "_"),
        ),
        part(
            "strips_the_key",
            "client.choose_api_key",
            lambda argument, environment, scheme: _choose_api_key(argument, environment, scheme).strip(),
        ),
    ),
    *caught_by(
        "test_a_call_names_its_media_types_and_its_client",
        _header("sends_no_content_type", "Content-Type", lambda _: None),
        _header("sends_json_as_a_form", "Content-Type", lambda request: _FORM if request.content else None),
        _header("accepts_only_html", "Accept", lambda _: "text/html"),
        _header("sends_no_user_agent", "User-Agent", lambda _: None),
    ),
    *caught_by(
        "test_a_path_prefix_of_the_base_url_is_kept",
        _header("sends_no_port_in_host", "Host", lambda request: request.url.host),
    ),
    *caught_by(
        "test_every_encoding_that_a_request_accepts_is_decoded",
        part("accepts_an_encoding_that_it_cannot_decode", "client.make_settings", _accepting_compress),
    ),
)
