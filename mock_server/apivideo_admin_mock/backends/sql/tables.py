"""The tables with the records of a tenant, in a database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update

from apivideo_admin_mock.backends.interface import TableKey
from apivideo_admin_mock.backends.sql import schema
from apivideo_admin_mock.backends.sql.coding import join_ids
from apivideo_admin_mock.backends.sql.queries import TABLE
from apivideo_admin_mock.backends.sql.row import TenantRow

_t = schema.tables.c
_FIND = select(_t.id, _t.size, _t.irregular).where(
    _t.tenant == bindparam("tenant_"), _t.ids == bindparam("ids_"), _t.path == bindparam("path_")
)
_UPDATE = update(schema.tables).where(_t.id == TABLE).values(size=bindparam("size_"), irregular=bindparam("irregular_"))


@dataclass(slots=True)
class TableRow:
    """A table: its id, the number of its records, and the number of their values that the database cannot sort."""

    id: int
    size: int
    irregular: int


class SqlTables:
    """The tables of a tenant in a transaction, each read once and written once."""

    def __init__(self, connection: Connection, row: TenantRow) -> None:
        self._connection, self._row = connection, row
        self._found: dict[TableKey, TableRow | None] = {}
        # Written at the end: PostgreSQL takes quadratic time where a transaction updates the same row again and again.
        self._changed: dict[int, TableRow] = {}

    def find(self, key: TableKey) -> TableRow | None:
        """Return a table, or None if it has no records yet."""
        if key in self._found:
            return self._found[key]
        path, ids = key
        row = self._connection.execute(_FIND, {"tenant_": self._row.id, "ids_": join_ids(ids), "path_": path}).first()
        found = self._found[key] = None if row is None else TableRow(row.id, row.size, row.irregular)
        return found

    def find_or_create(self, key: TableKey) -> TableRow:
        """Return a table, created if there is none."""
        found = self.find(key)
        if found is None:
            path, ids = key
            new = insert(schema.tables).values(tenant=self._row.id, path=path, ids=join_ids(ids), size=0, irregular=0)
            found = self._found[key] = TableRow(self._connection.execute(new.returning(_t.id)).scalar_one(), 0, 0)
        return found

    def count(self, table: TableRow, change: int, irregular: int) -> None:
        """Add to the number of records of a table, and to that of their values that the database cannot sort."""
        if change or irregular:
            table.size += change
            table.irregular += irregular
            self._row.records += change
            self._changed[table.id] = table

    def flush(self) -> None:
        """Write the changed tables."""
        for one in self._changed.values():
            self._connection.execute(_UPDATE, {"table": one.id, "size_": one.size, "irregular_": one.irregular})
        self._changed.clear()

    def forget(self) -> None:
        """Read the tables again when they are needed: some were deleted."""
        self._found.clear()
        self._changed.clear()
