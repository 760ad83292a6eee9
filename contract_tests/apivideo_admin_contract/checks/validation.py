"""Invalid queries and properties are refused, and the response lists every problem (openapi/README.md, Errors)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

import httpx2

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.filtered import query_of
from apivideo_admin_contract.document.parameter import Parameter
from apivideo_admin_contract.document.subjects import (
    enum_values_elsewhere,
    operations,
    readers,
    with_path_ids,
    with_payload,
    with_query,
)
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.expect import equal, shown, status
from apivideo_admin_contract.rules.refusal import (
    ATTRIBUTE_REQUIRED,
    INVALID_ATTRIBUTE,
    INVALID_QUERY_PARAMETER,
    check_bad_request,
)
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import unknown_id
from apivideo_admin_contract.values.invalid import camel_case, invalid_query_texts, invalid_values
from apivideo_admin_contract.values.query import encode_query
from apivideo_admin_contract.values.samples import sample, sample_payload, sample_query

#: Parameters and properties that no resource has.
_STRANGE: Final = {"no_such_thing": "red", "norSuchThing": "round", "nor-such-thing": "old"}
_HOSTILE: Final = ("%ff", "x=%ff%fe", "%zz=1", "&&=", "=", "%00=%00", "x=%F0%9F%98%80", "a[b]=c", "x=" + "a" * 3000)


def _payload(operation: Operation) -> dict[str, Any] | None:
    return sample_payload(operation) if operation.payload else None


@check(rules.UNKNOWN_QUERY, operations)
def an_unknown_query_parameter_is_refused(session: Session, operation: Operation) -> None:
    """Send unknown parameters, and those of other operations. A misspelled filter would otherwise return everything."""
    ids = session.parent_ids(operation)
    for name, value in _STRANGE.items():
        response = session.account.call(operation, ids, {**sample_query(operation), name: value}, _payload(operation))
        check_bad_request(response, {name}, INVALID_QUERY_PARAMETER, f"{operation.id} with the query parameter {name}")
    others = {one.name: sample(one.schema) for other in session.document.operations for one in other.query}
    strange = {name: value for name, value in others.items() if name not in operation.parameters}
    if strange:
        response = session.account.call(operation, ids, {**sample_query(operation), **strange}, _payload(operation))
        what = f"{operation.id} with query parameters of other operations"
        check_bad_request(response, strange, INVALID_QUERY_PARAMETER, what)


@check(rules.UNKNOWN_QUERY, with_query)
def a_query_parameter_spelled_differently_is_refused(session: Session, operation: Operation) -> None:
    """Send camelCase names, as the vendor's other API has them, and upper case."""
    ids = session.parent_ids(operation)
    for parameter in operation.query:
        for wrong in dict.fromkeys((camel_case(parameter.name), parameter.name.upper())):
            if wrong == parameter.name or parameter.required:
                continue
            query = {**sample_query(operation), wrong: sample(parameter.schema)}
            what = f"{operation.id} with the query parameter {wrong}"
            check_bad_request(session.account.call(operation, ids, query), {wrong}, INVALID_QUERY_PARAMETER, what)


def _with_wrong_values(document: Document) -> Iterator[tuple[Operation]]:
    """Yield each operation with a query parameter that does not accept every text."""
    yield from ((one,) for (one,) in with_query(document) if any(map(invalid_query_texts, one.query)))


def _with_needed_query(document: Document) -> Iterator[tuple[Operation]]:
    """Yield each operation with a required query parameter."""
    yield from ((one,) for (one,) in with_query(document) if any(parameter.required for parameter in one.query))


@check(rules.INVALID_QUERY, _with_wrong_values)
def an_invalid_query_value_is_refused(session: Session, operation: Operation) -> None:
    """Send values outside each bound, similar to enum values, and of other types."""
    ids = session.parent_ids(operation)
    for parameter in operation.query:
        for value in (*invalid_query_texts(parameter), *enum_values_elsewhere(session.document, operation, parameter)):
            query, what = {**sample_query(operation), parameter.name: value}, f"{operation.id} with {parameter.name}"
            response = session.account.call(operation, ids, query)
            check_bad_request(response, {parameter.name}, INVALID_QUERY_PARAMETER, f"{what}={shown(value)}")


@check(rules.REPEATED_QUERY, with_query)
def a_repeated_query_parameter_is_refused_or_read_once(session: Session, operation: Operation) -> None:
    """Send the same value twice. No document says whether that is refused, but it must not change the result."""
    collection, row, ids = session.document.collection_of(operation), dict[str, Any](), session.parent_ids(operation)
    if collection and operation.action in {"list", "count"}:
        fixture = session.fixture(collection)
        # Of two items, a filter finds one, and a page of the size 1 has one.
        row, ids = fixture.fill(2)[-1], fixture.ids
    url = operation.path_for(ids)
    for parameter in (one for one in operation.query if one.schema.get("type") != "array"):
        others = {name: one for name, one in sample_query(operation).items() if name != parameter.name}
        rest, pair = encode_query(operation, others), encode_query(operation, {parameter.name: _found(parameter, row)})
        once, twice = (
            session.account.send(operation.method, url, query="&".join(filter(None, [rest, *[pair] * times])))
            for times in (1, 2)
        )
        what = f"{operation.id} with {parameter.name} twice"
        if twice.status_code == HTTPStatus.BAD_REQUEST:
            check_bad_request(twice, {parameter.name}, INVALID_QUERY_PARAMETER, what)
        else:
            status(twice, operation.status, what)
            equal(_items(twice), _items(once), f"{what}: the items, as without the repetition")


def _found(parameter: Parameter, row: Mapping[str, Any]) -> Any:
    """Return a value that matches an item if the parameter is a filter."""
    found = query_of([parameter], dict(row)) if parameter.match else {}
    return found.get(parameter.name, sample(parameter.schema))


def _items(response: httpx2.Response) -> Any:
    """Return the content of a response; only the items of a page, because its links repeat the query."""
    value = response.json()
    return value.get("items", value) if isinstance(value, dict) else value


@check(rules.REQUIRED_QUERY, _with_needed_query)
def a_missing_required_query_parameter_is_refused(session: Session, operation: Operation) -> None:
    """Leave out each required parameter."""
    ids = session.parent_ids(operation)
    for parameter in operation.query:
        if parameter.required:
            rest = {name: value for name, value in sample_query(operation).items() if name != parameter.name}
            response = session.account.call(operation, ids, rest, _payload(operation))
            check_bad_request(
                response, {parameter.name}, ATTRIBUTE_REQUIRED, f"{operation.id} without {parameter.name}"
            )


@check(rules.HOSTILE_QUERY, readers)
def an_unusual_query_gets_a_documented_response(session: Session, operation: Operation) -> None:
    """Send unusual encodings, names and values. The document must have the status of each response."""
    url = operation.path_for(session.parent_ids(operation))
    valid = encode_query(operation, sample_query(operation))
    texts = [f"{one.name}={text}" for one in operation.query if one.is_text for text in ("%ff", "%00", "%F0%9F%98%80")]
    numbers = [f"{one.name}={'9' * 400}" for one in operation.query if one.schema.get("type") == "integer"]
    for strange in session.share(operation, (*_HOSTILE, *texts, *numbers)):
        response = session.account.send("GET", url, query="&".join(filter(None, (valid, strange))))
        status(response, {operation.status, 400}, f"{operation.id} with the query {shown(strange)}")


@check(rules.HOSTILE_QUERY, with_path_ids)
def an_invalid_request_for_an_unknown_item_is_refused(session: Session, operation: Operation) -> None:
    """Send invalid parameters for an unknown item. Both a 400 and a 404 are right."""
    ids = tuple(unknown_id(one) for one in session.parent_ids(operation))
    wrong = {one.name: texts[0] for one in operation.query if (texts := invalid_query_texts(one))}
    for query in (dict(_STRANGE), wrong) if wrong else (dict(_STRANGE),):
        response = session.account.call(operation, ids, query, {"no_such_thing": 1} if operation.payload else None)
        status(response, {400, 404}, f"{operation.id} of an unknown item, with {shown(query)}")


@check(rules.UNKNOWN_PROPERTY, with_payload, Need.WRITES)
def an_unknown_property_is_refused(session: Session, operation: Operation) -> None:
    """Send undocumented names, camelCase names, and properties that the server generates."""
    ids, collection = session.parent_ids(operation), session.document.collection_of(operation)
    strange: dict[str, Any] = dict(_STRANGE)
    strange |= {camel_case(name): sample(one) for name, one in operation.properties.items() if camel_case(name) != name}
    for name, schema in collection.properties.items() if collection else ():
        if name not in operation.properties:
            strange[name] = schema["examples"][0] if schema.get("examples") else sample(schema)
    for name, value in strange.items():
        response = session.account.call(operation, ids, payload={**sample_payload(operation), name: value})
        check_bad_request(response, {name}, INVALID_ATTRIBUTE, f"{operation.id} with the property {name}")
    unknown = next(iter(_STRANGE))
    response = session.account.call(operation, ids, payload={**sample_payload(operation), unknown: None})
    check_bad_request(response, {unknown}, INVALID_ATTRIBUTE, f"{operation.id} with {unknown}, which is null")


@check(rules.REQUIRED_PROPERTY, with_payload, Need.WRITES)
def each_missing_property_is_reported(session: Session, operation: Operation) -> None:
    """Leave out each required property, then all. An operation without required properties accepts an empty payload."""
    ids, payload = session.parent_ids(operation), sample_payload(operation)
    for name in operation.required:
        rest = {other: value for other, value in payload.items() if other != name}
        response = session.account.call(operation, ids, payload=rest)
        check_bad_request(response, {name}, ATTRIBUTE_REQUIRED, f"{operation.id} without {name}")
    if operation.required:
        check_bad_request(
            session.account.call(operation, ids, payload={}),
            operation.required,
            ATTRIBUTE_REQUIRED,
            f"{operation.id} with an empty payload",
        )
    else:
        response = session.account.call(operation, ids, payload={})
        status(response, operation.successes, f"{operation.id} with an empty payload")


def _properties(document: Document) -> Iterator[tuple[Operation, str]]:
    yield from ((one, name) for (one,) in with_payload(document) for name in one.properties)


@check(rules.INVALID_PROPERTY, _properties, Need.WRITES)
def an_invalid_property_is_refused(session: Session, operation: Operation, name: str) -> None:
    """Send values of other types, null, outside each bound, similar to enum values, and malformed."""
    ids, wrong = session.parent_ids(operation), invalid_values(operation.properties[name])
    for value in [*wrong, *_read_back(session, operation, name)]:
        response = session.account.call(operation, ids, payload={**sample_payload(operation), name: value})
        # An object without a required part may be reported as invalid or as incomplete.
        kinds = [INVALID_ATTRIBUTE, *([ATTRIBUTE_REQUIRED] if isinstance(value, dict | list) else [])]
        check_bad_request(response, {name}, kinds, f"{operation.id} with {name} = {shown(value)}")


def _read_back(session: Session, operation: Operation, name: str) -> list[Any]:
    """Return a value that reads return but requests do not accept (``x-set``)."""
    schema, collection = operation.properties[name], session.document.collection_of(operation)
    read = collection.properties.get(name) if collection else None
    if read is None or "x-set" not in schema:
        return []
    value = sample({**read, "type": "string"})
    return [] if value in schema.get("enum", [value]) else [value]


@check(rules.BAD_REQUEST, operations)
def a_response_lists_every_problem(session: Session, operation: Operation) -> None:
    """Send unknown, missing and invalid parameters and properties in one request."""
    ids = session.parent_ids(operation)
    query: dict[str, Any] = {**_STRANGE}
    payload: dict[str, Any] | None = {"taste": "sour", "smell": "sweet"} if operation.payload else None
    missing = {one.name for one in operation.query if one.required} | set(operation.required)
    kinds = _kinds(missing, payload or (), query)
    response = session.account.call(operation, ids, query, payload)
    check_bad_request(response, {*query, *(payload or ()), *missing}, kinds, f"{operation.id} with unknown names only")
    wrong_query = {one.name: texts[0] for one in operation.query if (texts := invalid_query_texts(one))}
    wrong_payload = {name: values[0] for name, one in operation.properties.items() if (values := invalid_values(one))}
    expected = {*wrong_query, *wrong_payload, *missing}
    if expected:
        response = session.account.call(operation, ids, wrong_query, wrong_payload if operation.payload else None)
        kinds = _kinds(missing - {*wrong_query, *wrong_payload}, wrong_payload, wrong_query)
        check_bad_request(response, expected, kinds, f"{operation.id} with invalid values only")


def _kinds(missing: Iterable[str], payload: Iterable[str], query: Iterable[str]) -> dict[str, str]:
    """Return the end of ``type`` for each name that may be the first problem."""
    kinds = dict.fromkeys(missing, ATTRIBUTE_REQUIRED)
    return kinds | dict.fromkeys(payload, INVALID_ATTRIBUTE) | dict.fromkeys(query, INVALID_QUERY_PARAMETER)
