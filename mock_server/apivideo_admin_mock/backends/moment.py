"""Read the values to sort and filter by. Date-times are compared as moments: the same moment has many texts (RFC 3339, 5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from apivideo_admin_mock.backends.interface import Record

_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:)(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_UTC: Final = "+00:00"
_WHOLE: Final = 25  # the length of a time in whole seconds


class Moment(str):
    """The name of a property whose values are date-times."""

    __slots__ = ()


def value_of(record: Record, name: str) -> Any:
    """Return the value of a property to sort and filter by. The name of a nested property has dots."""
    value = record.get(name) if "." not in name else _nested(record, name.split("."))
    return moment_key(value) if isinstance(name, Moment) else value


def _nested(value: Any, names: Sequence[str]) -> Any:
    """Return the value at the end of a path; below a list, a list of the values of all its items."""
    for index, name in enumerate(names):
        if isinstance(value, list):
            found = [_nested(one, names[index:]) for one in value]
            return [one for one in found if one is not None]
        value = value.get(name) if isinstance(value, dict) else None
    return value


def moment_key(value: Any) -> Any:
    """Return a text for a date-time, whose order is that of time. Equal moments have equal texts. Return any other value itself.

    A date-time as the mock writes it (whole seconds, UTC) is its own key, which takes no memory. The keys of a list are a list.
    """
    if isinstance(value, list):
        return [moment_key(one) for one in value]
    if not isinstance(value, str):
        return value
    if len(value) == _WHOLE and value[10] == "T" and value.endswith(_UTC):
        return value
    match = _DATE_TIME.fullmatch(value.upper())
    if match is None:
        return value
    day, minute, second, fraction, offset = match.groups()
    try:
        # `datetime` has no leap second, and no fraction beyond microseconds.
        start = datetime.fromisoformat(f"{day}T{minute}00{offset.replace('Z', _UTC)}").astimezone(UTC)
    except (ValueError, OverflowError):
        return value
    rest = (fraction or "").rstrip("0").rstrip(".")
    return f"{start.isoformat()[:17]}{second}{rest}{_UTC}"  # "+" sorts before "." and digits
