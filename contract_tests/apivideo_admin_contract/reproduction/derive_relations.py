"""Derive assertions that do not depend on the values that a server generates, nor on the items that it holds already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice, pairwise
from typing import Any, Final

from apivideo_admin_contract.document.document import Collection
from apivideo_admin_contract.document.exchange import SAFE, Exchange
from apivideo_admin_contract.document.schemas import generated_kind
from apivideo_admin_contract.reproduction.assertion import Assertion, Body, NotEqual, Recent
from apivideo_admin_contract.reproduction.placeholders import Part, Placeholder, Text, generated_properties
from apivideo_admin_contract.reproduction.relations import (
    Ascending,
    Before,
    HeaderMatches,
    IsJson,
    Member,
    NotEmpty,
    Same,
    Seconds,
)
from apivideo_admin_contract.reproduction.replay import response_of
from apivideo_admin_contract.reproduction.timeline import Timeline
from apivideo_admin_contract.reproduction.values import Path, Response, paths_to
from apivideo_admin_contract.rules.verdict import Difference

#: How many of the last responses are searched.
_SEARCHED: Final = 6
#: The most items of a list that an assertion compares as a whole: each of them is created, and some servers keep them.
_SHORT: Final = 4
#: The actions whose response is an item.
_OF_ITEMS: Final = {"create", "get", "update", "perform"}


def from_lists(event: int, actual: Any, expected: Any, id_name: str | None, path: Path = ()) -> Iterator[Assertion]:
    """Yield assertions about single items of lists that differ, and that a list or a count is not empty."""
    match actual, expected:
        case dict(), dict():
            for name in [one for one in expected if one in actual]:
                yield from from_lists(event, actual[name], expected[name], id_name, (*path, name))
        case list(), list() if id_name is not None:
            found, wanted = _ids(actual, id_name), _ids(expected, id_name)
            missing = [one for one in wanted if one not in found]
            # Items that the sequence does not create are not on another server.
            extra = [one for one in found if one not in wanted and isinstance(one, Text)]
            yield from (Member(event, path, id_name, _text(one), is_in=True) for one in missing[-1:] + missing[:1])
            yield from (Member(event, path, id_name, _text(one), is_in=False) for one in extra[-1:] + extra[:1])
            if expected and not actual:
                yield NotEmpty(event, path)
            yield from (Before(event, path, id_name, _text(one), _text(two)) for one, two in _inverted(found, wanted))
        case 0, int() if expected > 0 and type(actual) is type(expected):
            yield NotEmpty(event, path)


def short_first(whole: list[Assertion], single: Iterator[Assertion]) -> Iterator[Assertion]:
    """Yield an assertion about a list, and those about single items of it: the latter first if the list is long."""
    is_long = any(
        isinstance(one, Body) and isinstance(one.expected, list) and len(one.expected) > _SHORT for one in whole
    )
    yield from chain(single, whole) if is_long else chain(whole, single)


def _inverted(found: list[Any], wanted: list[Any]) -> list[tuple[Any, Any]]:
    """Return one pair of neighbours among the wanted ids that are found in the other order."""
    both = [one for one in wanted if one in found]
    pairs = [(one, two) for one, two in pairwise(both) if found.index(one) > found.index(two)]
    return pairs[:1]


def _ids(items: list[Any], name: str) -> list[Any]:
    return [one[name] for one in items if isinstance(one, dict) and isinstance(one.get(name), str | Text)]


def _text(value: str | Text) -> Text:
    return value if isinstance(value, Text) else Text((value,))


def from_types(event: int, actual: Any, expected: Any, path: Path = ()) -> Iterator[Assertion]:
    """Yield an assertion of the type of the first value that has another one."""
    match actual, expected:
        case dict(), dict():
            for name in [one for one in expected if one in actual]:
                yield from from_types(event, actual[name], expected[name], (*path, name))
            return
        case list(), list():
            for index, (one, other) in enumerate(zip(actual, expected, strict=False)):
                yield from from_types(event, one, other, (*path, index))
            return
    one, other = (str if isinstance(value, Text) else type(value) for value in (actual, expected))
    if one is not other and other in {int, float, str, bool, list, dict}:
        yield Body(event, path, other.__name__, of="type")


def from_form(timeline: Timeline) -> Iterator[Assertion]:
    """Yield assertions about the form of the last responses: their headers, their content and the times in them."""
    for index, exchange in islice(reversed(list(timeline.exchanges())), _SEARCHED):
        response = response_of(exchange.status, exchange.response_headers, exchange.body)
        found: list[IsJson | HeaderMatches | Seconds | Ascending | Recent] = []
        if exchange.body and exchange.method in {"GET", "POST", "PUT", "PATCH"}:
            found.append(IsJson(index))
        found += [*_form_of_headers(index, exchange), *_times(timeline, index, exchange)]
        yield from (one for one in found if isinstance(one, Recent) or not one.holds(response, lambda _: ""))


def _form_of_headers(index: int, exchange: Exchange) -> Iterator[HeaderMatches]:
    responses = exchange.operation.node["responses"] if exchange.operation else {}
    for name, header in responses.get(str(exchange.status), {}).get("headers", {}).items():
        if header.get("schema", {}).get("type") == "integer" and name.lower() in exchange.response_headers:
            yield HeaderMatches(index, name, "[0-9]+")


def _times(timeline: Timeline, index: int, exchange: Exchange) -> Iterator[Seconds | Ascending | Recent]:
    operation = exchange.operation
    collection = timeline.document.collection_of(operation) if operation else None
    if operation is None or collection is None or not 200 <= exchange.status < 300:
        return
    for name, schema in collection.properties.items():
        kind = generated_kind(schema)
        if kind == "now" and operation.action == "list" and "sort_by" not in exchange.query:
            yield Ascending(index, ("items",), name)
        if kind == "after" and operation.action in _OF_ITEMS:
            seconds = schema["x-generate"]["seconds"]
            yield Seconds(
                index, (name,), (schema["x-generate"]["time"],), (seconds,) if isinstance(seconds, str) else seconds
            )
        is_set = name in operation.effect.get("now", ())
        if is_set or (kind == "updated" and operation.action in {"update", "perform"}):
            yield Recent(index, (name,))


def from_repetition(timeline: Timeline, difference: Difference | None) -> Iterator[Assertion]:
    """Yield assertions that equal reads have equal responses, or that two responses have the same value somewhere."""
    exchanges = list(timeline.exchanges())
    reads = [(index, one) for index, one in exchanges if one.method == "GET" and 200 <= one.status < 300]
    for at, (index, exchange) in reversed(list(enumerate(reads))):
        before = [
            (other, one)
            for other, one in reads[:at]
            if one.target == exchange.target and one.account == exchange.account
        ]
        if before and before[-1][1].body != exchange.body and not _writes_between(timeline, before[-1][0], index):
            yield Same(index, (), before[-1][0], ())
            break
    if difference is not None:
        yield from _with_the_same_value(reads[-_SEARCHED:], difference, timeline.renamed)


def _writes_between(timeline: Timeline, first: int, last: int) -> bool:
    between = timeline.events[first + 1 : last]
    return any(isinstance(one, Exchange) and one.method not in SAFE for one in between)


def _with_the_same_value(
    reads: list[tuple[int, Exchange]], difference: Difference, renamed: Callable[[Any], Any]
) -> Iterator[Same]:
    """Yield assertions that the actual value of one response is the expected value, which another one has."""
    actual, expected = _first_difference(renamed(difference.actual), renamed(difference.expected))
    values = [(index, response_of(one.status, one.response_headers, one.body).value) for index, one in reads]
    for index, value in values:
        for other, other_value in values:
            if other != index:
                here, there = next(paths_to(value, actual), None), next(paths_to(other_value, expected), None)
                if here is not None and there is not None:
                    first, last = ((other, there), (index, here)) if other < index else ((index, here), (other, there))
                    yield Same(last[0], last[1], first[0], first[1])


def _first_difference(actual: Any, expected: Any) -> tuple[Any, Any]:
    if isinstance(actual, list) and isinstance(expected, list) and len(actual) == len(expected):
        return next(
            ((one, other) for one, other in zip(actual, expected, strict=True) if one != other), (actual, expected)
        )
    return actual, expected


def from_updates(timeline: Timeline) -> Iterator[Assertion]:
    """Yield assertions that the time of the last update differs from that in the response to the create."""
    created = {
        placeholder: value
        for placeholder, value in timeline.created.values.items()
        if placeholder.event >= timeline.start
    }
    for index, exchange in islice(reversed(list(timeline.exchanges())), _SEARCHED):
        collection = timeline.document.collection_of(exchange.operation) if exchange.operation else None
        if collection is None or exchange.operation is None or exchange.operation.action not in {"update", "get"}:
            continue
        response = response_of(exchange.status, exchange.response_headers, exchange.body)
        for name in [one for one, kind in generated_properties(collection).items() if kind == "updated"]:
            same = [
                one
                for one, value in created.items()
                if one.name == name
                and _is_of(timeline, one, collection, response)
                and isinstance(response.value, dict)
                and response.value.get(name) == value
            ]
            yield from (NotEqual(index, (name,), Text((Part(one),))) for one in same[-1:])


def _is_of(timeline: Timeline, placeholder: Placeholder, collection: Collection, response: Response) -> bool:
    """Whether a placeholder is of the create of the item in a response."""
    own = timeline.created.value_of(Placeholder(placeholder.event, collection.id_name))
    return isinstance(response.value, dict) and bool(own) and response.value.get(collection.id_name) == own
