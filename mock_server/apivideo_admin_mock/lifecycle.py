"""Lets scheduled resources go when their time comes (``x-expire``)."""

from __future__ import annotations

import heapq
from typing import NamedTuple

from apivideo_admin_mock.clock import from_rfc3339
from apivideo_admin_mock.spec import Collection
from apivideo_admin_mock.store import Record, Store, TableKey


class _Event(NamedTuple):
    at: float
    order: int
    table: TableKey
    record_id: str
    collection: Collection


class Expiry:
    """Knows which resources are to be marked or dropped next."""

    def __init__(self) -> None:
        self._events: list[_Event] = []
        self._order = 0

    def schedule(self, collection: Collection, table: TableKey, record_id: str, record: Record) -> None:
        """Note the moment that a new or changed record names, if it names one."""
        expire = collection.resource.expire
        if expire is None or record.get(expire.at) is None:
            return
        self._push(from_rfc3339(record[expire.at]), table, record_id, collection)

    def sweep(self, store: Store, now: float) -> None:
        """Mark and drop what is due at ``now`` (seconds)."""
        while self._events and self._events[0].at <= now:
            event = heapq.heappop(self._events)
            record = store.get(event.table, event.record_id)
            expire = event.collection.resource.expire
            if record is None or expire is None or record.get(expire.at) is None:
                continue
            due = from_rfc3339(record[expire.at])
            if now >= due + expire.seconds:
                store.delete(event.table, event.record_id)
                store.drop_below((*event.table[1], event.record_id))
            elif now >= due and not record[expire.flag]:
                store.replace(event.table, event.record_id, {**record, expire.flag: True})
                self._push(due + expire.seconds, event.table, event.record_id, event.collection)

    def _push(self, at: float, table: TableKey, record_id: str, collection: Collection) -> None:
        self._order += 1
        heapq.heappush(self._events, _Event(at, self._order, table, record_id, collection))
