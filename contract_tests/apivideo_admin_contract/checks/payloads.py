"""A missing, malformed or oversized payload is refused (openapi/README.md, Errors)."""

from __future__ import annotations

import json
from typing import Any, Final

import httpx2

from apivideo_admin_contract.client.observer import NO_CHUNKS
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.schemas import types_of
from apivideo_admin_contract.document.subjects import with_payload
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.expect import problem, status
from apivideo_admin_contract.rules.refusal import INVALID_ATTRIBUTE, check_bad_request
from apivideo_admin_contract.rules.verdict import NoResponse, Skipped
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.samples import sample_payload

_JSON: Final = "application/json"
_NO_JSON: Final = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/xml",
    "application/jsonp",
    "text/json",
    "application/vnd.api+json",
)
_INVALID: Final = ("The payload is invalid.", "/reference/invalid-payload")
_MIB: Final = 1024 * 1024
#: A property that no resource has.
_UNKNOWN: Final = "no_such_property"

_NOT_JSON: Final = {
    "nothing": b"",
    "spaces": b"  ",
    "a form": b"name=x",
    "half of an object": b'{"name": "x"',
    "a comma too many": b'{"name": "x",}',
    "two values": b"{} {}",
    "single quotes": b"{'name': 'x'}",
    "bytes that are not UTF-8": b'{"name": "\xff"}',
    "not a number": b'{"no_such_property": NaN}',
}
#: JSON or almost JSON, but no valid object. No document says which 400 it is.
_NO_OBJECT: Final = {
    "a list": b"[]",
    "a text": b'"name"',
    "a number": b"1",
    "null": b"null",
    "an infinite number": b'{"no_such_property": 1e999}',
    "a deep list": b"[" * 100_000,
    "deep lists in an object": b'{"no_such_property": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
}


def _send(
    session: Session,
    operation: Operation,
    ids: tuple[str, ...],
    content: bytes,
    media_type: str = _JSON,
    **headers: str,
) -> httpx2.Response:
    sent = {"Content-Type": media_type, **headers}
    return session.account.send(operation.method, operation.path_for(ids), content=content, headers=sent)


def _refusable(operation: Operation) -> bytes:
    """Return a payload that a server parses and refuses for an unknown property, so that it stores nothing."""
    return json.dumps({**sample_payload(operation), _UNKNOWN: 1}).encode()


@check(rules.INVALID_PAYLOAD, with_payload, Need.WRITES)
def a_missing_or_malformed_payload_is_refused(session: Session, operation: Operation) -> None:
    """Send malformed content as application/json."""
    ids = session.parent_ids(operation)
    for what, content in _NOT_JSON.items():
        response = _send(session, operation, ids, content)
        problem(response, 400, *_INVALID, f"{operation.id} with {what}")
    response = _send(session, operation, ids, _refusable(operation) + b" x")
    problem(response, 400, *_INVALID, f"{operation.id} with more after the payload")
    response = session.account.send(operation.method, operation.path_for(ids))
    problem(response, 400, *_INVALID, f"{operation.id} without a payload")


@check(rules.INVALID_PAYLOAD, with_payload, Need.WRITES)
def a_payload_that_is_not_an_object_is_refused(session: Session, operation: Operation) -> None:
    """Send other JSON values, deep ones too."""
    ids = session.parent_ids(operation)
    valid = json.dumps(sample_payload(operation))
    # A lenient server would accept these as the object that they contain.
    near = {"a list of one object": f"[{valid}]".encode(), "an object as a text": json.dumps(valid).encode()}
    for what, content in (_NO_OBJECT | near).items():
        problem(_send(session, operation, ids, content), 400, what=f"{operation.id} with {what}")


@check(rules.PAYLOAD_TEXT, with_payload, Need.WRITES)
def a_lone_surrogate_does_not_cause_a_server_error(session: Session, operation: Operation) -> None:
    """Send half of a surrogate pair, which JSON can escape and UTF-8 cannot encode."""
    ids = session.parent_ids(operation)
    free = [name for name, one in operation.properties.items() if _is_free(one)]
    for name in free[:1]:
        payload: dict[str, Any] = {**sample_payload(operation), name: "\ud800"}
        response = _send(session, operation, ids, json.dumps(payload).encode())
        status(response, {400, *operation.successes}, f"{operation.id} with a lone surrogate in {name}")


@check(rules.MEDIA_TYPES, with_payload, Need.WRITES)
def another_media_type_is_refused(session: Session, operation: Operation) -> None:
    """Send a valid payload with another media type."""
    ids, content = session.parent_ids(operation), json.dumps(sample_payload(operation)).encode()
    for media_type in _NO_JSON:
        problem(_send(session, operation, ids, content, media_type), 415, what=f"{operation.id} as {media_type}")
    response = session.account.send(operation.method, operation.path_for(ids), content=content)
    problem(response, 415, what=f"{operation.id} with no media type")


@check(rules.MEDIA_TYPE_SYNTAX, with_payload, Need.WRITES)
def the_media_type_is_parsed_as_http_defines(session: Session, operation: Operation) -> None:
    """Send a payload that is refused for its content, not for its media type."""
    ids, content = session.parent_ids(operation), _refusable(operation)
    for media_type in (
        _JSON,
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "Application/JSON",
    ):
        response = _send(session, operation, ids, content, media_type)
        check_bad_request(response, {_UNKNOWN}, INVALID_ATTRIBUTE, f"{operation.id} as {media_type}")


@check(rules.PAYLOAD_SIZE, with_payload, Need.WRITES)
def a_payload_may_have_one_mebibyte_and_no_more(session: Session, operation: Operation) -> None:
    """Pad the payload with spaces, which JSON allows after a value.

    A server may close the connection before it reads all of a payload that is too large (RFC 9110, section 15.5.14).
    """
    ids, content = session.parent_ids(operation), _refusable(operation)
    response = _send(session, operation, ids, content.ljust(_MIB))
    check_bad_request(response, {_UNKNOWN}, INVALID_ATTRIBUTE, f"{operation.id} with a payload of {_MIB} bytes")
    for size in (_MIB + 1, 2 * _MIB):
        what = f"{operation.id} with a payload of {size} bytes"
        problem(_send_whole(session, operation, ids, content.ljust(size), what), 413, what=what)


@check(rules.PAYLOAD_SIZE, with_payload, Need.WRITES)
def a_chunked_payload_over_one_mebibyte_is_refused(session: Session, operation: Operation) -> None:
    """Send it in chunks (RFC 9112, section 7.1). Skipped if the server does not support chunks."""
    ids, content = session.parent_ids(operation), _refusable(operation).ljust(_MIB + 1)
    first = session.account.send("OPTIONS", operation.path_for(ids))
    if first.http_version != "HTTP/1.1":
        raise Skipped(f"chunks need HTTP/1.1 (RFC 9112, section 6.1), and the server uses {first.http_version}")
    what = f"{operation.id} with a payload of {_MIB + 1} bytes in chunks"
    response = _send_whole(session, operation, ids, content, what, **{"Transfer-Encoding": "chunked"})
    if response.status_code in NO_CHUNKS or (response.status_code == 400 and _UNKNOWN not in response.text):
        raise Skipped(f"the server does not support chunks: {what} was {response.status_code}")
    problem(response, 413, what=what)


def _send_whole(
    session: Session, operation: Operation, ids: tuple[str, ...], content: bytes, what: str, **headers: str
) -> httpx2.Response:
    """Send a payload that is too large. Raise Skipped if the server closes the connection."""
    try:
        return _send(session, operation, ids, content, Connection="close", **headers)
    except NoResponse as unanswered:
        raise Skipped(f"the connection was closed: {what}: {unanswered}") from None


def _is_free(schema: Any) -> bool:
    """Return whether any text is valid."""
    return "string" in types_of(schema) and not {"enum", "const", "format", "pattern", "x-set"} & set(schema)
