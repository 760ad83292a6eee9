"""Compare two JSON values of responses, with their schema: generated values are equal if they stand for the same thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from apivideo_admin_contract.compare.pairs import Pairs
from apivideo_admin_contract.compare.times import Times
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.document.schemas import alternatives, generated_kind

#: The kinds of generated values (``x-generate``) that are unique, that are times, and that no request determines.
UNIQUE: Final = frozenset({"id", "secret"})
TIMES: Final = frozenset({"now", "updated", "after", "day"})
_FIGURES: Final = frozenset({"daily", "cumulative"})
_TIME_FORMATS: Final = frozenset({"date-time", "date"})

#: Stands for the value of a property that a response does not have.
MISSING: Final = "(missing)"


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """Where two values first differ (a JSON Pointer, RFC 6901), and what they contain there."""

    pointer: str
    left: Any
    right: Any


@dataclass(frozen=True, slots=True)
class Equality:
    """What counts as equal: pairs of generated values, times, and texts that the two requests sent."""

    pairs: Pairs
    times: Times
    sent: Mapping[str, str] = field(default_factory=dict)

    def difference(self, schema: Schema, left: Any, right: Any, at: str = "") -> ValueDifference | None:
        """Return the first difference of two values, or None."""
        match left, right:
            case dict(), dict():
                return next(self._in_objects(schema, left, right, at), None)
            case list(), list():
                return next(self._in_arrays(schema, left, right, at), None)
        return None if self._are_same(schema, left, right) else ValueDifference(at, left, right)

    def are_sent_same(self, left: Any, right: Any) -> bool:
        """Return whether two values of requests are the same. Their schemas are not known: any text may be a time."""
        match left, right:
            case dict(), dict():
                return left.keys() == right.keys() and all(self.are_sent_same(left[name], right[name]) for name in left)
            case list(), list():
                pairs = zip(left, right, strict=False)
                return len(left) == len(right) and all(self.are_sent_same(*both) for both in pairs)
            case str(), str():
                is_same = self.times.are_same(left, right) or self.pairs.is_same_text(left, right, {})
                return is_same or self.pairs.is_excerpt(left, right)
        return bool(left == right)

    def _in_objects(
        self, schema: Schema, left: Mapping[str, Any], right: Mapping[str, Any], at: str
    ) -> Iterator[ValueDifference]:
        properties = _properties(schema)
        names = [*left, *(name for name in right if name not in left)]
        # Ids first: the other values may contain them.
        for name in sorted(names, key=lambda one: generated_kind(properties.get(one, {})) not in UNIQUE):
            pointer = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
            if name in left and name in right:
                found = self.difference(properties.get(name, {}), left[name], right[name], pointer)
                if found is not None:
                    yield found
            else:
                yield ValueDifference(pointer, left.get(name, MISSING), right.get(name, MISSING))

    def _in_arrays(self, schema: Schema, left: list[Any], right: list[Any], at: str) -> Iterator[ValueDifference]:
        items: Schema = next((one["items"] for one in (schema, *alternatives(schema)) if "items" in one), {})
        for index, (one, other) in enumerate(zip(left, right, strict=False)):
            found = self.difference(items, one, other, f"{at}/{index}")
            if found is not None:
                yield found
        if len(left) != len(right):
            yield ValueDifference(at, f"{len(left)} items", f"{len(right)} items")

    def _are_same(self, schema: Schema, left: Any, right: Any) -> bool:
        kind = generated_kind(schema)
        if isinstance(left, str) and isinstance(right, str):
            if kind in UNIQUE:
                return self.pairs.match(left, right)
            is_time = kind in TIMES or _format(schema) in _TIME_FORMATS
            return (is_time and self.times.are_same(left, right)) or self.pairs.is_same_text(left, right, self.sent)
        if kind in _FIGURES and type(left) is type(right):
            return True
        # In Python, True equals 1.
        return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


def _properties(schema: Schema) -> Mapping[str, Schema]:
    found: dict[str, Schema] = {}
    for one in (schema, *alternatives(schema)):
        found |= one.get("properties", {})
    return found


def _format(schema: Schema) -> str | None:
    return next((one["format"] for one in (schema, *alternatives(schema)) if "format" in one), None)
