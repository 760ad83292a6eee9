"""Compare the value of an item with the value of a filter (``x-filter``). An item without a value matches no value."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from apivideo_admin_mock.spec.extensions import Match

T = TypeVar("T")


def _has(value: list[Any], wanted: list[Any]) -> bool:
    return all(one in value for one in wanted)


#: Whether a value other than null matches the value of a filter, for each form of ``x-filter``.
TESTS: Final[Mapping[Match, Callable[[Any, Any], bool]]] = {
    "contains": operator.contains,
    "equals": operator.eq,
    "has": _has,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def matching(values: Iterable[tuple[T, Any]], match: Match, wanted: Any) -> list[T]:
    """Return the first part of the pairs whose second part, a value, matches."""
    test = TESTS[match]
    if match == "equals":
        return [one for one, value in values if value == wanted]
    return [one for one, value in values if value is not None and test(value, wanted)]
