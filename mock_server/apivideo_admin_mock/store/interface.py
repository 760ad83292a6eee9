"""What a store can do. The core knows no more of it than this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, NamedTuple, Protocol

#: A resource as it is sent: property to JSON value. A change makes a new one; a record is never edited.
Record = Mapping[str, Any]

#: The path of a collection and the ids of the items above it: what names one table.
TableKey = tuple[str, tuple[str, ...]]


class Filter(NamedTuple):
    """Lets pass what has a property that ``contains`` a text or ``equals`` a value (``x-filter``)."""

    name: str
    match: Literal["contains", "equals"]
    value: Any


class Store(Protocol):
    """Where the resources of one world are. Not safe for threads by itself: the world's lock guards it."""

    def insert(self, table: TableKey, record_id: str, record: Record) -> None:
        """Add a record behind all others of its table."""

    def get(self, table: TableKey, record_id: str) -> Record | None:
        """Give a record, or None."""

    def replace(self, table: TableKey, record_id: str, record: Record) -> None:
        """Put a record in the place of the one with this id. Its place in the order of creation stays."""

    def delete(self, table: TableKey, record_id: str) -> None:
        """Drop a record."""

    def drop_below(self, path: str, ids: tuple[str, ...]) -> None:
        """Drop every table below an item: the path of its collection, and the ids down to its own."""

    def before_last_write(self) -> AbstractContextManager[None]:
        """Let what is read in a ``with`` block be as it was before the last insert, replacement or deletion."""

    def count(self, table: TableKey, filters: Sequence[Filter] = ()) -> int:
        """Count the records that pass all filters."""

    def page(
        self,
        table: TableKey,
        filters: Sequence[Filter] = (),
        *,
        sort_by: str | None = None,
        descending: bool = False,
        start: int = 0,
        size: int,
    ) -> list[Record]:
        """Give so many of the records that pass all filters, from position ``start`` on.

        They are in the order of creation, or by a property: by code point, null first, ties by creation.
        """

    def __len__(self) -> int:
        """Count all records of all tables."""

    def all(self, table: TableKey) -> Iterator[Record]:
        """Give all records, in the order of creation."""
