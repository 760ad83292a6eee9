"""A store in memory. Every access takes logarithmic time, except filters, which take linear time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from apivideo_admin_mock.backends.interface import Filter, Record, TableKey
from apivideo_admin_mock.backends.memory.table import Row, Table


@dataclass(frozen=True, slots=True)
class _Write:
    """The last write: the record before and after it, None if it did not exist."""

    table: TableKey
    record_id: str
    before: Record | None
    after: Record | None
    sequence: int


class MemoryStore:
    """A store in memory. See `Store` for its methods."""

    def __init__(self) -> None:
        self._tables: dict[TableKey, Table] = {}
        self._below: dict[TableKey, set[TableKey]] = {}
        self._sequence = 0
        self._count = 0
        self._last: _Write | None = None

    def insert(self, table: TableKey, record_id: str, record: Record) -> None:
        """Add a record at the end of its table."""
        self._sequence += 1
        self._put(table, record_id, Row(self._sequence, record))
        self._last = _Write(table, record_id, None, record, self._sequence)

    def get(self, table: TableKey, record_id: str) -> Record | None:
        """Return a record, or None."""
        found = self._tables.get(table)
        row = found.rows.get(record_id) if found else None
        return row.record if row else None

    def replace(self, table: TableKey, record_id: str, record: Record) -> None:
        """Replace the record with this id. Its position in the order of creation does not change."""
        found = self._tables[table]
        row = found.rows[record_id]
        self._last = _Write(table, record_id, row.record, record, row.sequence)
        found.change(row, record)

    def delete(self, table: TableKey, record_id: str) -> None:
        """Delete a record."""
        row = self._remove(table, record_id)
        self._last = _Write(table, record_id, row.record, None, row.sequence)

    @contextmanager
    def before_last_write(self) -> Iterator[None]:
        """Undo the last insert, replacement or deletion for the duration of a ``with`` block."""
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
            self._remove(table, record_id)
        if record is not None:
            self._put(table, record_id, Row(sequence, record))

    def drop_below(self, path: str, ids: tuple[str, ...]) -> None:
        """Delete every table below an item. ``path`` is the item's collection, ``ids`` end with the item's own id."""
        for key in self._below.pop((path, ids), set()):
            self._count -= len(self._tables.pop(key).rows)
            for above in _above(key):
                self._below.get(above, set()).discard(key)

    def count(self, table: TableKey, filters: Sequence[Filter] = ()) -> int:
        """Return the number of records that match all filters."""
        found = self._tables.get(table)
        if found is None:
            return 0
        return len(found.matching(filters)) if filters else len(found.rows)

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
        """Return up to ``size`` of the records that match all filters, from position ``start`` of an order."""
        found = self._tables.get(table)
        if found is None or start >= len(found.rows):
            return []
        rows = found.select(filters, sort_by, descending=descending, start=start, size=size)
        return [row.record for row in rows]

    def __len__(self) -> int:
        """Return the number of records in all tables."""
        return self._count

    def all(self, table: TableKey) -> Iterator[Record]:
        """Return all records in the order of creation."""
        return iter(self.page(table, size=self.count(table)))

    def _put(self, table: TableKey, record_id: str, row: Row) -> None:
        (self._tables.get(table) or self._new_table(table)).add(record_id, row)
        self._count += 1

    def _remove(self, table: TableKey, record_id: str) -> Row:
        self._count -= 1
        return self._tables[table].remove(record_id)

    def _new_table(self, key: TableKey) -> Table:
        for above in _above(key):
            self._below.setdefault(above, set()).add(key)
        self._tables[key] = table = Table()
        return table


def _above(key: TableKey) -> Iterator[TableKey]:
    """Yield the items above a table, each as the path of its collection and the ids that end with its own."""
    path, ids = key
    end = 0
    for depth in range(1, len(ids) + 1):
        end = path.index("/{", end + 1)
        yield path[:end], ids[:depth]
