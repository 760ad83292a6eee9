"""Write records, and remember the last write for stale reads (the effect ``stale``)."""

from __future__ import annotations

from msgspec import structs

from apivideo_admin_mock.backends.interface import Record, TableKey, Tenant
from apivideo_admin_mock.backends.state import LastWrite


def insert(tenant: Tenant, table: TableKey, record_id: str, record: Record) -> None:
    """Add a record at the end of its table."""
    tenant.records.insert(table, record_id, record)
    _remember(tenant, LastWrite(table, record_id))


def replace(tenant: Tenant, table: TableKey, record_id: str, record: Record, before: Record) -> None:
    """Replace the record ``before``."""
    tenant.records.replace(table, record_id, record)
    _remember(tenant, LastWrite(table, record_id, dict(before)))


def delete(tenant: Tenant, table: TableKey, record_id: str, before: Record) -> None:
    """Delete the record ``before``."""
    position = tenant.records.delete(table, record_id)
    _remember(tenant, LastWrite(table, record_id, dict(before), position))


def _remember(tenant: Tenant, write: LastWrite) -> None:
    tenant.state = structs.replace(tenant.state, last_write=write)
