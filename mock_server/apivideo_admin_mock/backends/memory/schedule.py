"""A schedule in memory."""

from __future__ import annotations

import heapq

from apivideo_admin_mock.backends.interface import TableKey
from apivideo_admin_mock.backends.memory.undo import Undo

_Key = tuple[TableKey, str]


class MemorySchedule:
    """A schedule in memory. See `Schedule` for its methods."""

    def __init__(self, undo: Undo) -> None:
        self._undo = undo
        # Sorted by time, then by the order of `put`.
        self._heap: list[tuple[float, int, _Key]] = []
        # The time and the order of each record. Other events in the heap are outdated and ignored.
        self._live: dict[_Key, tuple[float, int]] = {}
        self._order = 0

    def put(self, table: TableKey, record_id: str, at: float) -> None:
        """Set the time of a record, in seconds since 1970-01-01 (UTC)."""
        key = (table, record_id)
        before = self._live.get(key)
        if before is not None and before[0] == at:
            return
        self._order += 1
        self._undo.append((self._set, key, before))
        self._set(key, (at, self._order))

    def pop(self, now: float) -> tuple[TableKey, str] | None:
        """Remove and return the record with the earliest time up to ``now``, or return None."""
        while self._heap and self._heap[0][0] <= now:
            at, order, key = heapq.heappop(self._heap)
            if self._live.get(key) == (at, order):
                del self._live[key]
                self._undo.append((self._set, key, (at, order)))
                return key
        return None

    def _set(self, key: _Key, time: tuple[float, int] | None) -> None:
        if time is None:
            del self._live[key]
            return
        self._live[key] = time
        heapq.heappush(self._heap, (*time, key))
