"""Read the value of a parameter from a text. A text that is not valid raises ValueError with the reason and the fix."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

    from .table import Value

NULL = "null"
"""The text for null, where null is accepted. The same text as a string needs ``--json``."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,300}")
_EXAMPLES = {
    "date": "a date, for example 2026-11-30",
    "date-time": "a date-time, for example 2026-11-30T09:00:00Z",
    "uuid": "a UUID",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "null": NULL,
    "array": "a JSON array",
    "object": "a JSON object",
}
_METAVARS = {"date": "DATE", "date-time": "DATETIME", "uuid": "UUID", "integer": "INTEGER", "number": "NUMBER"}


def parse(text: str, value: Value) -> Any:
    """Return the value of a text, as the method of the client takes it: dates are objects, null is None."""
    if "null" in value.kinds and text == NULL:
        return None
    if value.choices:
        found = {str(choice): choice for choice in value.choices}
        if text not in found:
            raise ValueError(f"{text!r} is not accepted. Choose from {', '.join(words(value))}.")
        return found[text]
    problem = ""
    for kind, read in _READERS.items():
        if kind in value.kinds:
            try:
                return _bounded(read(text), value)
            except ValueError as error:
                problem = problem or str(error)
    if "string" in value.kinds:
        return text
    expected = " or ".join(_EXAMPLES[kind] for kind in value.kinds if kind in _EXAMPLES)
    raise ValueError(problem or f"{text!r} is not {expected}.")


def words(value: Value) -> list[str]:
    """Return the texts that are accepted, if there are few: choices, true and false, null."""
    found = [str(choice) for choice in value.choices]
    if "boolean" in value.kinds and not found:
        found = ["true", "false"]
    return [*found, *([NULL] if "null" in value.kinds else [])]


def metavar(value: Value) -> str:
    """Return the placeholder in the help: the accepted words, or the kind of value."""
    kinds = [kind for kind in value.kinds if kind != "null"]
    if value.choices or kinds == ["boolean"]:
        return f"[{'|'.join(words(value))}]"
    names = dict.fromkeys(_METAVARS.get(kind, "TEXT" if kind == "string" else "JSON") for kind in kinds)
    return "|".join([*(names or ["TEXT"]), *([NULL] if "null" in value.kinds else [])])


def bounds(value: Value) -> str:
    """Return the range of a number in words, or an empty text."""
    low, high = (None if bound is None else f"{bound:g}" for bound in (value.minimum, value.maximum))
    if low is not None and high is not None:
        return f"from {low} to {high}"
    return f"{low} or more" if low is not None else f"{high} or less" if high is not None else ""


def _bounded(found: Any, value: Value) -> Any:
    if isinstance(found, int | float) and not isinstance(found, bool):
        low, high = value.minimum, value.maximum
        if (low is not None and found < low) or (high is not None and found > high):
            raise ValueError(f"{found} is out of range. Pass {bounds(value)}.")
    return found


def _not(text: str, kind: str) -> ValueError:
    return ValueError(f"{text!r} is not {_EXAMPLES[kind]}.")


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise _not(text, "integer")
    return int(text)


def _number(text: str) -> float:
    if _INTEGER.fullmatch(text):
        return int(text)  # sent as it is written, not as 3.0
    try:
        number = float(text)
    except ValueError:
        raise _not(text, "number") from None
    if not math.isfinite(number) or "_" in text:
        raise _not(text, "number")
    return number


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise _not(text, "boolean")
    return text == "true"


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise _not(text, "date") from None


def _date_time(text: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        raise _not(text, "date-time") from None
    if found.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone. Add Z for UTC, or an offset such as +01:00.")
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _not(text, "uuid") from None


def _array(text: str) -> Any:
    return _json(text, "array", list)


def _object(text: str) -> Any:
    return _json(text, "object", dict)


def _json(text: str, kind: str, expected: type) -> Any:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise _not(text, kind) from None
    if not isinstance(found, expected):
        raise _not(text, kind)
    return found


def _any(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"{text!r} is not JSON. Put a text in double quotes.") from None


_READERS: dict[str, Callable[[str], Any]] = {
    "boolean": _boolean,
    "integer": _integer,
    "number": _number,
    "date-time": _date_time,
    "date": _date,
    "uuid": _uuid,
    "array": _array,
    "object": _object,
    "any": _any,
}
"""The narrowest kind first; ``string`` accepts what no other kind does."""
