"""A store in memory. Every access takes logarithmic time, except filters, which take linear time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apivideo_admin_mock.backends.interface import Filter, Record, TableKey
from apivideo_admin_mock.backends.memory.table import Row, Table
from apivideo_admin_mock.backends.memory.undo import Undo
from apivideo_admin_mock.http.responses import encode


class MemoryStore:
    """A store in memory. See `Store` for its methods."""

    def __init__(self, undo: Undo) -> None:
        self._undo = undo
        self._tables: dict[TableKey, Table] = {}
        self._below: dict[TableKey, set[TableKey]] = {}
        self._sequence = 0
        self._count = 0
        self._size = 0

    def insert(self, table: TableKey, record_id: str, record: Record, position: int | None = None) -> None:
        """Add a record at the end of its table, or at the position that `delete` returned."""
        if position is None:
            self._sequence = position = self._sequence + 1
        self._put(table, record_id, Row(position, record, len(encode(record))))
        self._undo.append((self._remove, table, record_id))

    def get(self, table: TableKey, record_id: str) -> Record | None:
        """Return a record, or None."""
        found = self._tables.get(table)
        row = found.rows.get(record_id) if found else None
        return row.record if row else None

    def replace(self, table: TableKey, record_id: str, record: Record) -> None:
        """Replace the record with this id. Its position in the order of creation does not change."""
        found = self._tables[table]
        row = found.rows[record_id]
        self._undo.append((self._change, found, row, row.record, row.size))
        self._change(found, row, record, len(encode(record)))

    def _change(self, table: Table, row: Row, record: Record, size: int) -> None:
        self._size += size - row.size
        table.change(row, record, size)

    def delete(self, table: TableKey, record_id: str) -> int:
        """Delete a record. Return its position in the order of creation."""
        row = self._remove(table, record_id)
        self._undo.append((self._put, table, record_id, row))
        return row.sequence

    def drop_below(self, path: str, ids: tuple[str, ...]) -> None:
        """Delete every table below an item. ``path`` is the item's collection, ``ids`` end with the item's own id."""
        dropped = [(key, self._tables[key]) for key in self._below.get((path, ids), ())]
        for key, table in dropped:
            self._count -= len(table.rows)
            self._size -= sum(row.size for row in table.rows.values())
            del self._tables[key]
            for above in _above(key):
                tables = self._below[above]
                tables.discard(key)
                if not tables:
                    del self._below[above]
        if dropped:
            self._undo.append((self._restore, dropped))

    def _restore(self, dropped: list[tuple[TableKey, Table]]) -> None:
        for key, table in dropped:
            self._link(key, table)
            self._count += len(table.rows)
            self._size += sum(row.size for row in table.rows.values())

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

    @property
    def size(self) -> int:
        """The size of all records in bytes of JSON."""
        return self._size

    def __len__(self) -> int:
        """Return the number of records in all tables."""
        return self._count

    def all(self, table: TableKey) -> Iterator[Record]:
        """Return all records in the order of creation."""
        return iter(self.page(table, size=self.count(table)))

    def in_collection(self, path: str) -> Iterator[Record]:
        """Return all records of a collection, below every item above it."""
        return (row.record for key, table in self._tables.items() if key[0] == path for row in table.rows.values())

    def has_value(self, table: TableKey, name: str, value: str) -> bool:
        """Whether a record of a table has this text in a property, in logarithmic time (``x-unique``)."""
        found = self._tables.get(table)
        return found is not None and found.has_value(name, value)

    def _put(self, table: TableKey, record_id: str, row: Row) -> None:
        (self._tables.get(table) or self._new_table(table)).add(record_id, row)
        self._count += 1
        self._size += row.size

    def _remove(self, table: TableKey, record_id: str) -> Row:
        row = self._tables[table].remove(record_id)
        self._count -= 1
        self._size -= row.size
        return row

    def _new_table(self, key: TableKey) -> Table:
        table = Table()
        self._link(key, table)
        return table

    def _link(self, key: TableKey, table: Table) -> None:
        for above in _above(key):
            self._below.setdefault(above, set()).add(key)
        self._tables[key] = table


def _above(key: TableKey) -> Iterator[TableKey]:
    """Yield the items above a table, each as the path of its collection and the ids that end with its own."""
    path, ids = key
    end = 0
    for depth in range(1, len(ids) + 1):
        end = path.index("/{", end + 1)
        yield path[:end], ids[:depth]
