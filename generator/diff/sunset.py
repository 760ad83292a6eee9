"""The date at which something deprecated can be removed: `x-sunset`, or the header `Sunset` of a response (RFC 8594)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from generator.diff.pair import Pair
from generator.document import Node
from generator.document.walk import METHODS

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_VALUES = ("const", "default", "example", "examples")


def announced_sunset(pair: Pair, *, removed: bool, deprecates: bool) -> str | None:
    """Return the sunset that a change is about: of what was removed although deprecated, or of what is deprecated now.

    Return an empty text if it has no date, and None for any other change.
    """
    if removed and pair.old is not None:
        return _of_removed(pair.old)
    if deprecates and pair.new is not None and pair.values("deprecated")[1] is True:
        return sunset_of(pair.new)
    return None


def sunset_of(node: Node) -> str:
    """Return the date of an object (ISO 8601), or an empty text if it announces none."""
    own = node.get("x-sunset")
    found = _DATE.match(str(own.value)) if own else None
    if found:
        return found[0]
    return max(filter(None, map(_of_header, _headers(node))), default="")


def _of_removed(node: Node) -> str | None:
    """Return the latest sunset of a removed object or of the operations of a removed path, if all of them were deprecated."""
    operations = [child for name, child in node.items() if name in METHODS and isinstance(child.value, dict)]
    parts = operations or [node]
    if not all(isinstance(part.value, dict) and part.value.get("deprecated") is True for part in parts):
        return None
    dates = [sunset_of(part) for part in parts]
    return max(dates) if all(dates) else ""


def _headers(operation: Node) -> Iterator[Node]:
    """Yield the headers `Sunset` of the responses of an operation."""
    responses = operation.get("responses")
    for response in responses.children() if responses else ():
        headers = response.get("headers")
        yield from (header for name, header in headers.items() if name.lower() == "sunset") if headers else ()


def _of_header(header: Node) -> str:
    """Return the date that a header documents in its schema or as its example."""
    schema = header.get("schema")
    for owner in (schema, header):
        for keyword in _VALUES:
            member = owner.get(keyword) if owner else None
            values = member.value if member and isinstance(member.value, list) else [member.value] if member else []
            for value in values:
                if date := _date(value):
                    return date
    return ""


def _date(value: object) -> str:
    try:
        return parsedate_to_datetime(str(value)).date().isoformat()
    except ValueError:
        return ""
