"""The interface of a store. The core depends on nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, NamedTuple, Protocol

#: A resource in the form of a response: JSON values by property. It is immutable; a change creates a new record.
Record = Mapping[str, Any]

#: The key of a table: the path of a collection and the ids of the items above it.
TableKey = tuple[str, tuple[str, ...]]


class Filter(NamedTuple):
    """A filter on a property (``x-filter``): it ``contains`` a text or ``equals`` a value."""

    name: str
    match: Literal["contains", "equals"]
    value: Any


class ReadableStore(Protocol):
    """The reads of a request. Not thread-safe: hold the tenant's lock."""

    def get(self, table: TableKey, record_id: str) -> Record | None:
        """Return a record, or None."""

    def count(self, table: TableKey, filters: Sequence[Filter] = ()) -> int:
        """Return the number of records that match all filters."""

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
        """Return up to ``size`` of the records that match all filters, from position ``start`` on.

        The order is that of creation, or of a property: by code point, null first, equal values in the order of creation.
        """


class Store(ReadableStore, Protocol):
    """The resources of one tenant. Not thread-safe: hold the tenant's lock."""

    def insert(self, table: TableKey, record_id: str, record: Record) -> None:
        """Add a record at the end of its table."""

    def replace(self, table: TableKey, record_id: str, record: Record) -> None:
        """Replace the record with this id. Its position in the order of creation does not change."""

    def delete(self, table: TableKey, record_id: str) -> None:
        """Delete a record."""

    def drop_below(self, path: str, ids: tuple[str, ...]) -> None:
        """Delete every table below an item. ``path`` is the item's collection, ``ids`` end with the item's own id."""

    def before_last_write(self) -> AbstractContextManager[None]:
        """Return a context in which reads return the data from before the last insert, replacement or deletion."""

    def __len__(self) -> int:
        """Return the number of records in all tables."""

    def all(self, table: TableKey) -> Iterator[Record]:
        """Return all records in the order of creation."""
