"""Finds what a test can assert: from what the check expected, or from what a healthy server answers to the same requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.reproduction.assertion import (
    Assertion,
    Header,
    Matches,
    NotEqual,
    Path,
    Recent,
    Response,
    Status,
    smallest_assertion,
)
from apivideo_admin_contract.reproduction.placeholders import (
    CreatedValues,
    Part,
    Placeholder,
    Text,
    created_collection,
    generated_properties,
    parse_json,
)
from apivideo_admin_contract.reproduction.replay import Replay, response_of
from apivideo_admin_contract.reproduction.timeline import Timeline
from apivideo_admin_contract.rules.verdict import Difference

#: How many of the last answers are searched for what the check saw.
_LOOKED_AT: Final = 6
#: Headers whose values are the same on every server that keeps the rules; of others only their presence counts.
_STEADY: Final = ("content-type", "allow", "www-authenticate", "x-ratelimit-limit")
_COUNTERS: Final = ("x-ratelimit-", "retry-after")
_OF_THE_SERVER: Final = ("content-", "date", "server", "connection")


def from_expectation(timeline: Timeline, difference: Difference) -> Iterator[Assertion]:
    """Give the places in the last answers that hold what the check saw, each with what it expected there."""
    made = timeline.created
    for index, exchange in islice(reversed(list(timeline.exchanges())), _LOOKED_AT):
        if difference.is_status:
            if exchange.status == difference.actual:
                yield Status(index, tuple(difference.expected))
            continue
        response = response_of(exchange.status, exchange.response_headers, exchange.body)
        for path in _paths(response.value, difference.actual):
            yield smallest_assertion(
                index, path, made.value(difference.actual), made.value(difference.expected), id_name(exchange)
            )
        yield from _elsewhere(index, response, difference)


def _elsewhere(index: int, response: Response, difference: Difference) -> Iterator[Assertion]:
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


def _paths(value: Any, wanted: Any, path: Path = ()) -> Iterator[Path]:
    """Give the paths at which a JSON value holds another one, the shallowest first of each branch."""
    if type(value) is type(wanted) and value == wanted:
        yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        yield from _paths(part, wanted, (*path, step))


def from_comparison(timeline: Timeline, played: Replay, *, in_step: bool) -> Iterator[Assertion]:
    """Give where the answers differ from those of a healthy server: at the last exchange, and where they do before.

    ``in_step`` says that as much time passed on both, so that what counts requests is the same.
    """
    steady = (*_STEADY, *(_COUNTERS if in_step else ()))
    theirs = HealthyResponses(timeline, played)
    exchanges = [one for one in timeline.exchanges() if one[0] in played.responses]
    for index, exchange in [*exchanges[-1:], *exchanges[:-1]]:
        yield from islice(_differences(timeline, theirs, index, exchange, steady), 1)


def from_creation(timeline: Timeline) -> Iterator[Assertion]:
    """Give what creates answered that can't be: an id or a secret that was there before, or is not of its form."""
    met: dict[tuple[str, Any], Placeholder] = {}
    for index, exchange in timeline.exchanges():
        collection = created_collection(timeline.document, exchange)
        response = parse_json(exchange.body)
        if collection is None or not isinstance(response, dict):
            continue
        for name in generated_properties(collection):
            pattern, value = _form(collection.properties[name]), response.get(name)
            before = met.setdefault((name, str(value)), Placeholder(index, name))
            if pattern is None:
                continue
            if before.event != index:
                yield NotEqual(index, (name,), Text((Part(before),)))
            if not isinstance(value, str) or re.fullmatch(pattern, value) is None:
                yield Matches(index, (name,), pattern)


def _form(schema: Mapping[str, Any]) -> str | None:
    """Give the pattern of what is unique: of an id its own, of a secret so many letters and digits."""
    match schema["x-generate"]:
        case {"kind": "id"}:
            return str(schema.get("pattern", ".+"))
        case {"kind": "secret", "length": length}:
            return f"[A-Za-z0-9]{{{length}}}"
    return None


def from_times(timeline: Timeline) -> Iterator[Assertion]:
    """Give the times of creation that the last creates answered with: each is to be the present."""
    for index, exchange in islice(reversed(list(timeline.exchanges())), _LOOKED_AT):
        collection = created_collection(timeline.document, exchange)
        for name, kind in generated_properties(collection).items() if collection else ():
            if kind == "now":
                yield Recent(index, (name,))


class HealthyResponses:
    """The answers of a healthy server, with the names of what it made in them."""

    def __init__(self, timeline: Timeline, played: Replay) -> None:
        self.responses = played.responses
        events = [
            _responded(event, played.responses[index])
            if isinstance(event, Exchange) and index in played.responses
            else event
            for index, event in enumerate(timeline.events)
        ]
        self.made = CreatedValues(timeline.document, events)


def _responded(exchange: Exchange, response: Response) -> Exchange:
    return replace(exchange, status=response.status, body=json.dumps(response.value).encode())


def _differences(
    timeline: Timeline, theirs: HealthyResponses, index: int, exchange: Exchange, steady: tuple[str, ...]
) -> Iterator[Assertion]:
    here, there = response_of(exchange.status, exchange.response_headers, exchange.body), theirs.responses[index]
    if here.status != there.status:
        yield Status(index, (there.status,))
        return
    for name, value in there.headers.items():
        if name.startswith(steady) and here.headers.get(name) != value:
            yield Header(index, name, value)
        elif name not in here.headers and not name.startswith(_OF_THE_SERVER):
            yield Header(index, name, None)
    if exchange.method not in {"HEAD", "OPTIONS"}:
        seen = timeline.created.value(here.value)
        expected = _aligned(seen, theirs.made.value(there.value), _chance(exchange))
        if seen != expected:
            yield smallest_assertion(index, (), seen, expected, id_name(exchange))


def _aligned(seen: Any, expected: Any, chance: set[str], name: str | int = "") -> Any:
    """Give what was expected, with what was seen in the place of what no two servers have the same."""
    match seen, expected:
        case dict(), dict():
            return {key: _aligned(seen.get(key), one, chance, key) for key, one in expected.items()}
        case list(), list():
            paired = zip(seen, expected, strict=False)
            return [_aligned(one, other, chance, name) for one, other in paired] + expected[len(seen) :]
    is_chance = name in chance and type(seen) is type(expected) and not isinstance(seen, Text)
    return seen if is_chance else expected


def _chance(exchange: Exchange) -> set[str]:
    """Give the properties of an answer that the server makes of nothing that was sent."""
    return set(_generated(exchange.operation.response)) if exchange.operation else set()


def _generated(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for name, one in schema.get("properties", {}).items():
            if one.get("x-generate", {}).get("kind", "day") != "day":
                yield name
            yield from _generated(one)
        yield from _generated(schema.get("items"))


def id_name(exchange: Exchange) -> str | None:
    """Give the property that holds the id of what an answer is about: the one of its `x-generate` of kind id."""
    return next(iter(_id_names(exchange.operation.response)), None) if exchange.operation else None


def _id_names(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for name, one in schema.get("properties", {}).items():
            if one.get("x-generate", {}).get("kind") == "id":
                yield name
            yield from _id_names(one)
        yield from _id_names(schema.get("items"))
