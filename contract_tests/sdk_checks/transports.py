"""What a client sends with: a transport, the caller's httpx2 client, or what the environment names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

import httpx2

from apivideo_admin.errors import ApiError, ConfigurationError
from apivideo_admin_contract.client.account import basic
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.rules.expect import equal
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk import CLIENTS
from contract_tests.sdk_checks.calls import done, good, plainest
from contract_tests.sdk_checks.life import Transport, call_of, finished, inside
from contract_tests.sdk_checks.subjects import faced, faces
from contract_tests.sdk_checks.tryout import KEY, raises

_PROXY: Final = "http://proxy.test:3128"


@contextmanager
def _of_the_caller(face: str, response: Callable[[httpx2.Request], httpx2.Response]) -> Iterator[Any]:
    kind: Any = httpx2.Client if face == "sync" else httpx2.AsyncClient
    own = kind(
        transport=Transport(response), timeout=11, headers={"X-Own": "1"}, auth=("me", "you"), follow_redirects=True
    )
    try:
        yield own
    finally:
        done(own.close() if face == "sync" else own.aclose())


@check(rules.LIFE, faced(plainest))
def a_http_client_keeps_what_is_its_own_and_stays_open(session: Session, face: str, operation: Operation) -> None:
    """Its headers and its time-out count, its credentials don't: the key does."""
    sent: list[httpx2.Request] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return good(operation)

    with _of_the_caller(face, response) as own:
        client = CLIENTS[face](KEY, base_url=session.base_url, http_client=own)
        inside(face, client, lambda inner: call_of(inner, operation))
        equal(own.is_closed, expected=False, what="whether the caller's http_client is closed")
        headers = sent[0].headers
        equal(headers.get("Authorization"), basic(KEY), "Authorization with a http_client that has credentials")
        equal(headers.get("X-Own"), "1", "a header of the http_client")
        equal(sent[0].extensions["timeout"]["read"], 11, "the time-out with a http_client that has one")


@check(rules.LIFE, faced(plainest))
def a_redirect_is_not_followed_with_any_transport(session: Session, face: str, operation: Operation) -> None:
    """Nor by a http_client that follows them: it would be given the key."""
    sent: list[httpx2.Request] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(307, headers={"Location": "http://elsewhere.test/"})

    with _of_the_caller(face, response) as own:
        for name, way in (("transport", Transport(response)), ("http_client", own)):
            sent.clear()
            client = CLIENTS[face](KEY, base_url=session.base_url, max_retries=0, **{name: way})
            raises(ApiError, f"a redirect, with a {name}", finished, client, operation)
            equal(
                [str(one.url.host) for one in sent],
                [httpx2.URL(session.base_url).host],
                f"the hosts asked, with a {name}",
            )


@check(rules.LIFE, faces)
def a_transport_and_a_http_client_exclude_each_other(session: Session, face: str) -> None:
    """One of them would not be used."""
    with _of_the_caller(face, lambda _: httpx2.Response(404)) as own:
        transport = Transport(lambda _: httpx2.Response(404))
        options = {"base_url": session.base_url, "http_client": own, "transport": transport}
        raises(ConfigurationError, "transport and http_client", CLIENTS[face], KEY, **options)


@check(rules.LIFE, faces)
def the_proxy_of_the_environment_is_honoured(session: Session, face: str) -> None:
    """`HTTPS_PROXY` and its kin; it shows in what the client makes its transport with."""
    del session
    name = "HTTPTransport" if face == "sync" else "AsyncHTTPTransport"
    made: list[object] = []

    def spy(*_: object, **options: object) -> object:
        made.append(options.get("proxy"))
        return httpx2.MockTransport(lambda _: httpx2.Response(404))

    for variables, expected in (
        ({"https_proxy": _PROXY}, _PROXY),
        ({}, None),
        ({"https_proxy": _PROXY, "no_proxy": "admin.test"}, None),
        ({"all_proxy": _PROXY}, _PROXY),
    ):
        others = {one: value for one, value in os.environ.items() if not one.lower().endswith("_proxy")}
        with patch.dict("os.environ", others | variables, clear=True), patch.object(httpx2, name, spy):
            client = CLIENTS[face](KEY, base_url="https://admin.test")
        done(client.close() if face == "sync" else client.aclose())
        equal(made[-1:], [expected], f"the proxy with {variables}")
