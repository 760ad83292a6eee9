"""What each method returns for a response."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx2
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sdk_harness import Harness, open_both

from apivideo_admin.errors import APIResponseValidationError
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.strategies import valid_values
from contract_tests.tests.sdk.harness import (
    Server,
    call,
    each,
    each_operation,
    each_operation_with_response,
    example,
    is_same,
    parsed_part,
    required_arguments,
    returns,
)
from contract_tests.tests.support.subject import DOCUMENT

_OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_UNKNOWN = st.dictionaries(st.text("abc", min_size=1).map("x_{}".format), st.integers() | st.text(), max_size=2)
_NO_OBJECTS = (b"", b"<html>", b"\xff", b"[" * 100_000, b"null", b"[]")


def _has(schema: Any, keyword: str, value: Any = None) -> bool:
    """Whether a keyword is in a schema, at any depth, with this value if one is given."""
    if isinstance(schema, Mapping):
        if keyword in schema and value in (None, schema[keyword]):
            return True
        return any(_has(one, keyword, value) for one in schema.values())
    return isinstance(schema, list) and any(_has(one, keyword, value) for one in schema)


@each_operation
def test_a_call_returns_the_response_of_the_mock(sdk: Harness, operation: Operation, session: Session) -> None:
    ids = session.parent_ids(operation)
    server = Server(session)
    result = sdk.call(server, call(operation, ids=ids), **server.options)
    assert [(one.method, one.url.path) for one in server.requests] == [(operation.method, operation.path_for(ids))]
    assert returns(result, json.loads(server.bodies[0]) if server.bodies[0] else None, operation)


@each_operation_with_response
def test_unknown_fields_are_kept_at_every_depth(sdk: Harness, operation: Operation) -> None:
    known = example(operation.response, items=1)
    result = sdk.call(_responds(operation, _with_unknown_fields(known)), call(operation))
    assert returns(result, known, operation)
    for one in _models(result):
        assert one.unknown_fields == {"of_tomorrow": {"a": [1]}}, type(one).__name__


@each("operation", [one for one in DOCUMENT.operations if _has(one.response, "enum")])
def test_an_unknown_enum_value_is_returned_as_a_string(sdk: Harness, operation: Operation) -> None:
    body = _with_unknown_enum_values(example(operation.response, items=1), operation.response)
    assert "of-tomorrow" in json.dumps(body)
    assert returns(sdk.call(_responds(operation, body), call(operation)), body, operation)


#: One operation for each schema of a response.
_ONE_FOR_EACH_SCHEMA = {json.dumps(one.response): one for one in DOCUMENT.operations if one.response}.values()


@each("operation", _ONE_FOR_EACH_SCHEMA)
def test_a_valid_response_is_returned_and_written_again_unchanged(operation: Operation) -> None:
    schema = operation.response or {}

    @settings(max_examples=max(1, settings().max_examples // 2))  # each takes long: Hypothesis writes a whole response
    @given(_responses(schema), _UNKNOWN)
    def check(body: dict[str, Any], unknown: dict[str, Any]) -> None:
        content[:] = [json.dumps(body | unknown).encode()]
        _, part = parsed_part(operation, body)
        for name, run in clients.items():
            result = run(call(operation))
            assert returns(result, body, operation), name
            if hasattr(result, "unknown_fields"):
                assert result.unknown_fields == unknown, name
            written = _written(result)
            if hasattr(result, "unknown_fields"):
                assert {name: written.pop(name) for name in unknown} == unknown, name
            assert is_same(result, written, part or {}), name

    content: list[bytes] = []

    def respond(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(operation.status, content=content[0])

    with open_both(respond) as clients:
        check()


@each_operation_with_response
def test_a_response_that_lacks_what_the_document_promises_raises_and_is_not_retried(
    sdk: Harness, operation: Operation
) -> None:
    for content in _unreadable(operation.response):
        requests: list[httpx2.Request] = []

        def respond(request: httpx2.Request, content: bytes = content, requests: Any = requests) -> httpx2.Response:
            requests.append(request)
            return httpx2.Response(operation.status, content=content)

        with pytest.raises(APIResponseValidationError):
            sdk.call(respond, call(operation), max_retries=2)
        assert len(requests) == 1, content[:80]


@each("operation", [one for one in DOCUMENT.operations if _has(one.response, "format", "password")])
def test_no_repr_shows_a_password(sdk: Harness, operation: Operation) -> None:
    secrets: list[str] = []
    result = sdk.call(_responds(operation, _with_passwords(operation.response, secrets)), call(operation))
    shown = [repr(result), str(result), *map(repr, getattr(result, "__rich_repr__", list)())]
    assert [secret for secret in secrets if any(secret in text for text in shown)] == []


def _passwords_of(operation: Operation) -> dict[str, str]:
    """Return a value for each argument that is a password; JSON and URLs write it in other ways than the text itself."""
    schemas = {name: one.schema for name, one in operation.parameters.items()} | dict(operation.properties)
    return {
        name: f's3cret/+ "{name}"-of-mine' for name, schema in schemas.items() if schema.get("format") == "password"
    }


@each("operation", [one for one in DOCUMENT.operations if _passwords_of(one)])
def test_no_error_shows_a_password_that_was_sent(sdk: Harness, operation: Operation) -> None:
    passwords = _passwords_of(operation)
    text = " ".join(passwords.values())
    body = dict.fromkeys((operation.response or {}).get("properties", ("x",)), text)
    for response in (
        httpx2.Response(404, json=dict.fromkeys(("title", "detail", "name", "type", "constraint"), text)),
        httpx2.Response(404, json={"problems": [{"name": text, "detail": text}]}),
        httpx2.Response(operation.status, json=body),
        httpx2.Response(operation.status, json={text: 1}),
    ):
        with pytest.raises(Exception, match=str(response.status_code)) as caught:
            sdk.call(_respond_with(response), call(operation, required_arguments(operation) | passwords))
        error = caught.value
        shown = f"{error} {error!r} {[getattr(error, name, None) for name in ('reason', 'url', 'title', 'detail', 'problems')]}"
        assert not any(part in shown for password in passwords.values() for part in (password, json.dumps(password)))


def _responds(operation: Operation, body: Any) -> Any:
    return _respond_with(httpx2.Response(operation.status, json=body))


def _respond_with(response: httpx2.Response) -> Any:
    return lambda _: response


def _models(value: Any) -> Iterator[Any]:
    """Return the models in what a method returns."""
    if isinstance(value, list):
        for one in value:
            yield from _models(one)
    elif hasattr(value, "unknown_fields"):
        yield value
        for name in value.__struct_fields__:
            yield from _models(getattr(value, name))


def _written(result: Any) -> Any:
    """Return a result as JSON values, as the API sends them."""
    return result.to_dict(secrets=True) if hasattr(result, "to_dict") else msgspec.to_builtins(result)


def _with_unknown_fields(value: Any) -> Any:
    if isinstance(value, dict):
        return {**{name: _with_unknown_fields(one) for name, one in value.items()}, "of_tomorrow": {"a": [1]}}
    return [_with_unknown_fields(one) for one in value] if isinstance(value, list) else value


def _with_unknown_enum_values(value: Any, schema: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_unknown_enum_values(one, schema["properties"][name]) for name, one in value.items()}
    if isinstance(value, list):
        return [_with_unknown_enum_values(one, schema["items"]) for one in value]
    return "of-tomorrow" if "enum" in schema and isinstance(value, str) else value


def _with_passwords(schema: Any, secrets: list[str]) -> Any:
    """Return a value of a schema in which every password is different, and add these to ``secrets``."""
    if "properties" in schema:
        return {name: _with_passwords(one, secrets) for name, one in schema["properties"].items()}
    if schema.get("type") == "array":
        return [_with_passwords(schema["items"], secrets)]
    if schema.get("format") == "password":
        secrets.append(f"secret-value-{len(secrets)}-of-mine")
        return secrets[-1]
    return example(schema)


@st.composite
def _responses(draw: st.DrawFn, schema: Mapping[str, Any]) -> Any:
    return draw(_respelled(draw(valid_values(schema)), schema))


@st.composite
def _respelled(draw: st.DrawFn, value: Any, schema: Mapping[str, Any]) -> Any:
    """Return the same value with each time in another spelling that RFC 3339 allows."""
    if isinstance(value, dict):
        return {name: draw(_respelled(one, schema["properties"][name])) for name, one in value.items()}
    if isinstance(value, list):
        return [draw(_respelled(one, schema["items"])) for one in value]
    if isinstance(value, str) and schema.get("format") == "date-time":
        time = datetime.fromisoformat(value)
        with_fraction = time.replace(microsecond=draw(st.integers(0, 999_999)))
        return draw(
            st.sampled_from([value, value.replace("+00:00", "Z"), with_fraction.isoformat()])
            | _OFFSETS.map(lambda offset: time.astimezone(offset).isoformat())
        )
    return value


def _unreadable(schema: Any) -> Iterator[bytes]:
    """Return bodies that are not valid: no objects, cut off, and each property missing or of another type.

    A property that may be missing may be null too: the SDK returns None for both.
    """
    whole, required = example(schema), schema.get("required", ())
    yield from (*_NO_OBJECTS, *([b"{}"] if required else []))
    yield json.dumps(whole).encode()[:-1]
    for name in required:
        yield json.dumps({other: value for other, value in whole.items() if other != name}).encode()
    for name, one in schema["properties"].items():
        for wrong in _wrong_values(one):
            if wrong is not None or name in required:
                yield json.dumps({**whole, name: wrong}).encode()


def _wrong_values(schema: Mapping[str, Any]) -> Iterator[object]:
    if schema.get("type") in ("string", "integer", "boolean"):
        yield from (None, {"a": 1})
    if schema.get("type") == "integer":
        yield "1"
    if schema.get("format") == "date-time":
        yield from ("2024-02-05T00:00:00", "yesterday")
