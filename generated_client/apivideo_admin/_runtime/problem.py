"""Read problem details (RFC 9457, with the vendor's fields) from a response, and tolerate any other content."""

from __future__ import annotations

import re
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec

from .clock import wall_clock

if TYPE_CHECKING:
    from collections.abc import Mapping


_MAX_DIGITS = 12
_SECONDS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One invalid parameter or property. A field that the server omitted is empty.

    Attributes:
        name: The parameter or property.
        title: A short summary, the same for every problem of this type.
        detail: What is wrong.
        constraint: The rule that is violated.

    """

    name: str = ""
    title: str = ""
    detail: str = ""
    constraint: str = ""


class ProblemDetails(msgspec.Struct, frozen=True, kw_only=True):
    """The problem details of a response. A field that is missing or of another type is None (``problems``: empty)."""

    type: str | None = None
    title: str | None = None
    detail: str | None = None
    name: str | None = None
    constraint: str | None = None
    problems: tuple[Problem, ...] = ()


def read_problem(body: bytes) -> ProblemDetails | None:
    """Return the problem details in ``body``, or None if it is not a JSON object.

    Fields are read one by one, so that a field of an unexpected type does not hide the others.
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
    """Return the seconds that the server asks to wait, or None.

    ``Retry-After`` is a number of seconds or a date (RFC 9110, section 10.2.3); some servers send a fraction. A date is compared
    with the ``Date`` header of the same response, so a wrong local clock has no effect, or else with the local clock.
    ``X-RateLimit-Retry-After`` is in every response and counts only with a 429.
    """
    value = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    seconds = _seconds_between(headers.get("Date") or formatdate(wall_clock(), usegmt=True), value)
    if seconds is not None or status != HTTPStatus.TOO_MANY_REQUESTS:
        return seconds
    number = parse_whole_number(headers.get("X-RateLimit-Retry-After", ""))
    return None if number is None else float(number)


def parse_whole_number(value: str) -> int | None:
    """Return a header value as a whole number, or None if it is not one or is longer than ``_MAX_DIGITS``."""
    text = value.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS else None


def _seconds_between(start: str, end: str) -> float | None:
    try:
        return max(0.0, (parsedate_to_datetime(end) - parsedate_to_datetime(start)).total_seconds())
    except (TypeError, ValueError, OverflowError):  # not a date, or only one of the two has an offset
        return None
