"""Report which operations, parameters, classes of values, and statuses of the document a run covered."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.exchange import Event, Exchange
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.document.security import Scheme
from apivideo_admin_contract.values.classes import ABSENT, REPEATED, class_of, class_of_text, classes_of
from apivideo_admin_contract.values.query import decode_query

Counts = Counter[tuple[str, str, str, str, int]]
"""Counts by operation, place (path, query, payload, header), name, class of the value, and status."""

UNKNOWN: Final = "(unknown name)"
CONTENT: Final = "(content)"
_CONTENTS: Final = ("an object", "other JSON", "not JSON", "none", "another media type")
_OTHER: Final = "another scheme"


@dataclass(frozen=True, slots=True)
class Cell:
    """A class of values, how often it was sent, and the statuses of the responses."""

    name: str
    count: int
    statuses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter, a property, or the whole content, with its classes of values."""

    where: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class OperationCoverage:
    """The coverage of an operation. ``statuses`` are the documented ones, each with the number of responses."""

    operation: Operation
    requests: int
    statuses: tuple[tuple[int, int], ...]
    rows: tuple[Row, ...]

    @property
    def never(self) -> tuple[int, ...]:
        """The documented statuses without a response, except those of server errors."""
        return tuple(code for code, count in self.statuses if not count and code < 500)


def count_inputs(events: Iterable[Event]) -> Counts:
    """Count the inputs of exchanges."""
    counts: Counts = Counter()
    for event in events:
        if isinstance(event, Exchange) and event.operation is not None:
            counts.update((event.operation.id, *one, event.status) for one in _inputs(event, event.operation))
    return counts


def coverage(document: Document, counts: Counts) -> tuple[OperationCoverage, ...]:
    """Return the coverage of each operation of a document."""
    return tuple(_coverage_of(operation, counts, document.schemes) for operation in document.operations)


def _coverage_of(operation: Operation, counts: Counts, schemes: Sequence[str]) -> OperationCoverage:
    of_it: Counter[tuple[str, str, str, int]] = Counter()
    for (its_id, where, name, value, status), count in counts.items():
        if its_id == operation.id:
            is_other = (where, name) == ("header", "Authorization") and value in {*Scheme} - {*schemes}
            of_it[where, name, _OTHER if is_other else value, status] += count
    statuses: Counter[int] = Counter()
    for (where, name, _, status), count in of_it.items():
        if (where, name) == ("header", "Authorization"):
            statuses[status] += count
    rows = tuple(
        Row(where, name, _cells(where, name, classes, of_it)) for where, name, classes in _rows(operation, schemes)
    )
    return OperationCoverage(
        operation, statuses.total(), tuple((code, statuses[code]) for code in sorted(operation.statuses)), rows
    )


def _cells(
    where: str, name: str, classes: Iterable[str], of_it: Mapping[tuple[str, str, str, int], int]
) -> tuple[Cell, ...]:
    found: dict[str, Counter[int]] = {one: Counter() for one in classes}
    for (its_where, its_name, its_class, status), count in of_it.items():
        if (its_where, its_name) == (where, name):
            found.setdefault(its_class, Counter())[status] += count
    return tuple(Cell(one, counts.total(), tuple(sorted(counts))) for one, counts in found.items())


def _rows(operation: Operation, schemes: Sequence[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield "header", "Authorization", (*schemes, _OTHER, ABSENT)
    yield from (("path", name, ("found", "not found")) for name in operation.path_parameters)
    for parameter in operation.query:
        yield "query", parameter.name, classes_of(parameter.schema, "query")
    yield "query", UNKNOWN, ("sent",)
    if operation.payload:
        yield "payload", CONTENT, _CONTENTS
        for name, schema in operation.properties.items():
            yield "payload", name, classes_of(schema, "payload")
        yield "payload", UNKNOWN, ("sent",)


def _inputs(exchange: Exchange, operation: Operation) -> Iterator[tuple[str, str, str]]:
    yield "header", "Authorization", _scheme(exchange.authorization)
    found = "not found" if exchange.status == 404 else "found"
    yield from (("path", name, found) for name in operation.path_parameters)
    yield from _query(exchange, operation)
    if operation.payload is not None:
        kind, value = _content(exchange)
        yield "payload", CONTENT, kind
        if isinstance(value, dict):
            yield from _properties(value, operation.properties)


def _query(exchange: Exchange, operation: Operation) -> Iterator[tuple[str, str, str]]:
    sent = parse_qsl(exchange.query, keep_blank_values=True, errors="replace")
    counts = Counter(name for name, _ in sent)
    for name, text in sent:
        parameter = operation.parameters.get(name)
        if parameter is None:
            yield "query", UNKNOWN, "sent"
        elif not parameter.is_list:
            yield "query", name, REPEATED if counts[name] > 1 else class_of_text(parameter.schema, text)
    for name, texts in _lists(exchange, operation).items():
        yield "query", name, "one" if len(texts) == 1 else "several"
    yield from (("query", one.name, ABSENT) for one in operation.query if one.name not in counts)


def _lists(exchange: Exchange, operation: Operation) -> dict[str, list[str]]:
    """Return the values of each list in a query."""
    found: dict[str, list[str]] = {}
    for name, texts in decode_query(operation, exchange.query):
        parameter = operation.parameters.get(name)
        if parameter is not None and parameter.is_list:
            found.setdefault(name, []).extend(texts)
    return found


def _properties(value: Mapping[str, Any], properties: Mapping[str, Schema]) -> Iterator[tuple[str, str, str]]:
    for name, given in value.items():
        yield (
            ("payload", name, class_of(properties[name], given)) if name in properties else ("payload", UNKNOWN, "sent")
        )
    yield from (("payload", name, ABSENT) for name in properties if name not in value)


def _content(exchange: Exchange) -> tuple[str, Any]:
    if not exchange.content:
        return "none", None
    if exchange.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return "another media type", None
    try:
        value = json.loads(exchange.content)
    except (ValueError, RecursionError):
        return "not JSON", None
    return ("an object" if isinstance(value, dict) else "other JSON"), value


def _scheme(authorization: str | None) -> str:
    if authorization is None:
        return ABSENT
    name = authorization.partition(" ")[0].lower()
    return next((one for one in Scheme if one.lower() == name), _OTHER)
