"""Compare JSON values, and format them for messages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

_MAX_LENGTH = 60  # characters of a value in a message


def canonical(value: Any) -> str:
    """Return a text that is equal for values that JSON Schema considers equal (2020-12, core, 4.2.2).

    Unlike Python's ``==`` it distinguishes ``true`` from ``1``.
    """
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def same(one: Any, other: Any) -> bool:
    """Return whether two values are equal as JSON."""
    if one is other or (isinstance(one, str) and isinstance(other, str)):
        return bool(one == other)
    return canonical(one) == canonical(other)


def without(values: Iterable[Any], others: Iterable[Any]) -> list[Any]:
    """Return the values that are not among the others."""
    known = {canonical(value) for value in others}
    return [value for value in values if canonical(value) not in known]


def format_value(value: Any) -> str:
    """Return a value as text for a message, shortened if it is long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return f"`{text if len(text) <= _MAX_LENGTH else text[:_MAX_LENGTH] + '…'}`"


def format_values(values: Iterable[Any]) -> str:
    """Return values as text for a message, separated by commas."""
    return ", ".join(format_value(value) for value in values)


def as_list(value: Any) -> list[Any]:
    """Return a value if it is a list, else an empty list."""
    return value if isinstance(value, list) else []


def as_number(value: Any) -> float | None:
    """Return a value if it is a number, else None."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
