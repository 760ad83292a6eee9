"""Read a request: its query and its payload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from apivideo_admin_mock.http.messages import Request
from apivideo_admin_mock.http.parameters import QueryReader
from apivideo_admin_mock.http.payload import PayloadReader
from apivideo_admin_mock.http.problems import Problem, Violations, bad_request
from apivideo_admin_mock.http.validation import Validator
from apivideo_admin_mock.lazy import LazyDict
from apivideo_admin_mock.spec import Action, Api, Collection, Operation
from apivideo_admin_mock.spec.problems import Kind


class ParsedRequest(NamedTuple):
    """A valid request: the query ``values`` with their defaults, the values that were ``sent``, and the ``payload``."""

    values: Mapping[str, Any]
    sent: Mapping[str, Any]
    payload: Mapping[str, Any]


class _KeyReader:
    """Validates the key that a client chooses for an item, the last id of a path."""

    def __init__(self, collection: Collection | None, api: Api) -> None:
        if collection is None:
            raise AssertionError("the loader sets `collection` for every put")
        self._name = collection.resource.id_field
        schema = collection.resource.schema["properties"][self._name]
        self._validator = Validator(
            {"type": "object", "properties": {self._name: schema}},
            api.schemas,
            kind=Kind.INVALID_ATTRIBUTE,
            noun="parameter of the path",
            secrets=api.secrets,
        )

    def violations(self, ids: Sequence[str]) -> Violations:
        """Return the violations of a key."""
        return self._validator.violations({self._name: ids[-1]})


class Reader:
    """Parses and validates the requests of one operation."""

    def __init__(self, operation: Operation, api: Api) -> None:
        self._query = QueryReader(operation.parameters, api.schemas, api.secrets)
        self._payload: PayloadReader | None = None
        if operation.payload is not None:
            known = operation.payload.schema.get("properties", {})
            resource = operation.collection.resource.schema.get("properties", {}) if operation.collection else {}
            validator = Validator(
                operation.payload.schema,
                api.schemas,
                kind=Kind.INVALID_ATTRIBUTE,
                noun="property of this request",
                read_only=[name for name in resource if name not in known],
                secrets=api.secrets,
            )
            self._payload = PayloadReader(validator)
        self._key = _KeyReader(operation.collection, api) if operation.action is Action.PUT else None

    def read(self, request: Request, ids: Sequence[str] = ()) -> ParsedRequest | Problem:
        """Return the parsed request, or a problem with every violation in its query and its payload.

        ``ids`` are those of the path, of which a client chooses the last one in a put.
        """
        if request.defect is not None:
            return Problem(Kind.INVALID_PAYLOAD, detail=request.defect)
        if self._key is not None and (violations := self._key.violations(ids)):
            return bad_request(violations)
        query = self._query.read(request.query)
        payload: Mapping[str, Any] | Problem = self._payload.read(request) if self._payload else {}
        if isinstance(payload, Problem):
            # Violations of the payload are listed with those of the query. A 413, a 415 or invalid JSON has no violations.
            if payload.violations and query.violations:
                return bad_request(query.violations, payload.violations)
            return (
                bad_request(query.violations) if query.violations and payload.kind == Kind.INVALID_PAYLOAD else payload
            )
        if query.violations:
            return bad_request(query.violations)
        return ParsedRequest(query.values, query.sent, payload)


def lazy_readers(api: Api) -> Mapping[str, Reader]:
    """Return the readers of a document by operation id. Each compiles its schemas when it is first used."""
    operations = {operation.id: operation for operation in api.operations}
    return LazyDict(lambda operation_id: Reader(operations[operation_id], api))
