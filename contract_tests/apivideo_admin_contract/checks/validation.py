"""What does not fit the document is refused, all of it in one answer (facts document, Errors)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import httpx2

from apivideo_admin_contract.document.document import Document, Operation, Parameter
from apivideo_admin_contract.document.subjects import operations, readers, with_path_ids, with_payload, with_query
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
from apivideo_admin_contract.values.samples import query_text, sample, sample_payload, sample_query

#: No resource will have them.
_STRANGE: Final = {"no_such_thing": "red", "norSuchThing": "round"}
_HOSTILE: Final = ("%ff", "x=%ff%fe", "%zz=1", "&&=", "=", "%00=%00", "x=%F0%9F%98%80", "a[b]=c", "x=" + "a" * 3000)


def _payload(operation: Operation) -> dict[str, Any] | None:
    return sample_payload(operation) if operation.payload else None


@check(rules.UNKNOWN_QUERY, operations)
def an_unknown_query_parameter_is_refused(session: Session, operation: Operation) -> None:
    """Else a filter that is misspelt gives everything. What another operation takes is unknown here."""
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
    """People bring camelCase along from the vendor's other API. Other letters make another name as well."""
    ids = session.parent_ids(operation)
    for parameter in operation.query:
        for wrong in dict.fromkeys((camel_case(parameter.name), parameter.name.upper())):
            if wrong == parameter.name or parameter.required:
                continue
            query = {**sample_query(operation), wrong: sample(parameter.schema)}
            what = f"{operation.id} with the query parameter {wrong}"
            check_bad_request(session.account.call(operation, ids, query), {wrong}, INVALID_QUERY_PARAMETER, what)


def _with_wrong_values(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation with a query parameter that does not take every text."""
    yield from ((one,) for (one,) in with_query(document) if any(map(invalid_query_texts, one.query)))


def _with_needed_query(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation that requires a query parameter."""
    yield from ((one,) for (one,) in with_query(document) if any(parameter.required for parameter in one.query))


@check(rules.INVALID_QUERY, _with_wrong_values)
def an_invalid_query_value_is_refused(session: Session, operation: Operation) -> None:
    """Just outside of each bound, near to each choice, and what is of another type."""
    ids = session.parent_ids(operation)
    for parameter in operation.query:
        for value in (*invalid_query_texts(parameter), *_words_elsewhere(session.document, operation, parameter)):
            query, what = {**sample_query(operation), parameter.name: value}, f"{operation.id} with {parameter.name}"
            response = session.account.call(operation, ids, query)
            check_bad_request(response, {parameter.name}, INVALID_QUERY_PARAMETER, f"{what}={shown(value)}")


@check(rules.REPEATED_QUERY, with_query)
def a_repeated_query_parameter_is_refused_or_read_once(session: Session, operation: Operation) -> None:
    """The same value twice. No sentence says that it is refused, and none that a server may make something else of it."""
    ids, collection = session.parent_ids(operation), session.document.collection_of(operation)
    row = session.fixture(collection).fill(1)[-1] if collection and operation.filters else {}
    for parameter in operation.query:
        if parameter.schema.get("type") != "array":
            rest = [(name, query_text(one)) for name, one in sample_query(operation).items() if name != parameter.name]
            pair, url = (parameter.name, query_text(_found(parameter, row))), operation.path_for(ids)
            once, twice = (
                session.account.send(operation.method, url, query=urlencode([*rest, *[pair] * times]))
                for times in (1, 2)
            )
            what = f"{operation.id} with {parameter.name} twice"
            if twice.status_code == HTTPStatus.BAD_REQUEST:
                check_bad_request(twice, {parameter.name}, INVALID_QUERY_PARAMETER, what)
            else:
                status(twice, operation.status, what)
                equal(_items(twice), _items(once), f"{what}: the answer, that of once")


def _found(parameter: Parameter, row: Mapping[str, Any]) -> Any:
    """Give a value that finds an item, where the parameter filters."""
    value = row.get(parameter.name) if parameter.match else None
    return sample(parameter.schema) if value is None else value


def _items(response: httpx2.Response) -> Any:
    """Give what is read: of a page the items, for its links may show how it was asked for."""
    value = response.json()
    return value.get("items", value) if isinstance(value, dict) else value


@check(rules.REQUIRED_QUERY, _with_needed_query)
def a_missing_required_query_parameter_is_refused(session: Session, operation: Operation) -> None:
    """All others are there."""
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
    """Nobody says how, but what must hold for every answer is looked at."""
    url = operation.path_for(session.parent_ids(operation))
    valid = urlencode(sample_query(operation))
    texts = [f"{one.name}={text}" for one in operation.query if one.is_text for text in ("%ff", "%00", "%F0%9F%98%80")]
    numbers = [f"{one.name}={'9' * 400}" for one in operation.query if one.schema.get("type") == "integer"]
    for strange in (*_HOSTILE, *texts, *numbers):
        session.account.send("GET", url, query="&".join(filter(None, (valid, strange))))


@check(rules.HOSTILE_QUERY, with_path_ids)
def an_invalid_request_for_an_unknown_item_is_refused(session: Session, operation: Operation) -> None:
    """As one or as the other: nobody says which."""
    ids = tuple(unknown_id(one) for one in session.parent_ids(operation))
    wrong = {one.name: texts[0] for one in operation.query if (texts := invalid_query_texts(one))}
    for query in (dict(_STRANGE), wrong) if wrong else (dict(_STRANGE),):
        response = session.account.call(operation, ids, query, {"no_such_thing": 1} if operation.payload else None)
        status(response, {400, 404}, f"{operation.id} of what is not there, with {shown(query)}")


@check(rules.UNKNOWN_PROPERTY, with_payload, Need.WRITES)
def an_unknown_property_is_refused(session: Session, operation: Operation) -> None:
    """Unknown to the document, in camelCase, or set by the server."""
    ids, collection = session.parent_ids(operation), session.document.collection_of(operation)
    strange: dict[str, Any] = dict(_STRANGE)
    strange |= {camel_case(name): sample(one) for name, one in operation.properties.items() if camel_case(name) != name}
    for name, schema in collection.properties.items() if collection else ():
        if name not in operation.properties:
            strange[name] = _own(schema)
    for name, value in strange.items():
        response = session.account.call(operation, ids, payload={**sample_payload(operation), name: value})
        check_bad_request(response, {name}, INVALID_ATTRIBUTE, f"{operation.id} with the property {name}")
    unknown = next(iter(_STRANGE))
    response = session.account.call(operation, ids, payload={**sample_payload(operation), unknown: None})
    check_bad_request(response, {unknown}, INVALID_ATTRIBUTE, f"{operation.id} with {unknown}, which is null")


@check(rules.REQUIRED_PROPERTY, with_payload, Need.WRITES)
def each_missing_property_is_reported(session: Session, operation: Operation) -> None:
    """One after the other, then all in one answer. An update that requires nothing takes an empty payload."""
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
    elif operation.action == "update":
        response = session.account.call(operation, ids, payload={})
        equal(response.status_code, operation.status, f"the status of {operation.id} with an empty payload")


def _properties(document: Document) -> Iterator[tuple[Operation, str]]:
    yield from ((one, name) for (one,) in with_payload(document) for name in one.properties)


@check(rules.INVALID_PROPERTY, _properties, Need.WRITES)
def an_invalid_property_is_refused(session: Session, operation: Operation, name: str) -> None:
    """Of each other type, null, just outside of each bound, near to each choice, and malformed."""
    ids, wrong = session.parent_ids(operation), invalid_values(operation.properties[name])
    for value in [*wrong, *_read_back(session, operation, name)]:
        response = session.account.call(operation, ids, payload={**sample_payload(operation), name: value})
        # What lacks a part that it must have is either: the part is required, and the whole is invalid.
        kinds = [INVALID_ATTRIBUTE, *([ATTRIBUTE_REQUIRED] if isinstance(value, dict | list) else [])]
        check_bad_request(response, {name}, kinds, f"{operation.id} with {name} = {shown(value)}")


def _read_back(session: Session, operation: Operation, name: str) -> list[Any]:
    """Give a value that is read there and can't be sent: the words that a request takes stand for others (``x-set``)."""
    schema, collection = operation.properties[name], session.document.collection_of(operation)
    read = collection.properties.get(name) if collection else None
    if read is None or "x-set" not in schema:
        return []
    value = sample({**read, "type": "string"})
    return [] if value in schema.get("enum", [value]) else [value]


@check(rules.BAD_REQUEST, operations)
def a_response_lists_every_problem(session: Session, operation: Operation) -> None:
    """Of the query and the payload, unknown, missing and wrong."""
    ids = session.parent_ids(operation)
    query: dict[str, Any] = {**_STRANGE}
    payload: dict[str, Any] | None = {"taste": "sour", "smell": "sweet"} if operation.payload else None
    missing = {one.name for one in operation.query if one.required} | set(operation.required)
    kinds = _kinds(missing, payload or (), query)
    response = session.account.call(operation, ids, query, payload)
    check_bad_request(
        response, {*query, *(payload or ()), *missing}, kinds, f"{operation.id} with strangers and nothing else"
    )
    wrong_query = {one.name: texts[0] for one in operation.query if (texts := invalid_query_texts(one))}
    wrong_payload = {name: values[0] for name, one in operation.properties.items() if (values := invalid_values(one))}
    expected = {*wrong_query, *wrong_payload, *missing}
    if expected:
        response = session.account.call(operation, ids, wrong_query, wrong_payload if operation.payload else None)
        kinds = _kinds(missing - {*wrong_query, *wrong_payload}, wrong_payload, wrong_query)
        check_bad_request(response, expected, kinds, f"{operation.id} with everything wrong")


def _kinds(missing: Iterable[str], payload: Iterable[str], query: Iterable[str]) -> dict[str, str]:
    """Give the end of ``type`` for each name, which is that of the first problem."""
    kinds = dict.fromkeys(missing, ATTRIBUTE_REQUIRED)
    return kinds | dict.fromkeys(payload, INVALID_ATTRIBUTE) | dict.fromkeys(query, INVALID_QUERY_PARAMETER)


def _words_elsewhere(document: Document, operation: Operation, parameter: Parameter) -> list[Any]:
    """Give the choices that a parameter of the same name has at other operations alone, such as what another list is sorted by."""
    own = parameter.schema.get("enum", ())
    found = [
        word
        for other in document.operations
        for one in other.query
        for word in one.schema.get("enum", ())
        if one.name == parameter.name
    ]
    return [word for word in dict.fromkeys(found) if word not in own] if own else []


def _own(schema: Any) -> Any:
    """Give a value for a property that the server sets; the right one, as if it had been read and sent back."""
    examples = schema.get("examples")
    return examples[0] if examples else sample(schema)
