"""What is no payload at all is refused as such (facts document, Errors)."""

from __future__ import annotations

import json
from typing import Any, Final

import httpx2

from apivideo_admin_contract.client.observer import NO_CHUNKS
from apivideo_admin_contract.document.document import Operation
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
#: No operation of any resource will have it.
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
    "a number that is none": b'{"no_such_property": NaN}',
}
#: JSON or near to it, and never an object that fits: which kind of bad request that is, is not said.
_NO_OBJECT: Final = {
    "a list": b"[]",
    "a text": b'"name"',
    "a number": b"1",
    "null": b"null",
    "a number without end": b'{"no_such_property": 1e999}',
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
    """Give a payload that is read, and refused for a property that is not known: whoever reads it makes nothing."""
    return json.dumps({**sample_payload(operation), _UNKNOWN: 1}).encode()


@check(rules.INVALID_PAYLOAD, with_payload, Need.WRITES)
def a_missing_or_malformed_payload_is_refused(session: Session, operation: Operation) -> None:
    """With the media type of JSON."""
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
    """However deep or strange."""
    ids = session.parent_ids(operation)
    valid = json.dumps(sample_payload(operation))
    # What is near to an object that fits, and would fit if it were taken for one.
    near = {"a list of one object": f"[{valid}]".encode(), "an object as a text": json.dumps(valid).encode()}
    for what, content in (_NO_OBJECT | near).items():
        problem(_send(session, operation, ids, content), 400, what=f"{operation.id} with {what}")


@check(rules.PAYLOAD_TEXT, with_payload, Need.WRITES)
def a_lone_surrogate_does_not_cause_a_server_error(session: Session, operation: Operation) -> None:
    """JSON can escape half a character, which can't be written as UTF-8."""
    ids = session.parent_ids(operation)
    free = [name for name, one in operation.properties.items() if _is_free(one)]
    for name in free[:1]:
        payload: dict[str, Any] = {**sample_payload(operation), name: "\ud800"}
        response = _send(session, operation, ids, json.dumps(payload).encode())
        status(response, {400, operation.status}, f"{operation.id} with half a character in {name}")


@check(rules.MEDIA_TYPES, with_payload, Need.WRITES)
def another_media_type_is_refused(session: Session, operation: Operation) -> None:
    """Even if the payload is good."""
    ids, content = session.parent_ids(operation), json.dumps(sample_payload(operation)).encode()
    for media_type in _NO_JSON:
        problem(_send(session, operation, ids, content, media_type), 415, what=f"{operation.id} as {media_type}")
    response = session.account.send(operation.method, operation.path_for(ids), content=content)
    problem(response, 415, what=f"{operation.id} with no media type")


@check(rules.MEDIA_TYPE_SYNTAX, with_payload, Need.WRITES)
def the_media_type_is_parsed_as_http_defines(session: Session, operation: Operation) -> None:
    """The payload is read: it is refused for what it says, not for its media type."""
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
    """The payload is filled up with spaces, which JSON allows after a value.

    A server need not read all of what is too large before it closes the connection (RFC 9110, section 15.5.14).
    """
    ids, content = session.parent_ids(operation), _refusable(operation)
    response = _send(session, operation, ids, content.ljust(_MIB))
    check_bad_request(response, {_UNKNOWN}, INVALID_ATTRIBUTE, f"{operation.id} with a payload of {_MIB} bytes")
    for size in (_MIB + 1, 2 * _MIB):
        what = f"{operation.id} with a payload of {size} bytes"
        problem(_send_whole(session, operation, ids, content.ljust(size), what), 413, what=what)


@check(rules.PAYLOAD_SIZE, with_payload, Need.WRITES)
def a_chunked_payload_over_one_mebibyte_is_refused(session: Session, operation: Operation) -> None:
    """In chunks (RFC 9112, section 7.1). Not every server knows of them, so only what was read is a fault: it is refused for what it says."""
    ids, content = session.parent_ids(operation), _refusable(operation).ljust(_MIB + 1)
    first = session.account.send("OPTIONS", operation.path_for(ids))
    if first.http_version != "HTTP/1.1":
        raise Skipped(f"chunks are of HTTP/1.1 (RFC 9112, section 6.1), and the server speaks {first.http_version}")
    what = f"{operation.id} with a payload of {_MIB + 1} bytes in chunks"
    response = _send_whole(session, operation, ids, content, what, **{"Transfer-Encoding": "chunked"})
    if response.status_code in NO_CHUNKS or (response.status_code == 400 and _UNKNOWN not in response.text):
        raise Skipped(f"the server reads no chunks: {what} was {response.status_code}")
    problem(response, 413, what=what)


def _send_whole(
    session: Session, operation: Operation, ids: tuple[str, ...], content: bytes, what: str, **headers: str
) -> httpx2.Response:
    """Send what is too large. Raises Skipped if the connection is closed upon it."""
    try:
        return _send(session, operation, ids, content, Connection="close", **headers)
    except NoResponse as unanswered:
        raise Skipped(f"the connection was closed: {what}: {unanswered}") from None


def _is_free(schema: Any) -> bool:
    """Tell whether any text is a value."""
    return schema.get("type") == "string" and not {"enum", "const", "format", "pattern", "x-set"} & set(schema)
