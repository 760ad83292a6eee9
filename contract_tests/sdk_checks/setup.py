"""What a client is made with, and what it must not take."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

import httpx2

from apivideo_admin.errors import AdminError, ConfigurationError
from apivideo_admin_contract.client.account import basic
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.subjects import with_path_ids
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk import FACES
from contract_tests.sdk_checks.calls import call, good, plainest
from contract_tests.sdk_checks.subjects import faced, faces
from contract_tests.sdk_checks.tryout import always, arguments_of, ids_of, made_up, raises

_KEY: Final = "APIVIDEO_ADMIN_API_KEY"
_URL: Final = "APIVIDEO_ADMIN_BASE_URL"


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    """Let these be the only ones of our variables that are set."""
    with patch.dict("os.environ", variables):
        for name in {_KEY, _URL} - set(variables):
            os.environ.pop(name, None)
        yield


@check(rules.SETUP, faced(plainest))
def a_client_takes_its_key_and_its_server_from_the_first_place_that_has_them(
    session: Session, face: str, operation: Operation
) -> None:
    """Argument, environment, document; with a path before the API's own, and with a slash at its end or without."""
    sent: list[httpx2.Request] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return good(operation)

    def asked(key: str | None, url: str | None, **variables: str) -> tuple[str, str, str]:
        with _environment(**variables):
            call(made_up(session, face, response, key=key, base_url=url), operation)
        return sent[-1].headers["Authorization"], str(sent[-1].url), sent[-1].headers["Host"]

    path = operation.path_for(ids_of(operation))
    mine = {_KEY: "env-key", _URL: "http://env.test:81/v1/"}
    for server in session.document.node.get("servers", ())[:1]:
        url = server["url"].rstrip("/")
        expected = (basic("Arg-Key?~>>"), f"{url}{path}", url.partition("://")[2].partition("/")[0])
        equal(asked("Arg-Key?~>>", None), expected, "key, URL and Host without an environment")
    expected = (basic("env-key"), f"http://env.test:81/v1{path}", "env.test:81")
    equal(asked(None, None, **mine), expected, "key, URL and Host of the environment")
    expected = (basic("k"), f"http://a.test/x/y{path}", "a.test")
    equal(asked("k", "http://a.test/x/y", **mine), expected, "key, URL and Host of the arguments, with an environment")


@check(rules.SETUP, faces)
def a_key_that_cannot_be_used_is_refused_and_not_shown(session: Session, face: str) -> None:
    """It would end at a colon (RFC 7617, section 2), or with its line; without any there is nothing to send."""
    del session
    for key in ("", "se:cret-key-of-mine", "se\ncret-key-of-mine", "sé-cret-key-of-mine", None):
        with _environment():
            error: Exception = raises(
                ConfigurationError, f"the key {key!r}", FACES[face], httpx2.MockTransport(always(404)), key
            )
        holds(isinstance(error, ValueError), f"the key {key!r}: ConfigurationError is no ValueError")
        holds(isinstance(error, AdminError), f"the key {key!r}: ConfigurationError is no AdminError")
        holds("cret-key" not in str(error), f"the message shows the key: {error}")
    with _environment(**{_KEY: "env-key"}):
        what = "an empty key, with another one in the environment"
        raises(ConfigurationError, what, FACES[face], httpx2.MockTransport(always(404)), "")


@check(rules.SETUP, faces)
def a_server_that_cannot_be_used_is_refused(session: Session, face: str) -> None:
    """What is no address of a server, and what has more in it than that."""
    for url in ("ftp://a.test", "a.test", "http://u:p@a.test", "http://a.test/?a=b", "http://a.test/#f", "http://"):
        raises(ConfigurationError, f"base_url {url!r}", made_up, session, face, always(404), base_url=url)


@check(rules.SETUP, faced(with_path_ids))
def an_id_that_would_lead_elsewhere_is_refused(session: Session, face: str, operation: Operation) -> None:
    """An id that is empty or holds a slash raises ValueError before anything is sent; so do dots, which lead up."""
    sent: list[httpx2.Request] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(404)

    client = made_up(session, face, response)
    for at, name in enumerate(operation.path_parameters):
        for bad in ("", ".", "..", "a/b", "a\\b", None):
            ids: list[Any] = list(ids_of(operation))
            ids[at] = bad
            what = f"{operation.id} with the {name} {bad!r}"
            raises(ValueError, what, client.call, operation, tuple(ids), arguments_of(operation))
            equal(len(sent), 0, f"{what}: the requests")
