"""The item that a correct server returns after a create or an update (openapi/README.md, Objects; openapi/EXTENSIONS.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from apivideo_admin_contract.document.document import Collection, Ids, Operation, Row
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.document.schemas import generated_kind, types_of
from apivideo_admin_contract.rules import expect
from apivideo_admin_contract.values.unique import key_of

_BASE58 = "[1-9A-HJ-NP-Za-km-z]{22}"


def created_item(
    collection: Collection,
    ids: Ids,
    payload: Mapping[str, Any],
    actual: Mapping[str, Any],
    now: float,
    tolerance: float,
) -> Row:
    """Return the item that a create with this payload makes at ``now``, in seconds, within ``tolerance`` seconds.

    Generated values, such as the id, are copied from the response, ``actual``. Raises Violation if one is missing or malformed.
    """
    row: Row = {}
    above = dict(zip((parent.id_name for parent in collection.parents), ids, strict=True))
    for name, schema in collection.properties.items():
        if name == collection.key:
            row[name] = key_of(payload)
        elif name in payload:
            create = collection.operations["create"]
            row[name] = stored_value(create, name, payload[name], now, tolerance, actual.get(name))
        elif name in above:
            row[name] = above[name]
        elif generated_kind(schema) == "after":
            continue  # computed below, from the other properties
        elif "x-generate" in schema:
            expect.holds(name in actual, f"`{name}`, which the server generates, is missing")
            check_generated(name, schema, actual[name], now, tolerance)
            row[name] = actual[name]
        else:
            row |= _default(name, collection.writable.get(name, {}), schema)
    return row | sums(collection, row, actual)


def _default(name: str, sent: Schema, stored: Schema) -> Row:
    """Return a property that a request leaves out: its default, null if it can be null, or nothing."""
    default = sent.get("default", stored.get("default"))
    return {name: default} if default is not None or "null" in stored["type"] else {}


def updated_item(
    collection: Collection,
    row: Row,
    payload: Mapping[str, Any],
    actual: Mapping[str, Any],
    now: float,
    tolerance: float = 0.0,
) -> Row:
    """Return an item with the properties of a payload changed, and no others. ``actual`` is the item in the response."""
    update = collection.operations["update"]
    new = row | {
        name: stored_value(update, name, value, now, tolerance, actual.get(name)) for name, value in payload.items()
    }
    new = followed(collection, new, actual, now, tolerance)
    expire = collection.resource.get("x-expire", {})
    if row.get(expire.get("flag")) and actual.get(expire["at"]) == row[expire["at"]]:
        # No document says whether an item that is being deleted can be scheduled again: both are accepted.
        new[expire["at"]] = row[expire["at"]]
    return new


def replaced_item(
    collection: Collection,
    row: Row,
    payload: Mapping[str, Any],
    actual: Mapping[str, Any],
    now: float,
    tolerance: float = 0.0,
) -> Row:
    """Return an item after a put: what is not sent has its default, and what the server set before is kept."""
    put, new = collection.operations["create"], dict[str, Any]()
    for name, schema in collection.properties.items():
        if name in payload:
            new[name] = stored_value(put, name, payload[name], now, tolerance, actual.get(name))
        elif name not in put.properties:
            new |= {name: row[name]} if name in row else {}
        else:
            new |= _default(name, put.properties[name], schema)
    return followed(collection, new, actual, now, tolerance)


def performed_item(
    operation: Operation,
    collection: Collection,
    row: Row,
    actual: Mapping[str, Any],
    now: float,
    tolerance: float = 0.0,
) -> Row:
    """Return an item after a custom action (``x-effect``). ``actual`` is the item in the response, or in a get after it."""
    effect = operation.effect
    if not effect:
        return dict(row)
    new = {**row, **effect.get("set", {})}
    for name in effect.get("now", ()):
        new[name] = _present(name, actual, now, tolerance)
    return followed(collection, new, actual, now, tolerance)


def followed(collection: Collection, row: Row, actual: Mapping[str, Any], now: float, tolerance: float) -> Row:
    """Return a changed item with the values that follow each change: the time of the last update, and sums.

    ``actual`` is the item in the response, or in a get after it. Raises Violation if its time is not ``now``.
    """
    new = dict(row)
    for name, schema in collection.properties.items():
        if generated_kind(schema) == "updated":
            new[name] = _present(name, actual, now, tolerance)
    return new | sums(collection, new, actual)


def _present(name: str, actual: Mapping[str, Any], now: float, tolerance: float) -> Any:
    """Return the actual value of a property. Raises Violation unless it is the present."""
    expect.holds(name in actual, f"`{name}`, which the server sets, is missing")
    check_generated(name, {"x-generate": {"kind": "now"}}, actual[name], now, tolerance)
    return actual[name]


def sums(collection: Collection, row: Row, actual: Mapping[str, Any]) -> Row:
    """Return the values of ``kind: after`` of an item. A moment keeps the notation of ``actual``."""
    found: Row = {}
    for name, schema in collection.properties.items():
        if generated_kind(schema) != "after":
            continue
        generate = schema["x-generate"]
        seconds, start = generate["seconds"], row.get(generate["time"])
        number = row.get(seconds) if isinstance(seconds, str) else seconds
        if number is None or start is None:
            if "null" in types_of(schema):
                found[name] = None
            continue
        end = timestamp(start) + number
        sent = actual.get(name)
        is_same = isinstance(sent, str) and timestamp(sent) == end
        found[name] = sent if is_same else datetime.fromtimestamp(end, UTC).isoformat()
    return found


def stored_value(
    operation: Operation, name: str, value: Any, now: float, tolerance: float = 0.0, actual: object = None
) -> Any:
    """Return what a server stores for a value in a payload (``x-set``).

    A moment is returned as ``actual``, the response's value, if that is the same moment in another notation.
    """
    words = operation.properties[name].get("x-set", {})
    if isinstance(value, str) and words.get(value) == "start_of_next_month":
        moments = [_start_of_next_month(now + late) for late in (-tolerance, tolerance)]
        if isinstance(actual, str) and timestamp(actual) in [moment.timestamp() for moment in moments]:
            return actual
        return moments[-1].isoformat()
    return value


def timestamp(text: str) -> float:
    """Parse a date-time and return its seconds since 1970. Raises Violation if it has no offset or is malformed (RFC 3339)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    expect.holds(
        moment is not None and moment.tzinfo is not None, f"expected a date-time with an offset (RFC 3339), got {text}"
    )
    assert moment is not None
    return moment.timestamp()


def check_generated(name: str, schema: Schema, value: Any, now: float, tolerance: float) -> None:
    """Raise Violation for a generated value in another form than its ``x-generate`` documents."""
    match schema["x-generate"]:
        case {"kind": "id", "prefix": prefix}:
            expect.holds(
                re.fullmatch(re.escape(prefix) + _BASE58, str(value)),
                f"`{name}`: expected {prefix} and 22 base-58 characters, got {value!r}",
            )
        case {"kind": "now" | "updated"}:
            late = timestamp(value) - now
            # A server may cut off the fraction of a second.
            expect.holds(
                -1 - tolerance < late <= tolerance,
                f"`{name}`: expected the present, got {value}, which differs by {late:+} seconds",
            )
        case {"kind": "secret"}:
            # Its length and its alphabet are documented for the mock, not for the API.
            expect.holds(
                isinstance(value, str) and value, f"`{name}`: expected a secret, a non-empty string, got {value!r}"
            )
        case other:
            raise AssertionError(f"`{name}`: {other} is not supported in a resource")


def _start_of_next_month(now: float) -> datetime:
    first = datetime.fromtimestamp(now, UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=31)).replace(day=1)
