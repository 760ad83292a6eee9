"""Assertions about one response, which fail on a server that breaks the rule and pass on one that does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from apivideo_admin_contract.reproduction.placeholders import Placeholder, Text, fill_placeholders, placeholders_in
from apivideo_admin_contract.reproduction.relations import Relation, Same, texts_of
from apivideo_admin_contract.reproduction.values import MISSING, Path, Response, value_at

_WORD: Final = re.compile(r"[a-z_]+")
#: Seconds by which the clock of a server may be wrong, including the duration of a test.
TOLERANCE: Final = 60


@dataclass(frozen=True, slots=True)
class Status:
    """The response at position ``event`` has one of these status codes."""

    event: int
    codes: tuple[int, ...]

    def holds(self, response: Response, _values: Callable[[Placeholder], str]) -> bool:
        """Whether a response passes."""
        return response.status in self.codes


@dataclass(frozen=True, slots=True)
class Header:
    """A header has a value, or any value where ``expected`` is None."""

    event: int
    name: str
    expected: str | None

    def holds(self, response: Response, _values: Callable[[Placeholder], str]) -> bool:
        """Whether a response passes."""
        found = response.headers.get(self.name.lower())
        return found is not None and self.expected in {None, found}


@dataclass(frozen=True, slots=True)
class Body:
    """The JSON value at ``path`` equals ``expected``, or its ``of`` does: ``names`` (sorted), ``length``, ``type``, or a property of each item."""

    event: int
    path: Path
    expected: Any
    of: str | None = None

    def holds(self, response: Response, values: Callable[[Placeholder], str]) -> bool:
        """Whether a response passes. ``values`` returns the value of a placeholder on its server."""
        found = self._part(value_at(response.value, self.path))
        expected = fill_placeholders(self.expected, values)
        return type(found) is type(expected) and bool(found == expected)

    def _part(self, found: Any) -> Any:
        match self.of:
            case None:
                return found
            case "names":
                return sorted(found) if isinstance(found, dict) else MISSING
            case "length":
                return len(found) if isinstance(found, list) else MISSING
            case "type":
                return type(found).__name__
        return [one.get(self.of) for one in found] if _are_objects(found) else MISSING


@dataclass(frozen=True, slots=True)
class NotEqual:
    """The JSON value at ``path`` exists and differs from ``other``."""

    event: int
    path: Path
    other: Text

    def holds(self, response: Response, values: Callable[[Placeholder], str]) -> bool:
        """Whether a response passes. ``values`` returns the value of a placeholder on its server."""
        found = value_at(response.value, self.path)
        return found is not MISSING and bool(found != fill_placeholders(self.other, values))


@dataclass(frozen=True, slots=True)
class Matches:
    """The JSON value at ``path`` is a string that matches a pattern as a whole."""

    event: int
    path: Path
    pattern: str

    def holds(self, response: Response, _values: Callable[[Placeholder], str]) -> bool:
        """Whether a response passes."""
        found = value_at(response.value, self.path)
        return isinstance(found, str) and re.fullmatch(self.pattern, found) is not None


@dataclass(frozen=True, slots=True)
class Recent:
    """The JSON value at ``path`` is a date-time with an offset, within `TOLERANCE` seconds of the present."""

    event: int
    path: Path

    def holds(self, response: Response, _values: Callable[[Placeholder], str]) -> bool:
        """Whether a response passes."""
        try:
            moment = datetime.fromisoformat(value_at(response.value, self.path))
        except (TypeError, ValueError):
            return False
        return moment.tzinfo is not None and abs(moment.timestamp() - response.now) < TOLERANCE


Assertion = Status | Header | Body | NotEqual | Matches | Recent | Relation


def placeholders_of(assertion: Assertion) -> set[Placeholder]:
    """Return the placeholders that an assertion uses."""
    match assertion:
        case Body():
            return set(placeholders_in(assertion.expected))
        case NotEqual():
            return set(placeholders_in(assertion.other))
        case Status() | Header() | Matches() | Recent():
            return set()
    return set(placeholders_in(texts_of(assertion)))


def events_of(assertion: Assertion) -> set[int]:
    """Return the positions of the responses that an assertion is about."""
    return {assertion.event, assertion.other} if isinstance(assertion, Same) else {assertion.event}


def smallest_assertion(event: int, path: Path, actual: Any, expected: Any, id_name: str | None) -> Assertion:
    """Return the smallest assertion that distinguishes two values. For two lists with different items it compares their ids."""
    while True:
        ids = [_ids(one, id_name) for one in (actual, expected)]
        if None not in ids and ids[0] != ids[1]:
            return Body(event, path, ids[1], of=id_name)
        step = _step(actual, expected)
        if step is None:
            return _whole(event, path, actual, expected)
        path, actual, expected = (*path, step), actual[step], expected[step]


def _step(actual: Any, expected: Any) -> Any:
    """Return the name or index of the first member in which two values differ, or None if they differ as a whole."""
    match actual, expected:
        case dict(), dict() if set(actual) == set(expected):
            return next((name for name in expected if actual[name] != expected[name]), None)
        case list(), list() if len(actual) == len(expected):
            return next((index for index, one in enumerate(expected) if actual[index] != one), None)
    return None


def _whole(event: int, path: Path, actual: Any, expected: Any) -> Assertion:
    match actual, expected:
        case dict(), dict():
            return Body(event, path, sorted(expected), of="names")
        case list(), list() if len(actual) != len(expected):
            name = _enum_property(actual, expected)
            return Body(event, path, [one[name] for one in expected] if name else len(expected), of=name or "length")
    if any(placeholder.event >= event for placeholder in placeholders_in(expected)):
        # The response itself contains a value that it generates: only that it is new can be asserted.
        return NotEqual(event, path, actual) if isinstance(actual, Text) else Body(event, path, "str", of="type")
    return Body(event, path, expected)


def _enum_property(actual: list[Any], expected: list[Any]) -> str | None:
    """Return a property by which lists of objects differ, if its values are plain words, the same on every server, such as those of an enum."""
    if not _are_objects(actual) or not _are_objects(expected):
        return None
    for name in expected[0] if expected else ():
        lists = [[one.get(name) for one in items] for items in (actual, expected)]
        words = all(isinstance(one, str) and _WORD.fullmatch(one) for values in lists for one in values)
        if words and lists[0] != lists[1]:
            return str(name)
    return None


def _ids(value: Any, id_name: str | None) -> list[Any] | None:
    """Return the ids of items, or None for a value that is not a list of items."""
    if id_name is None or not _are_objects(value) or any(id_name not in one for one in value):
        return None
    return [one[id_name] for one in value]


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)
