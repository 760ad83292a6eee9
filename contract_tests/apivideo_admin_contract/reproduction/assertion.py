"""What a test can assert of one answer, so that it fails where the rule is broken and passes where it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from apivideo_admin_contract.reproduction.placeholders import Placeholder, Text, fill_placeholders, placeholders_in

Path = tuple[str | int, ...]

_MISSING: Final = object()
_WORD: Final = re.compile(r"[a-z_]+")
#: How far a server's clock may be off, and how long a test may take to come to its assertion.
TOLERANCE: Final = 60


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: ``headers`` by their names in small letters, ``value`` what its JSON says, ``now`` the server's time in seconds."""

    status: int
    headers: Mapping[str, str]
    value: Any
    now: float


@dataclass(frozen=True, slots=True)
class Status:
    """The status of the answer at position ``event`` is one of some."""

    event: int
    codes: tuple[int, ...]

    def holds(self, response: Response, _values: Callable[[Placeholder], str]) -> bool:
        """Tell whether an answer is so."""
        return response.status in self.codes


@dataclass(frozen=True, slots=True)
class Header:
    """A header has a value, or is there where ``expected`` is None."""

    event: int
    name: str
    expected: str | None

    def holds(self, response: Response, _values: Callable[[Placeholder], str]) -> bool:
        """Tell whether an answer is so."""
        found = response.headers.get(self.name.lower())
        return found is not None and self.expected in {None, found}


@dataclass(frozen=True, slots=True)
class Body:
    """What stands at ``path`` of the JSON equals ``expected``, or something of it: its sorted ``names``, ``length``, ``type``, a property of each item."""

    event: int
    path: Path
    expected: Any
    of: str | None = None

    def holds(self, response: Response, values: Callable[[Placeholder], str]) -> bool:
        """Tell whether an answer is so."""
        found = self._look(value_at(response.value, self.path))
        expected = fill_placeholders(self.expected, values)
        return type(found) is type(expected) and bool(found == expected)

    def _look(self, found: Any) -> Any:
        match self.of:
            case None:
                return found
            case "names":
                return sorted(found) if isinstance(found, dict) else _MISSING
            case "length":
                return len(found) if isinstance(found, list) else _MISSING
            case "type":
                return type(found).__name__
        return [one.get(self.of) for one in found] if _are_objects(found) else _MISSING


@dataclass(frozen=True, slots=True)
class NotEqual:
    """What stands at ``path`` of the JSON is there, and is another text than ``other``."""

    event: int
    path: Path
    other: Text

    def holds(self, response: Response, values: Callable[[Placeholder], str]) -> bool:
        """Tell whether an answer is so."""
        found = value_at(response.value, self.path)
        return found is not _MISSING and bool(found != fill_placeholders(self.other, values))


@dataclass(frozen=True, slots=True)
class Matches:
    """What stands at ``path`` of the JSON is a text that matches a pattern as a whole."""

    event: int
    path: Path
    pattern: str

    def holds(self, response: Response, _values: Callable[[Placeholder], str]) -> bool:
        """Tell whether an answer is so."""
        found = value_at(response.value, self.path)
        return isinstance(found, str) and re.fullmatch(self.pattern, found) is not None


@dataclass(frozen=True, slots=True)
class Recent:
    """What stands at ``path`` of the JSON is a date-time with an offset, within `TOLERANCE` seconds of the present."""

    event: int
    path: Path

    def holds(self, response: Response, _values: Callable[[Placeholder], str]) -> bool:
        """Tell whether an answer is so."""
        try:
            moment = datetime.fromisoformat(value_at(response.value, self.path))
        except (TypeError, ValueError):
            return False
        return moment.tzinfo is not None and abs(moment.timestamp() - response.now) < TOLERANCE


Assertion = Status | Header | Body | NotEqual | Matches | Recent


def placeholders_of(assertion: Assertion) -> set[Placeholder]:
    """Give the symbols that an assertion needs."""
    value = assertion.expected if isinstance(assertion, Body) else getattr(assertion, "other", None)
    return set(placeholders_in(value))


def value_at(value: Any, path: Path) -> Any:
    """Give what stands at a path, or an object that nothing equals."""
    for step in path:
        known: Any = value if isinstance(value, dict) else dict(enumerate(value)) if isinstance(value, list) else {}
        if step not in known:
            return _MISSING
        value = known[step]
    return value


def smallest_assertion(event: int, path: Path, seen: Any, expected: Any, id_name: str | None) -> Assertion:
    """Assert as little as shows where two values differ: of lists of items, which items they are, if they are others."""
    while True:
        ids = [_ids(one, id_name) for one in (seen, expected)]
        if None not in ids and ids[0] != ids[1]:
            return Body(event, path, ids[1], of=id_name)
        step = _step(seen, expected)
        if step is None:
            return _whole(event, path, seen, expected)
        path, seen, expected = (*path, step), seen[step], expected[step]


def _step(seen: Any, expected: Any) -> Any:
    """Give the name or index below which two values differ first, or None if they differ as a whole."""
    match seen, expected:
        case dict(), dict() if set(seen) == set(expected):
            return next((name for name in expected if seen[name] != expected[name]), None)
        case list(), list() if len(seen) == len(expected):
            return next((index for index, one in enumerate(expected) if seen[index] != one), None)
    return None


def _whole(event: int, path: Path, seen: Any, expected: Any) -> Assertion:
    match seen, expected:
        case dict(), dict():
            return Body(event, path, sorted(expected), of="names")
        case list(), list() if len(seen) != len(expected):
            name = _distinguishing_values(seen, expected)
            return Body(event, path, [one[name] for one in expected] if name else len(expected), of=name or "length")
    if any(placeholder.event >= event for placeholder in placeholders_in(expected)):
        # What the answer itself made can't be told beforehand, only that it is something new.
        return NotEqual(event, path, seen) if isinstance(seen, Text) else Body(event, path, "str", of="type")
    return Body(event, path, expected)


def _distinguishing_values(seen: list[Any], expected: list[Any]) -> str | None:
    """Give the property by which lists of objects differ, if its values are plain words that are the same everywhere, as those of an enum."""
    if not _are_objects(seen) or not _are_objects(expected):
        return None
    for name in expected[0] if expected else ():
        lists = [[one.get(name) for one in items] for items in (seen, expected)]
        words = all(isinstance(one, str) and _WORD.fullmatch(one) for values in lists for one in values)
        if words and lists[0] != lists[1]:
            return str(name)
    return None


def _ids(value: Any, id_name: str | None) -> list[Any] | None:
    """Give the ids of items, or None if it is no list of items."""
    if id_name is None or not _are_objects(value) or any(id_name not in one for one in value):
        return None
    return [one[id_name] for one in value]


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)
