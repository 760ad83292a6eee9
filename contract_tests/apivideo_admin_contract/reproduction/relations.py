"""Assertions that hold on every correct server, whatever values it generates and which items it holds already."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apivideo_admin_contract.reproduction.placeholders import Placeholder, Text, fill_placeholders
from apivideo_admin_contract.reproduction.values import MISSING, Path, Response, value_at

Values = Callable[[Placeholder], str]
Source = Callable[[Text], str]
"""Returns the source of a text."""


@dataclass(frozen=True, slots=True)
class Member:
    """The list at ``path`` has an item with the id ``id_``, or has none where ``is_in`` is False. ``name`` is the property with the id."""

    event: int
    path: Path
    name: str
    id_: Text
    is_in: bool

    def holds(self, response: Response, values: Values) -> bool:
        """Whether a response passes. ``values`` returns the value of a placeholder on its server."""
        ids = _ids(response, self.path, self.name)
        return ids is not None and (fill_placeholders(self.id_, values) in ids) == self.is_in

    def lines(self, response: str, source: Source) -> Iterator[str]:
        """Yield the lines of a test. ``response`` is its variable, ``source`` returns the source of a text."""
        yield f"assert {source(self.id_)} {'' if self.is_in else 'not '}in {_source_of_ids(response, self.path, self.name)}"


@dataclass(frozen=True, slots=True)
class Before:
    """In the list at ``path`` the item with the id ``first`` comes before that with the id ``second``. ``name`` is the property with the id."""

    event: int
    path: Path
    name: str
    first: Text
    second: Text

    def holds(self, response: Response, values: Values) -> bool:
        """Whether a response passes. ``values`` returns the value of a placeholder on its server."""
        ids = _ids(response, self.path, self.name) or []
        first, second = (fill_placeholders(one, values) for one in (self.first, self.second))
        return first in ids and second in ids and ids.index(first) < ids.index(second)

    def lines(self, response: str, source: Source) -> Iterator[str]:
        """Yield the lines of a test."""
        yield f"ids = {_source_of_ids(response, self.path, self.name)}"
        yield f"assert ids.index({source(self.first)}) < ids.index({source(self.second)})"


@dataclass(frozen=True, slots=True)
class NotEmpty:
    """The JSON value at ``path`` is neither empty nor zero."""

    event: int
    path: Path

    def holds(self, response: Response, _values: Values) -> bool:
        """Whether a response passes."""
        found = value_at(response.value, self.path)
        return found is not MISSING and bool(found)

    def lines(self, response: str, _source: Source) -> Iterator[str]:
        """Yield the lines of a test."""
        yield f"assert {at(response, self.path)}"


@dataclass(frozen=True, slots=True)
class Same:
    """The JSON value at ``path`` equals that at ``other_path`` in the earlier response at position ``other``."""

    event: int
    path: Path
    other: int
    other_path: Path

    def holds_with(self, response: Response, other: Response) -> bool:
        """Whether two responses pass."""
        found, expected = value_at(response.value, self.path), value_at(other.value, self.other_path)
        return found is not MISSING and expected is not MISSING and bool(found == expected)

    def lines_with(self, response: str, other: str) -> Iterator[str]:
        """Yield the lines of a test."""
        yield f"assert {at(response, self.path)} == {at(other, self.other_path)}"


@dataclass(frozen=True, slots=True)
class Seconds:
    """The time at ``path`` is so many seconds after the one at ``start``. ``seconds`` is the number, or the path to it."""

    event: int
    path: Path
    start: Path
    seconds: float | Path

    def holds(self, response: Response, _values: Values) -> bool:
        """Whether a response passes."""
        seconds = value_at(response.value, self.seconds) if isinstance(self.seconds, tuple) else self.seconds
        try:
            end, start = (datetime.fromisoformat(value_at(response.value, one)) for one in (self.path, self.start))
            return bool((end - start).total_seconds() == seconds)
        except (TypeError, ValueError):
            return False

    def lines(self, response: str, _source: Source) -> Iterator[str]:
        """Yield the lines of a test."""
        end, start = (f"datetime.fromisoformat({at(response, one)})" for one in (self.path, self.start))
        seconds = at(response, self.seconds) if isinstance(self.seconds, tuple) else repr(self.seconds)
        yield f"assert ({end} - {start}).total_seconds() == {seconds}"


@dataclass(frozen=True, slots=True)
class Ascending:
    """The times in the property ``name`` of the items at ``path`` never decrease."""

    event: int
    path: Path
    name: str

    def holds(self, response: Response, _values: Values) -> bool:
        """Whether a response passes."""
        items = value_at(response.value, self.path)
        try:
            times = [datetime.fromisoformat(one[self.name]) for one in items]
            return times == sorted(times)
        except (TypeError, ValueError, LookupError):
            return False

    def lines(self, response: str, _source: Source) -> Iterator[str]:
        """Yield the lines of a test."""
        yield f'times = [datetime.fromisoformat(one["{self.name}"]) for one in {at(response, self.path)}]'
        yield "assert times == sorted(times)"


@dataclass(frozen=True, slots=True)
class HeaderMatches:
    """A header matches a pattern as a whole."""

    event: int
    name: str
    pattern: str

    def holds(self, response: Response, _values: Values) -> bool:
        """Whether a response passes."""
        return re.fullmatch(self.pattern, response.headers.get(self.name.lower(), "")) is not None

    def lines(self, response: str, _source: Source) -> Iterator[str]:
        """Yield the lines of a test."""
        yield f'assert re.fullmatch({json.dumps(self.pattern)}, {response}.headers.get("{self.name}", ""))'


@dataclass(frozen=True, slots=True)
class IsJson:
    """The content is JSON in UTF-8, without a byte order mark (RFC 8259, section 8.1)."""

    event: int

    def holds(self, response: Response, _values: Values) -> bool:
        """Whether a response passes."""
        return response.value is not None

    def lines(self, response: str, _source: Source) -> Iterator[str]:
        """Yield the lines of a test."""
        yield f"assert json.loads({response}.content.decode()) is not None"


Relation = Member | Before | NotEmpty | Same | Seconds | Ascending | HeaderMatches | IsJson


def at(response: str, path: Path) -> str:
    """Return the source of the JSON value at a path of a response."""
    return f"{response}.json()" + "".join(f"[{json.dumps(step)}]" for step in path)


def _ids(response: Response, path: Path, name: str) -> list[Any] | None:
    """Return the ids of the items in the list at a path, or None if that is not a list of objects."""
    found = value_at(response.value, path)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return None
    return [one.get(name) for one in found]


def _source_of_ids(response: str, path: Path, name: str) -> str:
    return f'[one["{name}"] for one in {at(response, path)}]'


def texts_of(relation: Relation) -> list[Text]:
    """Return the texts with placeholders that an assertion contains."""
    match relation:
        case Member():
            return [relation.id_]
        case Before():
            return [relation.first, relation.second]
    return []
