"""Store keys, texts and records as columns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from apivideo_admin_mock.backends.interface import Record
from apivideo_admin_mock.backends.moment import value_of
from apivideo_admin_mock.http.responses import encode

# PostgreSQL limits the values of an index to about 2,700 bytes.
_MAX_BYTES: Final = 1000


def to_bytes(text: str) -> bytes:
    """Encode a text in UTF-8, lone surrogates included. The order of bytes is the order of code points."""
    return text.encode("utf-8", "surrogatepass")


def to_text(data: bytes) -> str:
    """Decode what `to_bytes` encoded."""
    return data.decode("utf-8", "surrogatepass")


def join_ids(ids: tuple[str, ...]) -> str:
    """Return ids as JSON strings, each with a comma: the ids of an item are a prefix of the ids below it."""
    return "".join(f"{json.dumps(one)}," for one in ids)


def split_ids(text: str) -> tuple[str, ...]:
    """Split what `join_ids` joined."""
    return tuple(json.loads(f"[{text[:-1]}]"))


def encode_record(record: Record) -> bytes:
    """Encode a record as JSON, its properties in their order."""
    return encode(dict(record))


def decode_record(data: bytes) -> dict[str, Any]:
    """Decode a record."""
    value: dict[str, Any] = msgspec.json.decode(data)
    return value


def sort_rows(table_id: int, position: int, record: Record, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows with the values of a record to sort by, without those that the database cannot sort."""
    return [
        {
            "table_id": table_id,
            "property": name,
            "position": position,
            "back": -position,
            "is_set": value[0],
            "value": value[1],
        }
        for name in names
        if (value := sort_value(value_of(record, name))) is not None
    ]


def sort_value(value: Any) -> tuple[int, bytes] | None:
    """Return whether a value is not null, and its bytes. Return None for a value that the database cannot sort or index."""
    if value is None:
        return 0, b""
    if isinstance(value, str) and len(data := to_bytes(value)) <= _MAX_BYTES:
        return 1, data
    return None
