"""Answers of success that say something else than the document promises."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import httpx2

from apivideo_admin.errors import AdminConnectionError, InvalidResponseError
from apivideo_admin_contract.document.document import Operation, Schema
from apivideo_admin_contract.rules.expect import equal, shown
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.calls import call, done, example, good, plainest
from contract_tests.sdk_checks.failures import unpickled
from contract_tests.sdk_checks.still import Clock, call_of, client_with
from contract_tests.sdk_checks.subjects import answering, faced, kinds
from contract_tests.sdk_checks.tryout import made_up, raises

_NO_OBJECTS: Final = (b"", b"<html>", b"\xff", b"[" * 100_000, b"null", b"[]", b"{}")


#: No coding begins like this.
_BROKEN: Final = b"\xff" * 16


class _Undecoded(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body as it comes over the wire."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self._content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


@check(rules.ERRORS, faced(answering))
def an_answer_that_cannot_be_read_raises_and_is_not_asked_for_again(
    session: Session, face: str, operation: Operation
) -> None:
    """An answer that lacks what the document promises raises `InvalidResponseError`."""
    assert operation.response is not None, "it is one that answers"
    for content in _unreadable(operation.response):
        sent: list[httpx2.Request] = []

        def response(request: httpx2.Request, sent: Any = sent, content: bytes = content) -> httpx2.Response:
            sent.append(request)
            return httpx2.Response(operation.status, content=content)

        what = f"{operation.id} with the answer {shown(content[:80].decode('latin-1'))}"
        raises(InvalidResponseError, what, call, made_up(session, face, response, max_retries=2), operation)
        equal(len(sent), 1, f"{what}: the requests")


@check(rules.ERRORS, faced(plainest))
def an_error_for_what_cannot_be_read_can_be_pickled(session: Session, face: str, operation: Operation) -> None:
    """With its reason."""
    assert operation.response is not None, "it is one that answers"
    client = made_up(session, face, lambda _: httpx2.Response(operation.status, content=b"<html>"))
    error = raises(InvalidResponseError, operation.id, call, client, operation)
    copy = unpickled(error)
    equal(
        (type(copy).__name__, str(copy)), (type(error).__name__, str(error)), f"{operation.id}: the copy of the error"
    )
    equal(copy.reason, error.reason, f"{operation.id}: its `reason`")


@check(rules.ERRORS, faced(kinds))
def an_answer_that_cannot_be_decompressed_raises_as_a_broken_connection(
    session: Session, face: str, operation: Operation
) -> None:
    """`AdminConnectionError`: no answer arrived that is one."""
    client = made_up(session, face, partial(_encoded, operation, "gzip", b"\x1f\x8bnot gzip"))
    raises(AdminConnectionError, f"{operation.id} with a broken gzip", call, client, operation)


def _encoded(operation: Operation, coding: str, content: bytes, _: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(operation.status, headers={"Content-Encoding": coding}, stream=_Undecoded(content))


@check(rules.ANSWER, faced(plainest))
def what_a_client_says_that_it_decodes_it_decodes(session: Session, face: str, operation: Operation) -> None:
    """Each coding that it names in `Accept-Encoding` (RFC 9110, section 12.5.3)."""
    sent: list[httpx2.Request] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return good(operation)

    def asked(response: Callable[[httpx2.Request], httpx2.Response]) -> Any:
        return done(call_of(client_with(session, face, response, Clock()), operation))

    expected = asked(response)
    named = [one.partition(";")[0].strip() for one in sent[0].headers.get("Accept-Encoding", "").split(",")]
    for coding in sorted(set(named) - {"", "*", "identity"}):
        # What it decodes it notices to be broken; what it doesn't, it takes as it comes.
        broken = partial(_encoded, operation, coding, _BROKEN)
        raises(AdminConnectionError, f"{operation.id} with a broken {coding}", asked, broken)
    for coding, encode in (("gzip", gzip.compress), ("deflate", zlib.compress)):
        whole = partial(_encoded, operation, coding, encode(good(operation).content))
        equal(asked(whole), expected, f"{operation.id} with an answer in {coding}")


def _unreadable(schema: Schema) -> Iterator[bytes]:
    """Give bodies that are no value of an object's schema: no objects, cut off, and each property missing or of another type."""
    whole = example(schema)
    yield from _NO_OBJECTS
    yield json.dumps(whole).encode()[:-1]
    for name in schema.get("required", ()):
        yield json.dumps({other: value for other, value in whole.items() if other != name}).encode()
    for name, one in schema["properties"].items():
        for wrong in _wrong(one):
            yield json.dumps({**whole, name: wrong}).encode()


def _wrong(schema: Mapping[str, Any]) -> Iterator[object]:
    kinds = schema.get("type", ())
    if kinds in ("string", "integer", "boolean"):
        yield from (None, {"a": 1})
    if kinds == "integer":
        yield "1"
    if schema.get("format") == "date-time":
        yield from ("2024-02-05T00:00:00", "yesterday")
