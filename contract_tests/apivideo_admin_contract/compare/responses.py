"""Compare two responses to the same request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote

from apivideo_admin_contract.compare.pairs import sent_pairs
from apivideo_admin_contract.compare.values import MISSING, TIMES, UNIQUE, Equality
from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.document.schemas import generated_kind
from apivideo_admin_contract.reproduction.placeholders import parse_json
from apivideo_admin_contract.values.query import decode_query

#: Headers with a meaning of their own in HTTP, compared also where the document does not list them.
_OF_HTTP: Final = ("content-type", "allow", "www-authenticate", "location")
#: Headers whose values depend on when the requests arrive. Their presence is compared in any case.
_COUNTERS: Final = ("x-ratelimit-remaining", "x-ratelimit-retry-after", "retry-after")
#: The one documented integer that every server has in common.
_LIMIT: Final = "x-ratelimit-limit"


@dataclass(frozen=True, slots=True)
class ResponseDifference:
    """The first difference of two responses.

    ``where`` is ``status``, ``header NAME``, or the JSON Pointer of a value in the bodies. ``left`` and ``right`` are what they have there.
    """

    where: str
    left: Any
    right: Any


@dataclass(frozen=True, slots=True)
class ResponseComparer:
    """Compares responses. ``is_exact`` is whether the same time passes on both servers, so that counters are equal.

    ``has_same_data`` is whether both servers held the same items before the run. Without it, the bodies of successes that may contain other
    items are not compared.
    """

    document: Document
    equality: Equality
    is_exact: bool
    has_same_data: bool = True

    def difference(self, left: Exchange, right: Exchange) -> ResponseDifference | None:
        """Return the first difference of two responses to the same request, or None."""
        if left.status != right.status:
            return ResponseDifference("status", left.status, right.status)
        return next(self._in_headers(left, right), None) or self._in_bodies(left, right)

    def _in_headers(self, left: Exchange, right: Exchange) -> Iterator[ResponseDifference]:
        declared = {name.lower() for name in _declared(left).get("headers", {})}
        for name in sorted({*declared, *_OF_HTTP, _LIMIT, *_COUNTERS}):
            one, other = (exchange.response_headers.get(name) for exchange in (left, right))
            if one is None and other is None:
                continue
            if one is None or other is None or not self._is_same_header(name, one, other, left, right):
                yield ResponseDifference(
                    f"header {name}", MISSING if one is None else one, MISSING if other is None else other
                )

    def _is_same_header(self, name: str, one: str, other: str, left: Exchange, right: Exchange) -> bool:
        if name in _COUNTERS:
            return one == other or not self.is_exact
        if name == "allow":
            return _members(one) == _members(other)
        if name == "content-type":
            return one.replace(" ", "").lower() == other.replace(" ", "").lower()
        if name in _OF_HTTP or name == _LIMIT:
            return self.equality.pairs.is_same_text(one, other, sent_pairs(left, right))
        # A documented header of another kind, such as the id of the request: its schema is checked on each side.
        return True

    def _in_bodies(self, left: Exchange, right: Exchange) -> ResponseDifference | None:
        if not self._are_comparable(left, right):
            return None
        equality = Equality(self.equality.pairs, self.equality.times, sent_pairs(left, right))
        one, other = parse_json(left.body), parse_json(right.body)
        if one is None or other is None:
            texts = left.body.decode("utf-8", "replace"), right.body.decode("utf-8", "replace")
            is_same = equality.pairs.is_same_text(*texts, equality.sent)
            return None if is_same else ResponseDifference("", *texts)
        found = equality.difference(_schema(_documented(self.document, left)), one, other)
        return None if found is None else ResponseDifference(found.pointer, found.left, found.right)

    def _are_comparable(self, left: Exchange, right: Exchange) -> bool:
        """Return whether equal servers must respond with equal bodies."""
        operation = left.operation
        if operation is None or left.status >= HTTPStatus.BAD_REQUEST:
            return True
        if self.selects_generated(left):
            return False
        return self.has_same_data or self._concerns_created(operation, left, right)

    def selects_generated(self, exchange: Exchange) -> bool:
        """Return whether a request sorts or filters by a generated value: the result differs from server to server.

        On servers with running clocks, a time is one: two items may be of the same second on one server only.
        """
        kinds = UNIQUE if self.is_exact else UNIQUE | TIMES
        operation = exchange.operation
        return operation is not None and selects_kinds(self.document, operation, exchange.query, kinds)

    def _concerns_created(self, operation: Operation, left: Exchange, right: Exchange) -> bool:
        """Return whether a response contains items of this run only, on servers that hold different data."""
        if not left.ids:
            return operation.action == "create"
        ids = zip(left.ids, right.ids, strict=False)
        return all(one == other or self.equality.pairs.is_pair(one, other) for one, other in ids)


def selects_kinds(document: Document, operation: Operation, query: str, kinds: frozenset[str]) -> bool:
    """Return whether a query sorts or filters by a property of one of these kinds of generated values (``x-generate``)."""
    collection = document.collection_of(operation)
    if collection is None:
        return False
    generated = {name for name, schema in collection.properties.items() if generated_kind(schema) in kinds}
    for name, texts in decode_query(operation, query):
        parameter = operation.parameters.get(name)
        if parameter is None:
            continue
        chosen = parameter.filters_by if parameter.match else texts[0] if name == "sort_by" else ""
        if chosen in generated:
            return True
    return False


def _documented(document: Document, exchange: Exchange) -> Exchange:
    """Return an exchange with the operation of its path, also if letters of the path are percent-encoded."""
    if exchange.operation is not None:
        return exchange
    parts = unquote(exchange.path).split("/")
    for operation in document.operations:
        names = operation.path.split("/")
        is_path = len(names) == len(parts) and all(
            name == part or name.startswith("{") for name, part in zip(names, parts, strict=True)
        )
        if is_path and operation.method == exchange.method:
            return replace(exchange, operation=operation)
    return exchange


def _declared(exchange: Exchange) -> Mapping[str, Any]:
    if exchange.operation is None:
        return {}
    node: Mapping[str, Any] = exchange.operation.node["responses"].get(str(exchange.status), {})
    return node


def _schema(exchange: Exchange) -> Schema:
    media_type = exchange.response_headers.get("content-type", "").partition(";")[0].strip().lower()
    content: Schema = _declared(exchange).get("content", {}).get(media_type, {}).get("schema", {})
    return content


def _members(value: str) -> set[str]:
    return {one.strip().upper() for one in value.split(",")}
