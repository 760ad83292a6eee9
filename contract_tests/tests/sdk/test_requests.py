"""What each method sends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

import httpx2
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sdk_harness import Harness, open_both

from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.document.schemas import accepts_any_text
from apivideo_admin_contract.values.samples import query_text
from apivideo_admin_contract.values.strategies import valid_payloads, valid_values
from contract_tests.tests.sdk.harness import (
    BASE_URL,
    KEY,
    all_arguments,
    basic,
    call,
    each,
    each_operation,
    example_response,
    ids_of,
    read_payload,
    required_arguments,
    sent,
)
from contract_tests.tests.support.subject import DOCUMENT

#: Texts that a trim, a plus that means a space, an encoding done twice or not at all, or a check for a falsy value would change.
_AWKWARD_TEXTS = (" A+b ", "%41&c=d#?/", "é漢😀", "")

#: With a combining character, with markup, long, and of more bytes than characters.
_PAYLOAD_TEXTS = ("e\u0301", "<b>&amp;", "x" * 3000, "😀é")

#: Characters that a path would lose or interpret if they came unescaped (RFC 3986, section 3.3); and a plus, which is no space there.
_AWKWARD_IDS = ("a b", "a+b", "a%2Fb", "a?b#c", "é😀", ";=&:@", "...a")


@each_operation
def test_a_call_sends_the_request_of_its_operation(sdk: Harness, operation: Operation) -> None:
    required = required_arguments(operation)
    omitted = dict.fromkeys(_optional(operation))
    minimal = {name: value for name, value in required.items() if name not in omitted}
    for arguments, none in (
        ((_only(required, operation.parameters), _only(required, operation.properties)), {}),
        ((_only(minimal, operation.parameters), _only(minimal, operation.properties)), omitted),
        (all_arguments(operation), {}),
        *((_arguments_with(operation, text), {}) for text in _AWKWARD_TEXTS),
    ):
        query, payload = arguments
        given = _query_arguments(operation, query) | _payload_arguments(operation, payload)
        request = sent(sdk, operation, none | given)
        assert (request.method, request.url.path) == (operation.method, operation.path_for(ids_of(operation)))
        pairs = sorted((name, query_text(value)) for name, value in query.items())
        assert sorted(request.url.params.multi_items()) == pairs
        expected = payload if operation.payload is not None else None
        assert read_payload(request.content, expected) == expected


def _deprecated(operation: Operation) -> list[str]:
    """Return the arguments that the document marks as deprecated."""
    names = [name for name, schema in operation.properties.items() if schema.get("deprecated") is True]
    parameters = [one["name"] for one in operation.node.get("parameters", ()) if one.get("deprecated") is True]
    return [*names, *(name for name in operation.parameters if name in parameters)]


@each("operation", [one for one in DOCUMENT.operations if _deprecated(one)])
def test_a_deprecated_argument_warns_at_the_line_of_its_call(sdk: Harness, operation: Operation) -> None:
    query, payload = all_arguments(operation)
    for name in _deprecated(operation):
        with pytest.warns(DeprecationWarning, match=f"`{name}` of `.*eprecated") as caught:
            sent(sdk, operation, required_arguments(operation) | {name: (query | payload)[name]})
        # The harness is the caller of the method, or the coroutine that awaits it.
        assert {Path(one.filename).name for one in caught} <= {"harness.py", "sdk_harness.py"}


@each_operation
def test_a_call_authenticates_with_the_key_and_sends_it_nowhere_else(sdk: Harness, operation: Operation) -> None:
    request = sent(sdk, operation, required_arguments(operation))
    assert request.headers.get_list("Authorization") == [basic(KEY)]
    others = {name: value for name, value in request.headers.items() if name != "authorization"}
    assert KEY not in f"{request.url} {others} {request.content!r}"


@each_operation
def test_a_call_names_its_media_types_and_its_client(sdk: Harness, operation: Operation) -> None:
    headers = sent(sdk, operation, required_arguments(operation)).headers
    assert headers.get("Content-Type") == ("application/json" if operation.payload is not None else None)
    assert {"application/json", "application/problem+json"} <= set(headers.get("Accept", "").split(", "))
    assert headers.get("User-Agent")


@each("operation", [one for one in DOCUMENT.operations if any(map(accepts_any_text, one.properties.values()))])
def test_a_text_of_a_payload_arrives_unchanged(sdk: Harness, operation: Operation) -> None:
    for text in _PAYLOAD_TEXTS:
        texts = {name: text for name, schema in operation.properties.items() if accepts_any_text(schema)}
        request = sent(sdk, operation, required_arguments(operation) | texts)
        assert _only(json.loads(request.content), texts) == texts
        assert request.headers["Content-Length"] == str(len(request.content)), "it counts bytes (RFC 9110, section 8.6)"


@each("operation", [one for one in DOCUMENT.operations if one.path_parameters])
def test_an_id_arrives_unchanged(sdk: Harness, operation: Operation) -> None:
    for text in _AWKWARD_IDS:
        ids = tuple(f"{text}{number}" for number, _ in enumerate(operation.path_parameters))
        path = sent(sdk, operation, required_arguments(operation), ids).url.raw_path.decode("ascii").partition("?")[0]
        expected = operation.path_for(tuple(quote(one, safe="") for one in ids))
        assert [unquote(part) for part in path.split("/")] == [unquote(part) for part in expected.split("/")]


@each("operation", [one for one in DOCUMENT.operations if one.path_parameters])
def test_an_id_that_leads_to_another_path_is_refused(sdk: Harness, operation: Operation) -> None:
    requests: list[httpx2.Request] = []
    for position, name in enumerate(operation.path_parameters):
        for bad in ("", ".", "..", "a/b", "a\\b", None):
            ids: list[Any] = list(ids_of(operation))
            ids[position] = bad
            with pytest.raises(ValueError, match=name):
                sdk.call(requests.append, call(operation, ids=tuple(ids)))
    assert requests == []


@each_operation
def test_valid_arguments_give_a_valid_request(operation: Operation) -> None:
    @given(_ids(operation), _queries(operation), valid_payloads(operation) if operation.payload else st.just({}))
    def check(ids: tuple[str, ...], query: dict[str, Any], payload: dict[str, Any]) -> None:
        arguments = _query_arguments(operation, query) | _payload_arguments(operation, payload)
        for name, run in clients.items():
            requests.clear()
            run(call(operation, arguments, ids))
            assert len(requests) == 1, name
            (request,) = requests
            path, _, raw_query = request.url.raw_path.decode("ascii").partition("?")
            parts = iter(ids)
            expected = [next(parts) if part.startswith("{") else part for part in operation.path.split("/")]
            assert [unquote(part) for part in path.split("/")] == expected, name
            pairs = parse_qsl(raw_query, keep_blank_values=True, strict_parsing=bool(raw_query))
            received = {name: _from_text(text, operation.parameters[name].schema) for name, text in pairs}
            assert (received, len(pairs)) == (query, len(query)), name
            sent_payload = read_payload(request.content, payload)
            assert sent_payload == (payload if operation.payload else None), name
            for value, schema in [(received[name], operation.parameters[name].schema) for name in received]:
                _validate(value, schema)
            if operation.payload:
                _validate(sent_payload, operation.payload)

    requests: list[httpx2.Request] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return example_response(operation)

    with open_both(respond, api_key=KEY, base_url=BASE_URL) as clients:
        check()


def _optional(operation: Operation) -> list[str]:
    """Return the arguments that may be left out, for which None means the same."""
    nullable = {name for name, schema in operation.properties.items() if "null" in schema.get("type", ())}
    names = [one.name for one in operation.query if not one.required]
    return names + [name for name in operation.properties if name not in {*operation.required, *nullable}]


def _only(arguments: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name in names}


def _arguments_with(operation: Operation, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    query, payload = all_arguments(operation)
    return (
        {name: text if accepts_any_text(operation.parameters[name].schema) else value for name, value in query.items()},
        {name: text if accepts_any_text(operation.properties[name]) else value for name, value in payload.items()},
    )


def _ids(operation: Operation) -> st.SearchStrategy[tuple[str, ...]]:
    """Return ids that the document allows, without those that would lead to another path: the SDK refuses these."""
    schemas = {one["name"]: one["schema"] for one in operation.node.get("parameters", ()) if one["in"] == "path"}
    valid = [
        valid_values(schemas[name]).map(str).filter(lambda text: text.strip(".") and not set(text) & {"/", "\\"})
        for name in operation.path_parameters
    ]
    return st.tuples(*valid)


def _queries(operation: Operation) -> st.SearchStrategy[dict[str, Any]]:
    all_values = {parameter.name: valid_values(parameter.schema) for parameter in operation.query}
    required = {parameter.name for parameter in operation.query if parameter.required}
    return st.fixed_dictionaries(
        {name: one for name, one in all_values.items() if name in required},
        optional={name: one for name, one in all_values.items() if name not in required},
    )


def _query_arguments(operation: Operation, query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _argument(value, operation.parameters[name].schema) for name, value in query.items()}


def _payload_arguments(operation: Operation, payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _argument(value, operation.properties[name]) for name, value in payload.items()}


def _argument(value: Any, schema: Schema) -> Any:
    """Return a value as the SDK takes it: times and dates are objects there."""
    if schema.get("format") == "date-time" and isinstance(value, str) and "x-set" not in schema:
        return datetime.fromisoformat(value)
    if schema.get("format") == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def _from_text(text: str, schema: Schema) -> Any:
    """Parse a query parameter as its schema says."""
    types = [schema["type"]] if isinstance(schema.get("type", "string"), str) else schema["type"]
    return text if "string" in types else json.loads(text)


def _validate(value: Any, schema: Schema) -> None:
    jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True).validate(value)
