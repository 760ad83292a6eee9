"""Bugs of payload validation: invalid payloads and properties that are accepted."""

from __future__ import annotations

from typing import Any

from apivideo_admin_contract.checks.removed_enum_values import removed_values
from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.parameter import Schema
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response


def _sent(request: Request, server: Server, payload: Any) -> Response:
    return server.forward(request if payload == request.payload else request.replace(payload=payload))


def _members(request: Request) -> dict[str, Any]:
    return request.payload if isinstance(request.payload, dict) else {}


@planted_bug("unknown-property", at=selectors.payloads)
def unknown_properties_are_ignored(request: Request, server: Server) -> Response:
    known, sent = operation_of(request).properties, _members(request)
    kept = {name: one for name, one in sent.items() if name in known}
    return _sent(request, server, kept) if sent else server.forward(request)


@planted_bug("unknown-property", "schemathesis", at=selectors.payloads)
def properties_whose_name_is_not_an_identifier_are_ignored(request: Request, server: Server) -> Response:
    sent = _members(request)
    kept = {name: one for name, one in sent.items() if name.isidentifier()}
    return _sent(request, server, kept) if sent else server.forward(request)


@planted_bug("unknown-property", at=selectors.payloads)
def camel_case_properties_are_ignored(request: Request, server: Server) -> Response:
    sent = _members(request)
    kept = {name: one for name, one in sent.items() if name == name.lower()}
    return _sent(request, server, kept) if sent else server.forward(request)


@planted_bug("unknown-property", at=selectors.payloads)
def read_only_properties_are_ignored(request: Request, server: Server) -> Response:
    sent, known, resource = _members(request), operation_of(request).properties, server.collection(request).properties
    kept = {name: one for name, one in sent.items() if name in known or name not in resource}
    return _sent(request, server, kept) if sent else server.forward(request)


def _coerced(request: Request, server: Server, *kinds: type) -> Response:
    """Accept values of other types as texts."""
    known, sent = operation_of(request).properties, _members(request)

    def change(name: str, value: Any) -> Any:
        is_text = _type(known.get(name, {})) == "string"
        return str(value) if is_text and type(value) in kinds else value

    return (
        _sent(request, server, {name: change(name, one) for name, one in sent.items()})
        if sent
        else server.forward(request)
    )


def _type(schema: Schema) -> Any:
    return schema.get("type")


@planted_bug("invalid-property", at=selectors.takes_any_text)
def numbers_are_accepted_as_texts(request: Request, server: Server) -> Response:
    return _coerced(request, server, int, float)


@planted_bug("invalid-property", at=selectors.takes_any_text)
def booleans_are_accepted_as_texts(request: Request, server: Server) -> Response:
    return _coerced(request, server, bool)


@planted_bug("invalid-property", at=selectors.takes_any_text)
def lists_are_accepted_as_texts(request: Request, server: Server) -> Response:
    return _coerced(request, server, list)


@planted_bug("invalid-property", at=selectors.takes_any_text)
def objects_are_accepted_as_texts(request: Request, server: Server) -> Response:
    return _coerced(request, server, dict)


@planted_bug("invalid-property", "required-property", at=selectors.all_of(selectors.payloads, selectors.takes_text))
def null_is_accepted_as_a_text(request: Request, server: Server) -> Response:
    known, sent = operation_of(request).properties, _members(request)
    changed = {n: "" if one is None and _type(known.get(n, {})) == "string" else one for n, one in sent.items()}
    return _sent(request, server, changed) if sent else server.forward(request)


@planted_bug("invalid-property", at=selectors.payloads)
def null_is_ignored(request: Request, server: Server) -> Response:
    sent, required = _members(request), operation_of(request).required
    kept = {name: one for name, one in sent.items() if one is not None or name in required}
    return _sent(request, server, kept) if sent else server.forward(request)


def requires(operation: Operation, _: object) -> bool:
    """Select operations whose payload has a required property."""
    return bool(operation.required)


@planted_bug("required-property", at=requires)
def a_missing_property_gets_a_default(request: Request, server: Server) -> Response:
    payload, operation = request.payload, operation_of(request)
    if not isinstance(payload, dict):
        return server.forward(request)
    texts = [
        name for name in operation.required if name not in payload and _type(operation.properties[name]) == "string"
    ]
    return _sent(request, server, payload | dict.fromkeys(texts, "untitled"))


@planted_bug("invalid-property", at=selectors.enums)
def unknown_enum_values_are_ignored(request: Request, server: Server) -> Response:
    known, sent = operation_of(request).properties, _members(request)

    def fits(name: str, value: Any) -> bool:
        words = known.get(name, {}).get("enum")
        return words is None or not isinstance(value, str) or value in words

    kept = {name: one for name, one in sent.items() if fits(name, one)}
    return _sent(request, server, kept) if sent else server.forward(request)


@planted_bug("invalid-property", at=selectors.enums)
def enum_values_are_case_insensitive(request: Request, server: Server) -> Response:
    known, sent = operation_of(request).properties, _members(request)

    def change(name: str, value: Any) -> Any:
        words = {one.lower(): one for one in known.get(name, {}).get("enum", ())}
        return words.get(value.lower(), value) if isinstance(value, str) else value

    return (
        _sent(request, server, {name: change(name, one) for name, one in sent.items()})
        if sent
        else server.forward(request)
    )


@planted_bug("invalid-payload", at=selectors.payloads)
def a_missing_payload_is_read_as_empty(request: Request, server: Server) -> Response:
    return server.forward(request if request.body.strip() else request.replace(payload={}))


@planted_bug("invalid-payload", at=selectors.payloads)
def null_is_read_as_an_empty_payload(request: Request, server: Server) -> Response:
    return server.forward(request.replace(payload={}) if request.body.strip() == b"null" else request)


@planted_bug("invalid-payload", at=selectors.payloads)
def a_list_is_read_as_its_first_element(request: Request, server: Server) -> Response:
    payload = request.payload
    if not isinstance(payload, list):
        return server.forward(request)
    return server.forward(request.replace(payload=payload[0] if payload else {}))


@planted_bug("invalid-payload", at=selectors.payloads)
def malformed_json_is_reported_as_an_invalid_property(request: Request, server: Server) -> Response:
    response = server.forward(request)
    wrong = response.status == 400 and "problems" not in response.json
    return server.forward(request.replace(payload={"_": 1})) if wrong else response


@planted_bug("invalid-payload", at=selectors.payloads)
def content_after_the_json_is_ignored(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.status != 400 or "problems" in response.json or b"}" not in request.body:
        return response
    return server.forward(request.replace(body=request.body[: request.body.rindex(b"}") + 1]))


@planted_bug("invalid-payload", "payload-text", at=selectors.payloads)
def latin_1_is_accepted(request: Request, server: Server) -> Response:
    try:
        request.body.decode()
    except UnicodeDecodeError:
        return server.forward(request.replace(body=request.body.decode("latin-1").encode()))
    return server.forward(request)


def _lost_enum_values(operation: Operation, document: Document) -> bool:
    return any(one == operation.id for one, _ in removed_values(document))


@planted_bug("invalid-property", at=_lost_enum_values)
def a_removed_enum_value_is_accepted(request: Request, server: Server) -> Response:
    sent, operation, lost = _members(request), operation_of(request), removed_values(server.document)
    kept = {name: one for name, one in sent.items() if one not in lost.get((operation.id, name), ())}
    return _sent(request, server, kept) if sent else server.forward(request)
