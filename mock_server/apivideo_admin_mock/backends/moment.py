"""Compare date-times as moments: the same moment has many texts, whose order is not that of time (RFC 3339, section 5.1)."""

from __future__ import annotations

import re
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
    """Return the value of a property to sort and filter by."""
    value = record.get(name)
    return moment_key(value) if isinstance(name, Moment) else value


def moment_key(value: Any) -> Any:
    """Return a text for a date-time, whose order is that of time. Equal moments have equal texts. Return any other value itself.

    A date-time as the mock writes it (whole seconds, UTC) is its own key, which takes no memory.
    """
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
