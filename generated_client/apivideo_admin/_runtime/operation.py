"""One operation of the document, and how its arguments become a request target and a body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast
from urllib.parse import quote, urlencode

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ResultT = TypeVar("ResultT")


class Operation(msgspec.Struct, Generic[ResultT], frozen=True):
    """An operation of the OpenAPI document.

    ``path`` is its template, with path parameters in braces. ``decode`` reads the body of a successful answer, and raises
    msgspec.DecodeError if it cannot. ``secrets`` are the query parameters and properties of the body that must not be shown.
    """

    id: str
    method: str
    path: str
    decode: Callable[[bytes], ResultT]
    secrets: tuple[str, ...] = ()


def no_body(_: bytes) -> None:
    """Decode an answer that has nothing to read (204), whatever it holds."""


def build_target(path: str, ids: Mapping[str, object] | None, query: Mapping[str, object] | None) -> str:
    """Give the path and query to request. Query parameters that are None are not sent.

    Raises ValueError for a path parameter that would lead to another path.
    """
    if ids:
        path = path.format_map({name: _path_segment(name, value) for name, value in ids.items()})
    if query:
        given = [(name, _query_value(value)) for name, value in query.items() if value is not None]
        if given:
            return f"{path}?{urlencode(given, doseq=True)}"
    return path


def _path_segment(name: str, value: object) -> str:
    text = "" if value is None else str(value)
    if not text.strip(".") or "/" in text or "\\" in text:
        reason = "holds a slash, or only dots" if text else "is empty"
        raise ValueError(f"{name} {reason}. Pass the id as the API gave it.")
    return quote(text, safe="")


def _query_value(value: object) -> object:
    """Write a parameter as text; a sequence becomes a list, for it is sent as repeated parameters (style form, exploded)."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):  # a datetime, too
        return value.isoformat()
    if isinstance(value, Sequence):
        return [_query_value(item) for item in cast("Sequence[object]", value)]
    return str(value)


def encode_body(body: Mapping[str, Any] | None) -> bytes | None:
    """Write the JSON of a request body; properties that are UNSET are not sent, None is sent as null."""
    if body is None:
        return None
    return msgspec.json.encode({name: value for name, value in body.items() if value is not msgspec.UNSET})
