"""Mark and delete resources at their scheduled time (``x-expire``)."""

from __future__ import annotations

from collections.abc import Mapping

from apivideo_admin_mock.backends.interface import Record, TableKey, Tenant
from apivideo_admin_mock.spec import Collection
from apivideo_admin_mock.tenants.clock import from_rfc3339
from apivideo_admin_mock.tenants.writes import delete, replace


def schedule(tenant: Tenant, collection: Collection, table: TableKey, record_id: str, record: Record) -> None:
    """Schedule a new or changed record if it names a time. Raises ValueError if that is not a time."""
    expire = collection.resource.expire
    if expire is not None and record.get(expire.at) is not None:
        tenant.schedule.put(table, record_id, from_rfc3339(record[expire.at]))


def sweep(tenant: Tenant, collections: Mapping[str, Collection], now: float) -> None:
    """Mark and delete the records that are due at ``now`` (seconds). ``collections`` are by path."""
    while (due := tenant.schedule.pop(now)) is not None:
        table, record_id = due
        collection = collections.get(table[0])
        expire = collection.resource.expire if collection is not None else None
        record = tenant.records.get(table, record_id)
        if record is None or expire is None or record.get(expire.at) is None:
            continue
        at = from_rfc3339(record[expire.at])
        if now >= at + expire.seconds:
            delete(tenant, table, record_id, record)
            tenant.records.drop_below(table[0], (*table[1], record_id))
        elif now < at:  # the event of an earlier record with this id
            tenant.schedule.put(table, record_id, at)
        else:
            if expire.flag is not None and not record.get(expire.flag):
                replace(tenant, table, record_id, {**record, expire.flag: True}, record)
            tenant.schedule.put(table, record_id, at + expire.seconds)
