"""The schedule of a tenant in a database."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from apivideo_admin_mock.backends.interface import TableKey
from apivideo_admin_mock.backends.sql import schema
from apivideo_admin_mock.backends.sql.coding import join_ids, split_ids, to_bytes, to_text
from apivideo_admin_mock.backends.sql.row import TenantRow

_s = schema.schedule.c
_OWN: Final = _s.tenant == bindparam("tenant_")
_RECORD: Final = (
    _OWN,
    _s.path == bindparam("path_"),
    _s.ids == bindparam("ids_"),
    _s.record_id == bindparam("record_id_"),
)
_FIND: Final = select(_s.at).where(*_RECORD)
_DELETE: Final = delete(schema.schedule).where(*_RECORD)
_NEXT: Final = select(_s.path, _s.ids, _s.record_id).where(_OWN, _s.at <= bindparam("now")).order_by(_s.at, _s.position)
_EARLIEST: Final = select(func.min(_s.at)).where(_OWN)


class SqlSchedule:
    """The schedule of a tenant, in a transaction. See `Schedule` for the methods."""

    def __init__(self, connection: Connection, row: TenantRow) -> None:
        self._connection, self._row = connection, row

    def put(self, table: TableKey, record_id: str, at: float) -> None:
        """Set the time of a record, in seconds since 1970-01-01 (UTC)."""
        row = self._row
        record = {"path": table[0], "ids": join_ids(table[1]), "record_id": to_bytes(record_id)}
        identity = {"tenant_": row.id, **{f"{name}_": value for name, value in record.items()}}
        if self._connection.execute(_FIND, identity).scalar() == at:
            return
        self._connection.execute(_DELETE, identity)
        row.position += 1
        new = {"tenant": row.id, **record, "at": at, "position": row.position}
        self._connection.execute(insert(schema.schedule), new)
        row.due = at if row.due is None else min(row.due, at)

    def pop(self, now: float) -> tuple[TableKey, str] | None:
        """Remove and return the record with the earliest time up to ``now``, or return None."""
        row = self._row
        if row.due is None or row.due > now:
            return None
        found = self._connection.execute(_NEXT.limit(1), {"tenant_": row.id, "now": now}).first()
        if found is None:
            row.due = self._connection.execute(_EARLIEST, {"tenant_": row.id}).scalar()
            return None
        identity = {"tenant_": row.id, "path_": found.path, "ids_": found.ids, "record_id_": found.record_id}
        self._connection.execute(_DELETE, identity)
        return (found.path, split_ids(found.ids)), to_text(found.record_id)
