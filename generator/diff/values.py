"""Values of JSON: whether two are the same, and how a message shows them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

_MAX_LENGTH = 60  # characters of a value in a message


def canonical(value: Any) -> str:
    """Write a value so that two texts are equal where JSON Schema takes the values for equal (2020-12, core, 4.2.2).

    Unlike Python's ``==`` it tells ``true`` from ``1``.
    """
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def same(one: Any, other: Any) -> bool:
    """Return whether two values are equal as JSON."""
    return canonical(one) == canonical(other)


def without(values: Iterable[Any], others: Iterable[Any]) -> list[Any]:
    """Return the values that are not among the others, in order."""
    known = {canonical(value) for value in others}
    return [value for value in values if canonical(value) not in known]


def format_value(value: Any) -> str:
    """Show a value in a message, shortened if it is long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return f"`{text if len(text) <= _MAX_LENGTH else text[:_MAX_LENGTH] + '…'}`"


def format_values(values: Iterable[Any]) -> str:
    """Show values in a message, with commas between them."""
    return ", ".join(format_value(value) for value in values)


def as_list(value: Any) -> list[Any]:
    """Return a value that should be a list, or an empty list if it is none."""
    return value if isinstance(value, list) else []


def as_number(value: Any) -> float | None:
    """Return a value that should be a number, or None if it is none."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
