"""Reads problem details (RFC 9457, in the vendor's shape) out of an answer, whatever the answer holds."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping


_MAX_DIGITS = 12


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter or property at fault; a field that the server left out is empty.

    Attributes:
        name: The parameter or property.
        title: A short text that is the same for every problem of this kind.
        detail: What is wrong with it.
        constraint: The rule that it breaks.

    """

    name: str = ""
    title: str = ""
    detail: str = ""
    constraint: str = ""


class ProblemDetails(msgspec.Struct, frozen=True, kw_only=True):
    """The problem details of an answer; every field that is missing, or of another type, is None (``problems``: empty)."""

    type: str | None = None
    title: str | None = None
    detail: str | None = None
    name: str | None = None
    constraint: str | None = None
    problems: tuple[Problem, ...] = ()


def read_problem(body: bytes) -> ProblemDetails | None:
    """Give the problem details in ``body``, or None if it is not a JSON object.

    Fields are taken one by one, so that one of an unexpected type does not hide the others.
    """
    try:
        data = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    items = data.get("problems")
    problems = items if isinstance(items, list) else []
    return ProblemDetails(
        type=_string_field(data, "type"),
        title=_string_field(data, "title"),
        detail=_string_field(data, "detail"),
        name=_string_field(data, "name"),
        constraint=_string_field(data, "constraint"),
        problems=tuple(_parse_problem(item) for item in problems if isinstance(item, dict)),
    )


def _parse_problem(item: dict[str, Any]) -> Problem:
    fields = {name: _string_field(item, name) or "" for name in Problem.__struct_fields__}
    return Problem(**fields)


def _string_field(data: dict[str, Any], name: str) -> str | None:
    value = data.get(name)
    return value if isinstance(value, str) else None


def retry_after_seconds(status: int, headers: Mapping[str, str]) -> float | None:
    """How many seconds the server asks to wait, or None if it does not.

    ``Retry-After`` is seconds or a date (RFC 9110, section 10.2.3); a date is held against the answer's own ``Date``, so that a
    wrong local clock does no harm. ``X-RateLimit-Retry-After`` is on every answer, and means waiting only on a 429.
    """
    value = headers.get("Retry-After", "")
    asked = parse_whole_number(value)
    if asked is not None:
        return float(asked)
    seconds = _seconds_between(headers.get("Date", ""), value)
    if seconds is not None or status != HTTPStatus.TOO_MANY_REQUESTS:
        return seconds
    asked = parse_whole_number(headers.get("X-RateLimit-Retry-After", ""))
    return None if asked is None else float(asked)


def parse_whole_number(value: str) -> int | None:
    """Read a header that is a whole number, or give None. More digits than any real one has are none."""
    text = value.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS else None


def _seconds_between(start: str, end: str) -> float | None:
    try:
        return max(0.0, (parsedate_to_datetime(end) - parsedate_to_datetime(start)).total_seconds())
    except (TypeError, ValueError, OverflowError):  # no date, or one with and one without an offset
        return None
