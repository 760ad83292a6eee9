"""The requests that a document allows: each operation with each optional argument, at the boundary values of its schemas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.parameter import Schema
from contract_tests.tests.diff.boundary_values import valid_values
from contract_tests.tests.diff.server import Server, samples_of, shape


@dataclass(frozen=True, slots=True)
class Request:
    """A valid request of an operation, without the ids in the path: those depend on the server."""

    operation: Operation
    query: dict[str, Any]
    payload: dict[str, Any] | None

    def __str__(self) -> str:
        """Return the request in one line."""
        return f"{self.operation.id} {self.query or ''} {'' if self.payload is None else self.payload}".strip()


def requests(old: Server, new: Server) -> Iterator[Request]:
    """Yield the requests that the old document allows, at the boundary values of both documents."""
    successors = {(one.method, shape(one.path)): one for one in new.document.operations}
    for operation in old.document.operations:
        successor = successors.get((operation.method, shape(operation.path)), operation)
        payloads = _payloads(operation, successor)
        for query in _queries(operation, successor):
            yield Request(operation, query, payloads[0])
        for payload in payloads[1:]:
            yield Request(operation, samples_of(operation), payload)


def _queries(operation: Operation, successor: Operation) -> Iterator[dict[str, Any]]:
    """Yield the required parameters alone, then each parameter with each value, then all of them at once."""
    required = samples_of(operation)
    yield required
    everything = dict(required)
    for parameter in operation.query:
        other: Schema = successor.parameters[parameter.name].schema if parameter.name in successor.parameters else {}
        values = valid_values(parameter.schema, *([other] if other else []))
        yield from ({**required, parameter.name: value} for value in values)
        everything.setdefault(parameter.name, values[0])
    yield everything


def _payloads(operation: Operation, successor: Operation) -> list[dict[str, Any] | None]:
    if operation.payload is None:
        return [None]
    return list(valid_values(operation.payload, *([successor.payload] if successor.payload else [])))
