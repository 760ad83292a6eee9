"""What a method sends."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

import httpx2
import jsonschema_rs
from hypothesis import strategies as st

from apivideo_admin_contract.client.account import basic
from apivideo_admin_contract.document.document import Operation, Schema
from apivideo_admin_contract.document.subjects import operations
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.explore import explore
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.values.samples import query_text
from apivideo_admin_contract.values.strategies import valid_payloads, valid_values
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.tryout import KEY, all_arguments_of, arguments_of, ids_of, made_up, one
from contract_tests.tests.support.subject import is_free

#: What a trim, a plus that means a space, an encoding done twice or not at all, or a falsy value would change.
_AWKWARD: Final = (" a+b ", "%41&c=d#?/", "é漢😀", "")


def _sent(session: Session, face: str, operation: Operation, arguments: Mapping[str, Any]) -> httpx2.Request:
    """Give the one request of a call, which is answered with 404."""
    sent: list[httpx2.Request] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(404)

    client = made_up(session, face, response)
    _whatever_comes_of_it(lambda: client.call(operation, ids_of(operation), arguments), sent)
    return one(sent, operation.id)


def _whatever_comes_of_it(action: Callable[[], object], sent: list[httpx2.Request]) -> None:
    """Let a call end as it likes, as long as it sent something: what it raises is the matter of other checks."""
    try:
        action()
    except Violation:
        raise
    except Exception as error:
        if not sent:
            raise Violation(f"nothing was sent, but {type(error).__name__} raised: {error}") from error


@check(rules.ONE_REQUEST, faced(operations))
def a_method_sends_the_request_of_its_operation(session: Session, face: str, operation: Operation) -> None:
    """With what it requires, with all that it takes, and with texts that are easily spoilt on the way."""
    required = arguments_of(operation)
    for query, body in (
        (
            {name: value for name, value in required.items() if name in operation.parameters},
            {name: value for name, value in required.items() if name in operation.properties},
        ),
        all_arguments_of(operation),
        *(_with_text(operation, text) for text in _AWKWARD),
    ):
        request = _sent(session, face, operation, {**_objects(operation.parameters, query), **_typed(operation, body)})
        equal(
            (request.method, request.url.path), (operation.method, operation.path_for(ids_of(operation))), operation.id
        )
        pairs = sorted(request.url.params.multi_items())
        equal(pairs, sorted((name, query_text(value)) for name, value in query.items()), f"{operation.id}: the query")
        content = request.read()
        expected = body if operation.payload is not None else None
        equal(_payload(content, expected), expected, f"{operation.id}: the payload")


@check(rules.AUTHORIZATION, faced(operations))
def a_method_sends_the_key_and_nothing_else_of_it(session: Session, face: str, operation: Operation) -> None:
    """The key is in the header, and in no other place."""
    request = _sent(session, face, operation, arguments_of(operation))
    equal(request.headers.get_list("authorization"), [basic(KEY)], f"{operation.id}: Authorization")
    others = {name: value for name, value in request.headers.items() if name != "authorization"}
    holds(KEY not in f"{request.url} {others} {request.read()!r}", f"{operation.id}: the key is not only in its header")


@check(rules.HEADERS, faced(operations))
def a_method_says_what_it_sends_and_what_it_takes(session: Session, face: str, operation: Operation) -> None:
    """The media types of both ways."""
    request = _sent(session, face, operation, arguments_of(operation))
    media_type = "application/json" if operation.payload is not None else None
    equal(request.headers.get("Content-Type"), media_type, f"{operation.id}: Content-Type")
    accepted = request.headers.get("Accept", "")
    for wanted in ("application/json", "application/problem+json"):
        holds(wanted in accepted or "*/*" in accepted, f"{operation.id}: Accept is {accepted!r}, without {wanted}")
    holds(request.headers.get("User-Agent"), f"{operation.id}: there is no User-Agent")


@check(rules.ONE_REQUEST, faced(operations))
def all_valid_arguments_give_a_valid_request(session: Session, face: str, operation: Operation) -> None:
    """Whatever the document allows, by chance."""
    sent: list[httpx2.Request] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(404)

    client = made_up(session, face, response)

    @explore(
        session, _ids(operation), _query(operation), valid_payloads(operation) if operation.payload else st.just(None)
    )
    def _(ids: tuple[str, ...], query: dict[str, Any], payload: dict[str, Any] | None) -> None:
        sent.clear()
        arguments = {**_objects(operation.parameters, query), **_typed(operation, payload or {})}
        _whatever_comes_of_it(lambda: client.call(operation, ids, arguments), sent)
        request = one(sent, operation.id)
        path, _, raw_query = request.url.raw_path.decode("ascii").partition("?")
        equal([unquote(part) for part in path.split("/")], _parts(operation, ids), f"{operation.id}: the path")
        pairs = parse_qsl(raw_query, keep_blank_values=True, strict_parsing=bool(raw_query))
        received = {name: _from_text(text, operation.parameters[name].schema) for name, text in pairs}
        equal((received, len(pairs)), (query, len(query)), f"{operation.id}: the query")
        for name, value in received.items():
            _fits(value, operation.parameters[name].schema, name)
        body = request.read()
        equal(_payload(body, payload), payload, f"{operation.id}: the payload")
        if operation.payload is not None:
            _fits(payload, operation.payload, "the payload")


def _with_text(operation: Operation, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    query, body = all_arguments_of(operation)
    return (
        {name: text if is_free(operation.parameters[name].schema) else value for name, value in query.items()},
        {name: text if is_free(operation.properties[name]) else value for name, value in body.items()},
    )


def _ids(operation: Operation) -> st.SearchStrategy[tuple[str, ...]]:
    """Give ids that the document allows, less those that would lead to another path: the SDK refuses these."""
    schemas = {one["name"]: one["schema"] for one in operation.node.get("parameters", ()) if one["in"] == "path"}
    wanted = [
        valid_values(schemas[name]).map(str).filter(lambda text: text.strip(".") and not set(text) & {"/", "\\"})
        for name in operation.path_parameters
    ]
    return st.tuples(*wanted)


def _query(operation: Operation) -> st.SearchStrategy[dict[str, Any]]:
    all_values = {parameter.name: valid_values(parameter.schema) for parameter in operation.query}
    required = {parameter.name for parameter in operation.query if parameter.required}
    return st.fixed_dictionaries(
        {name: one for name, one in all_values.items() if name in required},
        optional={name: one for name, one in all_values.items() if name not in required},
    )


def _parts(operation: Operation, ids: tuple[str, ...]) -> list[str]:
    values = iter(ids)
    return [next(values) if part.startswith("{") else part for part in operation.path.split("/")]


def _objects(parameters: Mapping[str, Any], query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _argument(value, parameters[name].schema) for name, value in query.items()}


def _typed(operation: Operation, payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _argument(value, operation.properties[name]) for name, value in payload.items()}


def _argument(value: Any, schema: Schema) -> Any:
    """Give a value as the SDK takes it: a moment and a day are objects there."""
    if schema.get("format") == "date-time" and isinstance(value, str) and "x-set" not in schema:
        return datetime.fromisoformat(value)
    if schema.get("format") == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def _payload(content: bytes, expected: Any) -> Any:
    """Read a payload. A moment counts as expected in whichever way of RFC 3339 it is written: with `Z` or with `+00:00`."""
    return _respelled(json.loads(content), expected) if content else None


def _respelled(value: Any, like: Any) -> Any:
    if isinstance(value, dict) and isinstance(like, dict):
        return {name: _respelled(one, like.get(name)) for name, one in value.items()}
    if isinstance(value, list) and isinstance(like, list) and len(value) == len(like):
        return [_respelled(one, other) for one, other in zip(value, like, strict=True)]
    if isinstance(value, str) and isinstance(like, str) and "T" in value:
        with suppress(ValueError, TypeError):
            return like if datetime.fromisoformat(value) == datetime.fromisoformat(like) else value
    return value


def _from_text(text: str, schema: Schema) -> Any:
    """Read a query parameter as its schema says."""
    types = [schema["type"]] if isinstance(schema.get("type", "string"), str) else schema["type"]
    return text if "string" in types else json.loads(text)


def _fits(value: Any, schema: Schema, what: str) -> None:
    error = next(jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True).iter_errors(value), None)
    if error is not None:
        raise Violation(f"{what}: {error.message}")
