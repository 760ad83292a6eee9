"""What is no payload at all is refused as such (facts document, Errors)."""

from __future__ import annotations

import json

import pytest

from contract_tests.document import Operation
from contract_tests.samples import sample_payload
from contract_tests.subject import DOCUMENT, each_payload
from contract_tests.target import Account

_JSON = {"Content-Type": "application/json"}
_MIB = 1024 * 1024

_NOT_PAYLOADS = {
    "nothing": b"",
    "spaces": b"  ",
    "no JSON": b"name=x",
    "half": b'{"name": "x"',
    "a comma too many": b'{"name": "x",}',
    "two values": b"{} {}",
    "not UTF-8": b'{"name": "\xff"}',
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "a lone surrogate": b'{"name": "\\ud800"}',
    "NaN": b'{"name": NaN}',
    "a number without end": b'{"name": 1e999}',
    "a name twice": b'{"name": "x", "name": "y"}',
    "a list": b"[]",
    "a text": b'"name"',
    "null": b"null",
    "deep": b"[" * 100_000,
}


def _path(account: Account, operation: Operation) -> str:
    return operation.url(account.owners(DOCUMENT.owners_of(operation)))


@each_payload
@pytest.mark.parametrize("what", _NOT_PAYLOADS)
def test_what_is_not_a_json_object_is_refused(account: Account, operation: Operation, what: str) -> None:
    path = _path(account, operation)
    answer = account.send(operation.method, path, content=_NOT_PAYLOADS[what], headers=_JSON)
    assert (answer.status_code, answer.json()["title"]) == (400, "The payload is invalid.")
    assert answer.json()["type"].endswith("/reference/invalid-payload")


@each_payload
@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json", ""]
)
def test_another_media_type_is_refused(account: Account, operation: Operation, media_type: str) -> None:
    content = json.dumps(sample_payload(operation)).encode()
    path = _path(account, operation)
    answer = account.send(operation.method, path, content=content, headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["status"]) == (415, 415)


@each_payload
@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON", "application/json ;q=1"])
def test_the_media_type_is_read_as_http_says(account: Account, operation: Operation, media_type: str) -> None:
    content = json.dumps(sample_payload(operation)).encode()
    path = _path(account, operation)
    answer = account.send(operation.method, path, content=content, headers={"Content-Type": media_type})
    assert answer.status_code == operation.status


@each_payload
def test_a_payload_of_one_mebibyte_is_read_and_a_byte_more_is_too_large(account: Account, operation: Operation) -> None:
    path = _path(account, operation)
    payload = json.dumps(sample_payload(operation)).encode()
    full, more = payload.ljust(_MIB), payload.ljust(_MIB + 1)
    assert account.send(operation.method, path, content=full, headers=_JSON).status_code == operation.status
    answer = account.send(operation.method, path, content=more, headers=_JSON)
    assert (answer.status_code, answer.json()["status"]) == (413, 413)


@each_payload
def test_a_refused_payload_changes_nothing(account: Account, operation: Operation) -> None:
    collection = DOCUMENT.collection_of(operation)
    assert collection is not None
    ids = account.owners(DOCUMENT.owners_of(operation))
    above = ids[: len(collection.parents)]
    before = account.call(collection.operations["list"], above).content
    refused = account.call(operation, ids, payload={**sample_payload(operation, 7), "colour": "red"})
    assert refused.status_code == 400
    assert account.call(collection.operations["list"], above).content == before
