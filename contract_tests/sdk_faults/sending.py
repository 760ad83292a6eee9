"""Faults in how often and where something is sent."""

from __future__ import annotations

import httpx2

from contract_tests.rules_sdk import ANSWER, LAZY, ONE_REQUEST, RETRIES, WALK
from contract_tests.sdk_faults.planting import Around, Send, around, request_with


@around(ONE_REQUEST, ANSWER)
def it_sends_a_create_twice() -> Around:
    def twice(request: httpx2.Request, send: Send) -> httpx2.Response:
        if request.method == "POST":
            send(request)
        return send(request)

    return twice


@around(ONE_REQUEST, WALK)
def it_reads_everything_twice() -> Around:
    def twice(request: httpx2.Request, send: Send) -> httpx2.Response:
        if request.method == "GET":
            send(request)
        return send(request)

    return twice


@around(ONE_REQUEST)
def it_looks_before_it_changes() -> Around:
    def first_a_look(request: httpx2.Request, send: Send) -> httpx2.Response:
        if request.method in {"PATCH", "DELETE"}:
            send(request_with(request, method="GET", content=b"", headers={"Content-Type": None}))
        return send(request)

    return first_a_look


@around(LAZY)
def it_answers_from_memory() -> Around:
    known: dict[str, httpx2.Response] = {}

    def remembered(request: httpx2.Request, send: Send) -> httpx2.Response:
        if request.method != "GET":
            return send(request)
        if str(request.url) not in known:
            known[str(request.url)] = send(request)
        return known[str(request.url)]

    return remembered


@around(RETRIES)
def it_tries_everything_again_after_a_server_error() -> Around:
    def fresh(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        return send(request) if response.status_code >= 500 else response

    return fresh


@around(RETRIES)
def it_tries_everything_again_after_a_broken_connection() -> Around:
    def fresh(request: httpx2.Request, send: Send) -> httpx2.Response:
        try:
            return send(request)
        except httpx2.TransportError:
            return send(request)

    return fresh


@around(RETRIES)
def it_follows_redirects() -> Around:
    def followed(request: httpx2.Request, send: Send) -> httpx2.Response:
        response = send(request)
        if response.is_redirect and "location" in response.headers:
            return send(request_with(request, url=httpx2.URL(response.headers["location"])))
        return response

    return followed
