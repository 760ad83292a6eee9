"""The records of a tenant in a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    CursorResult,
    Executable,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from apivideo_admin_mock.backends.interface import Filter, Record, TableKey
from apivideo_admin_mock.backends.memory.table import Row, Table
from apivideo_admin_mock.backends.moment import value_of
from apivideo_admin_mock.backends.sql import schema
from apivideo_admin_mock.backends.sql.coding import (
    decode_record,
    encode_record,
    join_ids,
    sort_rows,
    sort_value,
    to_bytes,
)
from apivideo_admin_mock.backends.sql.pending import PendingRecords
from apivideo_admin_mock.backends.sql.queries import TABLE as _TABLE
from apivideo_admin_mock.backends.sql.queries import conditions, sorted_records
from apivideo_admin_mock.backends.sql.row import TenantRow
from apivideo_admin_mock.backends.sql.tables import SqlTables, TableRow

_t, _r, _v = schema.tables.c, schema.records.c, schema.values.c
_ID: BindParameter[bytes] = bindparam("id")
_POSITION: BindParameter[int] = bindparam("position_")
_GET = select(_r.record, _r.position).where(_r.table_id == _TABLE, _r.record_id == _ID)
_PAGE = select(_r.record).where(_r.table_id == _TABLE).order_by(_r.position)
_ALL = select(_r.position, _r.record).where(_r.table_id == _TABLE).order_by(_r.position)
_COLLECTION = (
    select(_r.record)
    .join(schema.tables, _t.id == _r.table_id)
    .where(_t.tenant == bindparam("tenant"), _t.path == bindparam("path"))
)
_REPLACE = update(schema.records).where(_r.table_id == _TABLE, _r.record_id == _ID).values(record=bindparam("new"))
_DELETE = delete(schema.records).where(_r.table_id == _TABLE, _r.record_id == _ID)
_DELETE_VALUES = delete(schema.values).where(_v.table_id == _TABLE, _v.position == _POSITION)


class SqlRecords:
    """The records of a tenant, in a transaction. See `Store` for the methods.

    ``indexed`` returns the properties of each collection that requests can sort or filter by. A table with a value that the database
    cannot index (a long text, a number) is sorted and filtered in Python, which takes linear time.
    """

    def __init__(
        self, connection: Connection, row: TenantRow, indexed: Callable[[], Mapping[str, Sequence[str]]]
    ) -> None:
        self._connection, self._row, self._indexed = connection, row, indexed
        self._tables = SqlTables(connection, row)
        self._new = PendingRecords(connection)

    def get(self, table: TableKey, record_id: str) -> Record | None:
        """Return a record, or None."""
        found = self._tables.find(table)
        if found is None:
            return None
        identity = (found.id, to_bytes(record_id))
        if new := self._new.get(identity):
            return decode_record(new)
        row = self._connection.execute(_GET, dict(zip(("table", "id"), identity, strict=True))).first()
        return None if row is None else decode_record(row.record)

    def count(self, table: TableKey, filters: Sequence[Filter] = ()) -> int:
        """Return the number of records that match all filters."""
        found = self._tables.find(table)
        if found is None:
            return 0
        if not filters:
            return found.size
        if not self._is_regular(table, found, [one.name for one in filters]):
            return len(self._load(found).matching(filters))
        query = (
            select(func.count())
            .select_from(schema.records)
            .where(_r.table_id == _TABLE, *conditions(self._connection.dialect.name, filters))
        )
        return int(self._execute(query, {"table": found.id}).scalar_one())

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
        found = self._tables.find(table)
        if found is None or start >= found.size:
            return []
        names = [one.name for one in filters] + ([] if sort_by is None else [sort_by])
        if not self._is_regular(table, found, names):
            rows = self._load(found).select(filters, sort_by, descending=descending, start=start, size=size)
            return [row.record for row in rows]
        query: Select[Any] = _PAGE if sort_by is None else sorted_records(sort_by, descending=descending)
        if filters:
            query = query.where(*conditions(self._connection.dialect.name, filters))
        result = self._execute(query.offset(start).limit(size), {"table": found.id})
        return [decode_record(row.record) for row in result]

    def insert(self, table: TableKey, record_id: str, record: Record, position: int | None = None) -> None:
        """Add a record at the end of its table, or at the position that `delete` returned."""
        if position is None:
            self._row.position = position = self._row.position + 1
        found, data = self._tables.find_or_create(table), encode_record(record)
        self._row.size += len(data)
        values, irregular = self._values(table, found, position, record)
        self._new.add((found.id, to_bytes(record_id)), position, data, values)
        self._tables.count(found, 1, irregular)

    def replace(self, table: TableKey, record_id: str, record: Record) -> None:
        """Replace the record with this id. Its position in the order of creation does not change."""
        found, position, before = self._existing(table, record_id)
        identity = {"table": found.id, "id": to_bytes(record_id)}
        data = encode_record(record)
        self._row.size += len(data) - len(encode_record(before))
        self._execute(_REPLACE, {**identity, "new": data})
        removed = self._remove_values(table, found, position, before)
        values, irregular = self._values(table, found, position, record)
        if values:
            self._connection.execute(insert(schema.values), values)
        self._tables.count(found, 0, irregular - removed)

    def delete(self, table: TableKey, record_id: str) -> int:
        """Delete a record. Return its position in the order of creation."""
        found, position, before = self._existing(table, record_id)
        self._row.size -= len(encode_record(before))
        self._execute(_DELETE, {"table": found.id, "id": to_bytes(record_id)})
        self._tables.count(found, -1, -self._remove_values(table, found, position, before))
        return position

    def drop_below(self, path: str, ids: tuple[str, ...]) -> None:
        """Delete every table below an item. ``path`` is the item's collection, ``ids`` end with the item's own id."""
        self.flush()
        prefix = join_ids(ids)
        # "-" is the character after ",", with which each id ends.
        below = select(_t.id, _t.size, _t.path).where(
            _t.tenant == self._row.id, _t.ids >= prefix, _t.ids < prefix[:-1] + "-"
        )
        dropped = [row for row in self._connection.execute(below) if row.path.startswith(f"{path}/{{")]
        for row in dropped:
            size = select(func.coalesce(func.sum(func.length(_r.record)), 0)).where(_r.table_id == row.id)
            self._row.size -= int(self._connection.execute(size).scalar_one())
            self._connection.execute(delete(schema.values).where(_v.table_id == row.id))
            self._connection.execute(delete(schema.records).where(_r.table_id == row.id))
            self._connection.execute(delete(schema.tables).where(_t.id == row.id))
            self._row.records -= row.size
        self._tables.forget()

    def clear(self) -> None:
        """Delete all records."""
        self._new.discard()
        own = select(_t.id).where(_t.tenant == self._row.id).scalar_subquery()
        self._connection.execute(delete(schema.values).where(_v.table_id.in_(own)))
        self._connection.execute(delete(schema.records).where(_r.table_id.in_(own)))
        self._connection.execute(delete(schema.tables).where(_t.tenant == self._row.id))
        self._tables.forget()
        self._row.records = self._row.size = 0

    def all(self, table: TableKey) -> Iterator[Record]:
        """Return all records in the order of creation."""
        found = self._tables.find(table)
        if found is None:
            return iter(())
        return iter([decode_record(row.record) for row in self._execute(_PAGE, {"table": found.id})])

    def in_collection(self, path: str) -> Iterator[Record]:
        """Return all records of a collection, below every item above it."""
        self.flush()
        found = self._connection.execute(_COLLECTION, {"tenant": self._row.id, "path": path})
        return iter([decode_record(row.record) for row in found])

    def has_value(self, table: TableKey, name: str, value: str) -> bool:
        """Whether a record of a table has this text in a property (``x-unique``)."""
        return self.count(table, [Filter(name, "equals", value)]) > 0

    def flush(self) -> None:
        """Write everything that is not yet written. The transaction calls this at its end."""
        self._new.write()
        self._tables.flush()

    @property
    def size(self) -> int:
        """The size of all records in bytes of JSON."""
        return self._row.size

    def __len__(self) -> int:
        """Return the number of records in all tables."""
        return self._row.records

    def _execute(self, statement: Executable, parameters: Mapping[str, object] | None = None) -> CursorResult[Any]:
        """Execute a statement on records or their values, once all new ones are written."""
        self._new.write()
        return self._connection.execute(statement, parameters)

    def _existing(self, table: TableKey, record_id: str) -> tuple[TableRow, int, Record]:
        found = self._tables.find(table)
        row = self._execute(_GET, {"table": found.id, "id": to_bytes(record_id)}).first() if found else None
        if found is None or row is None:
            raise KeyError(record_id)
        return found, row.position, decode_record(row.record)

    def _values(
        self, table: TableKey, found: TableRow, position: int, record: Record
    ) -> tuple[list[dict[str, Any]], int]:
        """Return the rows of the values to sort by, and the number of values that the database cannot sort."""
        names = self._indexed().get(table[0], ())
        rows = sort_rows(found.id, position, record, names)
        return rows, len(names) - len(rows)

    def _remove_values(self, table: TableKey, found: TableRow, position: int, before: Record) -> int:
        """Remove the values to sort by. Return the number of those that the database could not sort."""
        self._execute(_DELETE_VALUES, {"table": found.id, "position_": position})
        return sum(sort_value(value_of(before, name)) is None for name in self._indexed().get(table[0], ()))

    def _is_regular(self, table: TableKey, found: TableRow, names: Sequence[str]) -> bool:
        """Whether the database can sort and filter a table by these properties."""
        return not names or (found.irregular == 0 and {*names} <= {*self._indexed().get(table[0], ())})

    def _load(self, found: TableRow) -> Table:
        table = Table()
        for row in self._execute(_ALL, {"table": found.id}):
            table.add(str(row.position), Row(row.position, decode_record(row.record)))
        return table
