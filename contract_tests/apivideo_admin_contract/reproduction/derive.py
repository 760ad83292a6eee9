"""Derive assertions from what a check expected, or from the responses of the mock to the same requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.document.schemas import generated_kind
from apivideo_admin_contract.reproduction.assertion import (
    Assertion,
    Body,
    Header,
    Matches,
    NotEqual,
    Recent,
    Status,
    smallest_assertion,
)
from apivideo_admin_contract.reproduction.derive_relations import from_lists, from_types, short_first
from apivideo_admin_contract.reproduction.placeholders import (
    UNIQUE,
    CreatedValues,
    Part,
    Placeholder,
    Text,
    created_collection,
    generated_properties,
    parse_json,
)
from apivideo_admin_contract.reproduction.relations import IsJson
from apivideo_admin_contract.reproduction.replay import Replay, response_of
from apivideo_admin_contract.reproduction.timeline import Timeline
from apivideo_admin_contract.reproduction.values import Response, paths_to
from apivideo_admin_contract.rules.verdict import Difference

#: How many of the last responses are searched for the value that the check found.
_SEARCHED: Final = 6
#: How many assertions are about one response.
_MOST_OF_ONE: Final = 4
#: Headers with the same value on every correct server. Of other headers only the presence is compared.
_CONSTANT: Final = ("content-type", "allow", "www-authenticate")
#: The kinds of what identifies the rows of a report: the same on every correct server.
_OF_ROWS: Final = ("day", "group")
_COUNTERS: Final = ("x-ratelimit-", "retry-after")
_OF_THE_SERVER: Final = ("content-", "date", "server", "connection", "x-request-id")


def from_expectation(timeline: Timeline, difference: Difference) -> Iterator[Assertion]:
    """Yield assertions of the expected value, at each position of the last responses that contains the actual value."""
    created = timeline.created
    difference = replace(
        difference, actual=timeline.renamed(difference.actual), expected=timeline.renamed(difference.expected)
    )
    for index, exchange in islice(reversed(list(timeline.exchanges())), _SEARCHED):
        if difference.is_status:
            if exchange.status == difference.actual:
                yield Status(index, tuple(difference.expected))
            continue
        response = response_of(exchange.status, exchange.response_headers, exchange.body)
        actual, expected = created.value(difference.actual), created.value(difference.expected)
        for path in paths_to(response.value, difference.actual):
            whole = [smallest_assertion(index, path, actual, expected, id_name(exchange))]
            yield from short_first(whole, from_lists(index, actual, expected, id_name(exchange), path))
        yield from _in_status_and_headers(index, response, difference)


def _in_status_and_headers(index: int, response: Response, difference: Difference) -> Iterator[Assertion]:
    if difference.actual == response.status and isinstance(difference.expected, int):
        yield Status(index, (difference.expected,))
    if isinstance(difference.actual, str) and isinstance(difference.expected, str):
        for name, value in response.headers.items():
            if value == difference.actual:
                yield Header(index, name, difference.expected)
    if isinstance(difference.actual, int) and isinstance(difference.expected, int):
        for name, value in response.headers.items():
            if value == str(difference.actual) and name.startswith(_COUNTERS):
                yield Header(index, name, str(difference.expected))


def from_comparison(timeline: Timeline, on_mock: Replay, *, same_time: bool) -> Iterator[Assertion]:
    """Yield assertions of the responses of the mock, where the recorded ones differ: the last exchange first, then from the first one on.

    ``same_time`` is whether the same time passed on both servers, so that headers which count requests are comparable.
    """
    recorded = {index: response_of(one.status, one.response_headers, one.body) for index, one in timeline.exchanges()}
    yield from _compared(timeline, Responses(recorded, timeline.created), responses_of(on_mock), same_time=same_time)


def from_replays(timeline: Timeline, on_server: Replay, on_mock: Replay) -> Iterator[Assertion]:
    """Yield assertions like `from_comparison`, of two replays of the same sequence, which took different times."""
    yield from _compared(timeline, responses_of(on_server), responses_of(on_mock), same_time=False)


def _compared(timeline: Timeline, here: Responses, there: Responses, *, same_time: bool) -> Iterator[Assertion]:
    constant = (*_CONSTANT, *(_COUNTERS if same_time else ()))
    exchanges = [one for one in timeline.exchanges() if one[0] in here.responses and one[0] in there.responses]
    for index, exchange in [*exchanges[-1:], *exchanges[:-1]]:
        yield from islice(_differences(here, there, index, exchange, constant), _MOST_OF_ONE)


def from_creation(timeline: Timeline) -> Iterator[Assertion]:
    """Yield assertions about generated ids and secrets in responses to creates that are malformed, or were used before."""
    first: dict[tuple[str, Any], Placeholder] = {}
    for index, exchange in timeline.exchanges():
        collection = created_collection(timeline.document, exchange)
        response = parse_json(exchange.body)
        if collection is None or not isinstance(response, dict):
            continue
        for name in generated_properties(collection):
            pattern, value = _pattern(collection.properties[name]), response.get(name)
            before = first.setdefault((name, str(value)), Placeholder(index, name))
            if pattern is None:
                continue
            if before.event != index:
                yield NotEqual(index, (name,), Text((Part(before),)))
            if not isinstance(value, str) or re.fullmatch(pattern, value) is None:
                yield Matches(index, (name,), pattern)


def _pattern(schema: Mapping[str, Any]) -> str | None:
    """Return the pattern of a generated id or secret, or None for another kind of value."""
    match schema["x-generate"]:
        case {"kind": "id"}:
            return str(schema.get("pattern", ".+"))
        case {"kind": "secret", "length": length}:
            return f"[A-Za-z0-9]{{{length}}}"
    return None


def from_times(timeline: Timeline) -> Iterator[Assertion]:
    """Yield assertions that the times of creation in the last responses are the present."""
    for index, exchange in islice(reversed(list(timeline.exchanges())), _SEARCHED):
        collection = created_collection(timeline.document, exchange)
        for name, kind in generated_properties(collection).items() if collection else ():
            if kind == "now":
                yield Recent(index, (name,))


@dataclass(frozen=True, slots=True)
class Responses:
    """Responses of a server, by the positions of their requests, and the values that it generated."""

    responses: Mapping[int, Response]
    created: CreatedValues


def responses_of(found: Replay) -> Responses:
    """Return the responses of a replay."""
    events = [
        _responded(event, found.responses[index]) if isinstance(event, Exchange) and index in found.responses else event
        for index, event in enumerate(found.timeline.events)
    ]
    unique = found.unique if UNIQUE in found.timeline.created.values else None
    return Responses(found.responses, CreatedValues(found.timeline.document, events, unique))


def _responded(exchange: Exchange, response: Response) -> Exchange:
    return replace(exchange, status=response.status, body=json.dumps(response.value).encode())


def _differences(
    one: Responses, other: Responses, index: int, exchange: Exchange, constant: tuple[str, ...]
) -> Iterator[Assertion]:
    here, there = one.responses[index], other.responses[index]
    if here.status != there.status:
        yield Status(index, (there.status,))
        return
    for name, value in there.headers.items():
        if name.startswith(constant) and here.headers.get(name) != value:
            yield Header(index, name, value)
        elif name not in here.headers and not name.startswith(_OF_THE_SERVER):
            yield Header(index, name, None)
    if here.value is None and there.value is not None and exchange.method not in {"HEAD", "OPTIONS"}:
        # Some parsers read content that is not JSON, for example with a byte order mark.
        yield IsJson(index)
    elif exchange.method not in {"HEAD", "OPTIONS"}:
        actual = one.created.value(here.value)
        varying = _varying(exchange)
        expected = _aligned(actual, other.created.value(there.value), varying)
        if actual != expected:
            smallest = smallest_assertion(index, (), actual, expected, id_name(exchange))
            yield from short_first(
                [] if _is_of_any(smallest, varying) else [smallest],
                from_lists(index, actual, expected, id_name(exchange)),
            )
            yield from islice(from_types(index, actual, expected), 1)


def _is_of_any(assertion: Assertion, varying: set[str]) -> bool:
    """Whether an assertion is about the value of one of these properties: only its type is the same on every server."""
    return (
        isinstance(assertion, Body) and assertion.of is None and bool(assertion.path) and assertion.path[-1] in varying
    )


def _aligned(actual: Any, expected: Any, varying: set[str], name: str | int = "") -> Any:
    """Return the expected value, with the actual values of the properties in ``varying``, which differ from server to server."""
    match actual, expected:
        case dict(), dict():
            return {key: _aligned(actual.get(key), one, varying, key) for key, one in expected.items()}
        case list(), list():
            paired = zip(actual, expected, strict=False)
            return [_aligned(one, other, varying, name) for one, other in paired] + expected[len(actual) :]
    is_varying = name in varying and type(actual) is type(expected) and not isinstance(actual, Text)
    return actual if is_varying else expected


def _varying(exchange: Exchange) -> set[str]:
    """Return the properties of a response whose values the server generates, except what identifies the rows of a report."""
    return {name for name, kind in _generated(_schema(exchange)) if kind not in _OF_ROWS}


def id_name(exchange: Exchange) -> str | None:
    """Return the property with the id of the items in a response (``x-generate`` of kind id), or None."""
    return next((name for name, kind in _generated(_schema(exchange)) if kind == "id"), None)


def _schema(exchange: Exchange) -> Schema | None:
    return exchange.operation.response if exchange.operation else None


def _generated(schema: Schema | None) -> Iterator[tuple[str, str]]:
    """Yield the generated properties of a response, at any depth, each with its kind."""
    if schema is not None:
        for name, one in schema.get("properties", {}).items():
            if kind := generated_kind(one):
                yield name, kind
            yield from _generated(one)
        yield from _generated(schema.get("items"))
