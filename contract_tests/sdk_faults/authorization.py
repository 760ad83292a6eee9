"""Faults in how a client says who it is, and what it sends and takes."""

from __future__ import annotations

import base64

import httpx2

from contract_tests.rules_sdk import AUTHORIZATION, HEADERS
from contract_tests.sdk_faults.planting import Around, Send, around, request_with


def _key(request: httpx2.Request) -> str:
    encoded = request.headers["authorization"].removeprefix("Basic ")
    return base64.b64decode(encoded).decode().removesuffix(":")


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@around(AUTHORIZATION)
def it_sends_no_key() -> Around:
    return lambda request, send: send(request_with(request, headers={"Authorization": None}))


@around(AUTHORIZATION)
def it_sends_the_key_as_a_bearer_token() -> Around:
    return lambda request, send: send(request_with(request, headers={"Authorization": f"Bearer {_key(request)}"}))


@around(AUTHORIZATION)
def it_sends_the_key_as_the_password() -> Around:
    return lambda request, send: send(request_with(request, headers={"Authorization": _basic("", _key(request))}))


@around(AUTHORIZATION)
def it_sends_the_key_without_a_colon() -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        encoded = base64.b64encode(_key(request).encode()).decode()
        return send(request_with(request, headers={"Authorization": f"Basic {encoded}"}))

    return changed


@around(AUTHORIZATION)
def it_sends_the_key_in_the_query_as_well() -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        return send(request_with(request, url=request.url.copy_add_param("key", _key(request))))

    return changed


@around(AUTHORIZATION)
def it_sends_the_key_with_reads_only() -> Around:
    def changed(request: httpx2.Request, send: Send) -> httpx2.Response:
        return send(request if request.method == "GET" else request_with(request, headers={"Authorization": None}))

    return changed


@around(HEADERS)
def it_does_not_say_that_it_sends_json() -> Around:
    return lambda request, send: send(request_with(request, headers={"Content-Type": None}))


@around(HEADERS)
def it_says_that_it_sends_a_form() -> Around:
    form = "application/x-www-form-urlencoded"
    return lambda request, send: send(request_with(request, headers={"Content-Type": form} if request.content else {}))


@around(HEADERS)
def it_accepts_html_only() -> Around:
    return lambda request, send: send(request_with(request, headers={"Accept": "text/html"}))


@around(HEADERS)
def it_does_not_say_what_it_is() -> Around:
    return lambda request, send: send(request_with(request, headers={"User-Agent": None}))
