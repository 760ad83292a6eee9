"""What an item must be after a create or an update, written from the facts document alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from apivideo_admin_contract.document.document import Collection, Ids, Operation, Row, Schema
from apivideo_admin_contract.rules import expect

_BASE58 = "[1-9A-HJ-NP-Za-km-z]{22}"


def created_item(
    collection: Collection, ids: Ids, payload: Mapping[str, Any], seen: Mapping[str, Any], now: float, tolerance: float
) -> Row:
    """Give the item that a payload makes at ``now``, give or take ``tolerance`` seconds.

    What only the server can know, an id for one, is taken from the answer ``seen``. Raises Broken if it is not of its form.
    """
    row: Row = {}
    above = dict(zip((parent.id_name for parent in collection.parents), ids, strict=True))
    for name, schema in collection.properties.items():
        if name in payload:
            row[name] = stored_value(
                collection.operations["create"], name, payload[name], now, tolerance, seen.get(name)
            )
        elif name in above:
            row[name] = above[name]
        elif "x-generate" in schema:
            expect.holds(name in seen, f"`{name}` is missing, which the server sets")
            check_generated(name, schema, seen[name], now, tolerance)
            row[name] = seen[name]
        else:
            default = collection.writable.get(name, {}).get("default", schema.get("default"))
            if default is not None or "null" in schema["type"]:
                row[name] = default
    return row


def updated_item(
    collection: Collection,
    row: Row,
    payload: Mapping[str, Any],
    seen: Mapping[str, Any],
    now: float,
    tolerance: float = 0.0,
) -> Row:
    """Give an item with what the payload names, and nothing else, changed."""
    update = collection.operations["update"]
    new = row | {
        name: stored_value(update, name, value, now, tolerance, seen.get(name)) for name, value in payload.items()
    }
    expire = collection.resource.get("x-expire")
    if expire and row.get(expire["flag"]) and seen.get(expire["at"]) == row[expire["at"]]:
        # Whether what is being deleted already can be given another time is documented nowhere.
        new[expire["at"]] = row[expire["at"]]
    return new


def stored_value(
    operation: Operation, name: str, value: Any, now: float, tolerance: float = 0.0, seen: object = None
) -> Any:
    """Give what is kept of a value that was sent (``x-set``); ``seen`` where it is the same moment in other words."""
    words = operation.properties[name].get("x-set", {})
    if isinstance(value, str) and words.get(value) == "start_of_next_month":
        moments = [_start_of_next_month(now + late) for late in (-tolerance, tolerance)]
        if isinstance(seen, str) and timestamp(seen) in [moment.timestamp() for moment in moments]:
            return seen
        return moments[-1].isoformat()
    return value


def timestamp(text: str) -> float:
    """Read a date-time, which must have an offset (RFC 3339). Raises Broken if it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    expect.holds(moment is not None and moment.tzinfo is not None, f"{text} is no date-time with an offset (RFC 3339)")
    assert moment is not None
    return moment.timestamp()


def check_generated(name: str, schema: Schema, value: Any, now: float, tolerance: float) -> None:
    """Raise Broken if a value that the server sets is not of its form (``x-generate``)."""
    match schema["x-generate"]:
        case {"kind": "id", "prefix": prefix}:
            expect.holds(
                re.fullmatch(re.escape(prefix) + _BASE58, str(value)),
                f"`{name}`: {value!r} is not {prefix} and 22 base-58 characters",
            )
        case {"kind": "now"}:
            late = timestamp(value) - now
            # It may be told to the second, so that a part of one is cut off.
            expect.holds(-1 - tolerance < late <= tolerance, f"`{name}`: {value} is {late:+} seconds from the present")
        case {"kind": "secret"}:
            # Of which letters, and how many, only the mock's document says, not the API's.
            expect.holds(isinstance(value, str) and value, f"`{name}`: {value!r} is no secret")
        case other:
            raise AssertionError(f"{other} has no place in a resource")


def _start_of_next_month(now: float) -> datetime:
    first = datetime.fromtimestamp(now, UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=31)).replace(day=1)
