"""The data of one key in a database, within a transaction."""

from __future__ import annotations

from copy import copy
from typing import Any, Final

import msgspec
from msgspec import structs
from sqlalchemy import Connection, bindparam, delete, func, insert, select

from apivideo_admin_mock.backends.interface import Figures, Setup
from apivideo_admin_mock.backends.sql import schema
from apivideo_admin_mock.backends.sql.coding import join_ids, to_bytes
from apivideo_admin_mock.backends.sql.journal import SqlJournal
from apivideo_admin_mock.backends.sql.records import SqlRecords
from apivideo_admin_mock.backends.sql.row import (
    TenantRow,
    decode_state,
    encode_last_write,
    encode_state,
    read_last_write,
    write_row,
)
from apivideo_admin_mock.backends.sql.schedule import SqlSchedule
from apivideo_admin_mock.backends.sql.window import SharedWindow
from apivideo_admin_mock.backends.state import State
from apivideo_admin_mock.http.responses import encode

_f, _v = schema.figures.c, schema.reserved.c
_REPORT: Final = (
    _f.tenant == bindparam("tenant_"),
    _f.operation == bindparam("operation_"),
    _f.ids == bindparam("ids_"),
)
_FIGURES: Final = select(_f.figures).where(*_REPORT)
_FIGURES_SIZE: Final = select(func.coalesce(func.sum(func.length(_f.figures)), 0)).where(
    _f.tenant == bindparam("tenant_")
)
_IS_RESERVED: Final = select(_v.tenant).where(_v.tenant == bindparam("tenant_"), _v.value == bindparam("value_"))


class SqlTenant:
    """The data of one key, in a transaction. See `Tenant` for the methods."""

    def __init__(self, connection: Connection, key: str, row: TenantRow, setup: Setup, window: SharedWindow) -> None:
        self.key, self.seed, self.base_now = key, setup.seed, setup.now
        self.max_resources = None if key in setup.permanent else setup.max_resources
        self.max_bytes = None if key in setup.permanent else setup.max_bytes
        self._connection, self._row, self._before = connection, row, copy(row)
        state = decode_state(row.state)
        # Only stale reads need the last write, and only a fault makes a read stale.
        self._last_write = read_last_write(connection, row.id) if state.faults else None
        self.state: State = structs.replace(state, last_write=self._last_write) if self._last_write else state
        self._state = self.state
        self.records = SqlRecords(connection, row, setup.indexed)
        self.schedule = SqlSchedule(connection, row)
        self.journal = SqlJournal(connection, row)
        self.window = window

    def now(self) -> float:
        """Return the time of the tenant's clock, in seconds since 1970-01-01 (UTC)."""
        return self.state.clock.now(self.base_now())

    def figures(self, operation_id: str, ids: tuple[str, ...]) -> Figures:
        """Return the overridden figures of a report. Empty if there are none."""
        report = {"tenant_": self._row.id, "operation_": operation_id, "ids_": join_ids(ids)}
        data = self._connection.execute(_FIGURES, report).scalar()
        return {} if data is None else msgspec.json.decode(data)

    def set_figures(self, operation_id: str, ids: tuple[str, ...], figures: Figures) -> None:
        """Replace the overridden figures of a report."""
        row = {"tenant": self._row.id, "operation": operation_id, "ids": join_ids(ids)}
        self._connection.execute(
            delete(schema.figures).where(*_REPORT), {f"{name}_": value for name, value in row.items()}
        )
        self._connection.execute(insert(schema.figures), {**row, "figures": encode(figures)})

    @property
    def figures_size(self) -> int:
        """The size of the overridden figures of all reports in bytes of JSON."""
        return int(self._connection.execute(_FIGURES_SIZE, {"tenant_": self._row.id}).scalar_one())

    def reserve(self, value: str) -> bool:
        """Reserve an id or secret, so that it is not generated. Return whether it was not reserved before."""
        if self.is_reserved(value):
            return False
        self._connection.execute(insert(schema.reserved), {"tenant": self._row.id, "value": to_bytes(value)})
        self._row.reserved += 1
        return True

    def is_reserved(self, value: str) -> bool:
        """Whether an id or secret is reserved."""
        if not self._row.reserved:
            return False
        return (
            self._connection.execute(_IS_RESERVED, {"tenant_": self._row.id, "value_": to_bytes(value)}).first()
            is not None
        )

    def clear(self) -> None:
        """Delete the resources with their schedule, the figures and the reserved ids."""
        self.records.clear()
        for table in schema.OWNED:
            self._connection.execute(delete(table).where(table.c.tenant == self._row.id))
        self._row.reserved, self._row.due = 0, None

    def delete(self) -> None:
        """Delete all data of the key."""
        self.clear()
        self.journal.clear()
        self._connection.execute(delete(schema.tenants).where(schema.tenants.c.id == self._row.id))

    def save(self) -> bool:
        """Write the records and the row of the tenant. Return whether anything else than a recorded request changed."""
        self.records.flush()
        if self.state is not self._state:
            self._row.state = encode_state(self.state)
        changes: dict[str, Any] = self._row.changes(self._before)
        if self.state.last_write is not self._last_write:
            changes["last_write"] = encode_last_write(self.state.last_write)
        if changes:
            write_row(self._connection, self._row.id, changes)
        return not changes.keys() <= _RECORDED


#: The columns that every request changes.
_RECORDED: Final = {"last_use", "window", "number", "journal_bytes"}
