"""Keeps resources in memory: found by id, and read in any order from any position in logarithmic time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from sortedcontainers import SortedKeyList

#: A resource as it is sent: property to JSON value. A change makes a new one; a record is never edited.
Record = Mapping[str, Any]

#: The path of a collection and the ids of the items above it: what names one table.
TableKey = tuple[str, tuple[str, ...]]


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

    def drop_below(self, ids: tuple[str, ...]) -> None:
        """Drop every table below the item that these ids name, the outermost first."""

    def before_last_write(self) -> AbstractContextManager[None]:
        """Let what is read in a ``with`` block be as it was before the last insert, replacement or deletion."""

    def size(self, table: TableKey) -> int:
        """Count the records of a table."""

    def scan(self, table: TableKey, sort_by: str | None, *, descending: bool, start: int = 0) -> Iterator[Record]:
        """Give records from position ``start`` on: by creation, or by a property with ties by creation."""


@dataclass(slots=True)
class _Row:
    sequence: int
    record: Record


@dataclass(frozen=True, slots=True)
class _Write:
    """What the last write changed: a record before and after, None where there was none."""

    table: TableKey
    record_id: str
    before: Record | None
    after: Record | None
    sequence: int


#: Whether there is a value, the value, and the row's place in the order of creation.
_Key = tuple[bool, Any, int]


def _key(name: str, sign: int) -> Callable[[_Row], _Key]:
    def key(row: _Row) -> _Key:
        value = row.record.get(name)
        # A null comes before every value and is never compared with one.
        return (value is not None, "" if value is None else value, sign * row.sequence)

    return key


@dataclass(slots=True)
class _Table:
    rows: dict[str, _Row] = field(default_factory=dict)
    by_creation: SortedKeyList[_Row, int] = field(default_factory=lambda: SortedKeyList(key=lambda row: row.sequence))
    by_property: dict[tuple[str, bool], SortedKeyList[_Row, _Key]] = field(default_factory=dict)

    def order(self, name: str | None, *, descending: bool) -> SortedKeyList[_Row, Any]:
        """Give the rows in an order; the descending one is read from its end, so that ties stay in that of creation."""
        if name is None:
            return self.by_creation
        index = self.by_property.get((name, descending))
        if index is None:
            index = SortedKeyList(self.rows.values(), key=_key(name, -1 if descending else 1))
            self.by_property[name, descending] = index
        return index

    def unlink(self, row: _Row) -> None:
        for index in self.by_property.values():
            index.remove(row)

    def link(self, row: _Row) -> None:
        for index in self.by_property.values():
            index.add(row)


class MemoryStore:
    """The store that forgets when the process ends."""

    def __init__(self) -> None:
        self._tables: dict[TableKey, _Table] = {}
        self._below: dict[tuple[str, ...], set[TableKey]] = {}
        self._sequence = 0
        self._last: _Write | None = None

    def insert(self, table: TableKey, record_id: str, record: Record) -> None:
        """Add a record behind all others of its table."""
        self._sequence += 1
        self._put(table, record_id, _Row(self._sequence, record))
        self._last = _Write(table, record_id, None, record, self._sequence)

    def get(self, table: TableKey, record_id: str) -> Record | None:
        """Give a record, or None."""
        found = self._tables.get(table)
        row = found.rows.get(record_id) if found else None
        return row.record if row else None

    def replace(self, table: TableKey, record_id: str, record: Record) -> None:
        """Put a record in the place of the one with this id. Its place in the order of creation stays."""
        found = self._tables[table]
        row = found.rows[record_id]
        self._last = _Write(table, record_id, row.record, record, row.sequence)
        found.unlink(row)
        row.record = record
        found.link(row)

    def delete(self, table: TableKey, record_id: str) -> None:
        """Drop a record."""
        row = self._take(table, record_id)
        self._last = _Write(table, record_id, row.record, None, row.sequence)

    @contextmanager
    def before_last_write(self) -> Iterator[None]:
        """Let what is read in a ``with`` block be as it was before the last insert, replacement or deletion."""
        last = self._last
        if last is None:
            yield
            return
        self._set(last.table, last.record_id, last.before, last.sequence)
        try:
            yield
        finally:
            self._set(last.table, last.record_id, last.after, last.sequence)

    def _set(self, table: TableKey, record_id: str, record: Record | None, sequence: int) -> None:
        if table in self._tables and record_id in self._tables[table].rows:
            self._take(table, record_id)
        if record is not None:
            self._put(table, record_id, _Row(sequence, record))

    def _put(self, table: TableKey, record_id: str, row: _Row) -> None:
        found = self._tables.get(table) or self._new_table(table)
        found.rows[record_id] = row
        found.by_creation.add(row)
        found.link(row)

    def _take(self, table: TableKey, record_id: str) -> _Row:
        found = self._tables[table]
        row = found.rows.pop(record_id)
        found.unlink(row)
        found.by_creation.remove(row)
        return row

    def drop_below(self, ids: tuple[str, ...]) -> None:
        """Drop every table below the item that these ids name, the outermost first."""
        for key in self._below.pop(ids, ()):
            self._tables.pop(key, None)

    def size(self, table: TableKey) -> int:
        """Count the records of a table."""
        found = self._tables.get(table)
        return len(found.rows) if found else 0

    def scan(self, table: TableKey, sort_by: str | None, *, descending: bool, start: int = 0) -> Iterator[Record]:
        """Give records from position ``start`` on: by creation, or by a property with ties by creation."""
        found = self._tables.get(table)
        if found is None:
            return
        index = found.order(sort_by, descending=descending)
        if sort_by is not None and descending:
            rows = index.islice(0, max(0, len(index) - start), reverse=True)
        else:
            rows = index.islice(start)
        for row in rows:
            yield row.record

    def _new_table(self, key: TableKey) -> _Table:
        for depth in range(1, len(key[1]) + 1):
            self._below.setdefault(key[1][:depth], set()).add(key)
        self._tables[key] = table = _Table()
        return table
