"""Remembers what was asked and what was answered."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from apivideo_admin_mock.clock import rfc3339

_MASK = "***"


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange. ``at`` is in seconds since 1970-01-01; ``operation_id`` is None where no operation was found."""

    number: int
    at: float
    method: str
    path: str
    query: str
    operation_id: str | None
    status: int


class Journal:
    """The last exchanges of a world, the oldest first."""

    def __init__(self, most: int = 1000) -> None:
        self._entries: deque[Entry] = deque(maxlen=most)
        self._number = 0

    def add(self, at: float, method: str, path: str, query: str, operation_id: str | None, status: int) -> None:
        """Remember an exchange."""
        self._number += 1
        self._entries.append(Entry(self._number, at, method, path, query, operation_id, status))

    def find(self, operation_id: str | None = None) -> list[Entry]:
        """Give the exchanges of an operation, or all of them."""
        return [entry for entry in list(self._entries) if operation_id in {None, entry.operation_id}]

    def clear(self) -> None:
        """Forget all."""
        self._entries.clear()

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self._entries))

    def __len__(self) -> int:
        return len(self._entries)


def as_json(entry: Entry, secrets: Collection[str]) -> dict[str, Any]:
    """Give an exchange as JSON, with the values of secret parameters masked."""
    pairs = parse_qsl(entry.query, keep_blank_values=True, errors="replace")
    if any(name in secrets for name, _ in pairs):
        query = "&".join(f"{quote(name)}={_MASK if name in secrets else quote(value)}" for name, value in pairs)
    else:
        query = entry.query
    return asdict(entry) | {"at": rfc3339(entry.at), "query": query}
