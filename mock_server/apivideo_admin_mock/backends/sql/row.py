"""The row of a tenant: read at the start of a transaction, and written at its end if it changed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Final

import msgspec
from msgspec import structs
from sqlalchemy import Connection, bindparam, select, update

from apivideo_admin_mock.backends.sql import schema
from apivideo_admin_mock.backends.state import LastWrite, State

_encode: Final = msgspec.json.Encoder().encode
_decode_write: Final = msgspec.json.Decoder(LastWrite).decode


@dataclass(slots=True)
class TenantRow:
    """The columns of a tenant, except its key and its last write."""

    id: int
    last_use: float
    state: bytes
    window: bytes
    number: int
    journal_bytes: int
    size: int
    records: int
    position: int
    reserved: int
    due: float | None

    def changes(self, before: TenantRow) -> dict[str, Any]:
        """Return the columns that differ from those of another row."""
        return {name: value for name in _NAMES if (value := getattr(self, name)) != getattr(before, name)}


_NAMES: Final = tuple(one.name for one in fields(TenantRow))
_COLUMNS: Final = [schema.tenants.c[name] for name in _NAMES]
_LOCKED: Final = select(*_COLUMNS).where(schema.tenants.c.key == bindparam("key_")).with_for_update()
_LAST_WRITE: Final = select(schema.tenants.c.last_write).where(schema.tenants.c.id == bindparam("id_"))
_UPDATE: Final = update(schema.tenants).where(schema.tenants.c.id == bindparam("id_"))

#: The state of a new tenant.
NEW_STATE: Final = _encode(State())


def lock_row(connection: Connection, key: bytes) -> TenantRow | None:
    """Lock and return the row of a key, or None if there is none. SQLite locks the whole database."""
    row = connection.execute(_LOCKED, {"key_": key}).first()
    return None if row is None else TenantRow(*row)


def write_row(connection: Connection, row_id: int, changes: dict[str, Any]) -> None:
    """Write the columns that changed."""
    connection.execute(_UPDATE.values(**changes), {"id_": row_id})


def read_last_write(connection: Connection, row_id: int) -> LastWrite | None:
    """Return the last write of a tenant."""
    data = connection.execute(_LAST_WRITE, {"id_": row_id}).scalar()
    return None if data is None else _decode_write(data)


def encode_last_write(write: LastWrite | None) -> bytes | None:
    """Encode a last write."""
    return None if write is None else _encode(write)


def encode_state(state: State) -> bytes:
    """Encode a state without its last write."""
    return _encode(structs.replace(state, last_write=None))


@lru_cache(maxsize=1024)
def decode_state(data: bytes) -> State:
    """Decode a state. It is immutable, so transactions can share it."""
    return msgspec.json.decode(data, type=State)
