"""Texts that are easily changed on the way, and all that was not asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, unquote

import httpx2

import apivideo_admin
from apivideo_admin_contract.client.account import basic
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.schemas import accepts_any_text
from apivideo_admin_contract.document.subjects import operations, with_path_ids, with_payload
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.samples import query_text
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.calls import good, plainest
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.tryout import arguments_of, ids_of, made_up

#: With spaces around it, with letters that have another form, with markup, long, and of more bytes than letters.
_TEXTS: Final = ("  x ", "e\u0301", "<b>&amp;", "x" * 3000, "😀é")

#: Their base64 has each letter that the alphabet for URLs replaces, upper case, and padding or none; a blank is a letter as well.
_KEYS: Final = ("~~~~?>", "UPPER-Key", "k", " a key ")


#: What a path would lose, or take for its own (RFC 3986, section 3.3), if it came unescaped; and a plus, which is no blank there.
_IDS: Final = ("a b", "a+b", "a%2Fb", "a?b#c", "é😀", ";=&:@", "...a")


def _sent(
    session: Session,
    face: str,
    operation: Operation,
    arguments: Mapping[str, Any],
    ids: tuple[str, ...] | None = None,
    **options: Any,
) -> httpx2.Request:
    """Give the request of a call."""
    sent: list[httpx2.Request] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return good(operation)

    made_up(session, face, response, **options).call(operation, ids or ids_of(operation), arguments)
    return sent[0]


@check(rules.ONE_REQUEST, faced(operations))
def what_is_none_is_not_sent(session: Session, face: str, operation: Operation) -> None:
    """It stands for what was not given, unless null is a value; a payload of nothing is an empty object."""
    required = arguments_of(operation)
    optional = {one.name: None for one in operation.query if not one.required}
    nullable = {name for name, schema in operation.properties.items() if "null" in schema.get("type", ())}
    optional |= dict.fromkeys(name for name in operation.properties if name not in {*operation.required, *nullable})
    given = {name: value for name, value in required.items() if name in (*operation.parameters, *operation.required)}
    request = _sent(session, face, operation, optional | given)
    query = {name: query_text(value) for name, value in given.items() if name in operation.parameters}
    equal(dict(request.url.params), query, f"{operation.id}: the query, where all that may be left out is None")
    if operation.payload is not None:
        payload = {name: given[name] for name in operation.required}
        holds(request.content, f"{operation.id}: the payload is missing, where all that may be left out is None")
        equal(
            json.loads(request.content), payload, f"{operation.id}: the payload, where all that may be left out is None"
        )


@check(rules.ONE_REQUEST, faced(with_payload))
def a_text_of_a_payload_comes_as_it_is(session: Session, face: str, operation: Operation) -> None:
    """Letter for letter; and `Content-Length` counts bytes (RFC 9110, section 8.6)."""
    for text in _TEXTS:
        free = {name: text for name, schema in operation.properties.items() if accepts_any_text(schema)}
        request = _sent(session, face, operation, arguments_of(operation) | free)
        payload = json.loads(request.content)
        equal({name: payload.get(name) for name in free}, free, f"{operation.id}: the texts of the payload")
        length = str(len(request.content))
        equal(request.headers.get("Content-Length"), length, f"{operation.id}: Content-Length of {text[:20]!r} in JSON")


@check(rules.ONE_REQUEST, faced(with_path_ids))
def an_id_comes_as_it_is(session: Session, face: str, operation: Operation) -> None:
    """Letter for letter, whatever it means in a URL."""
    for text in _IDS:
        ids = tuple(f"{text}{number}" for number, _ in enumerate(operation.path_parameters))
        request = _sent(session, face, operation, arguments_of(operation), ids)
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        seen = [unquote(part) for part in path.split("/")]
        expected = [unquote(part) for part in operation.path_for(tuple(quote(one, safe="") for one in ids)).split("/")]
        equal(seen, expected, f"{operation.id}: the parts of the path {path}")


@check(rules.HEADERS, faced(plainest))
def a_request_says_to_whom_it_goes_and_whose_it_is(session: Session, face: str, operation: Operation) -> None:
    """`Host` has the port (RFC 9110, section 7.2); `User-Agent` is that of this client, and names its version."""
    request = _sent(session, face, operation, arguments_of(operation), base_url="http://admin.test:8081")
    equal(request.headers.get("Host"), "admin.test:8081", "Host")
    agent = request.headers.get("User-Agent", "")
    holds(apivideo_admin.__version__ in agent and "httpx" not in agent, f"User-Agent is {agent!r}")


@check(rules.AUTHORIZATION, faced(plainest))
def every_letter_of_a_key_is_sent(session: Session, face: str, operation: Operation) -> None:
    """In the alphabet of base64 (RFC 4648, section 4), and as it was given."""
    for key in _KEYS:
        request = _sent(session, face, operation, arguments_of(operation), key=key)
        equal(request.headers.get("Authorization"), basic(key), f"Authorization of the key {key!r}")
