"""Mark and delete resources at their scheduled time (``x-expire``)."""

from __future__ import annotations

import heapq
from typing import NamedTuple

from apivideo_admin_mock.backends.interface import Record, Store, TableKey
from apivideo_admin_mock.spec import Collection
from apivideo_admin_mock.tenants.clock import from_rfc3339


class _Event(NamedTuple):
    at: float
    table: TableKey
    record_id: str
    collection: Collection


class Expiry:
    """The schedule of the resources to mark or delete."""

    def __init__(self) -> None:
        # Sorted by time, then by order of scheduling: events themselves cannot be compared.
        self._events: list[tuple[float, int, _Event]] = []
        # The time of the current event of each record. Older events of the record stay in the heap and are ignored.
        self._live: dict[tuple[TableKey, str], float] = {}
        self._order = 0

    def schedule(self, collection: Collection, table: TableKey, record_id: str, record: Record) -> None:
        """Schedule a new or changed record if it names a time. Raises ValueError if that is not a time."""
        expire = collection.resource.expire
        if expire is not None and record.get(expire.at) is not None:
            self._push(_Event(from_rfc3339(record[expire.at]), table, record_id, collection))

    def sweep(self, store: Store, now: float) -> None:
        """Mark and delete the records that are due at ``now`` (seconds)."""
        while self._events and self._events[0][0] <= now:
            event = heapq.heappop(self._events)[2]
            if self._live.get((event.table, event.record_id)) != event.at:
                continue  # the record was rescheduled
            del self._live[event.table, event.record_id]
            record = store.get(event.table, event.record_id)
            expire = event.collection.resource.expire
            if record is None or expire is None or record.get(expire.at) is None:
                continue
            due = from_rfc3339(record[expire.at])
            if now >= due + expire.seconds:
                store.delete(event.table, event.record_id)
                store.drop_below(event.collection.path, (*event.table[1], event.record_id))
            else:
                if not record.get(expire.flag):
                    store.replace(event.table, event.record_id, {**record, expire.flag: True})
                self._push(event._replace(at=due + expire.seconds))

    def _push(self, event: _Event) -> None:
        key = (event.table, event.record_id)
        if self._live.get(key) != event.at:
            self._live[key] = event.at
            self._order += 1
            heapq.heappush(self._events, (event.at, self._order, event))
