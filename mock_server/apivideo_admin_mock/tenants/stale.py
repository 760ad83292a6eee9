"""Read the data from before the last write (the effect ``stale``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from apivideo_admin_mock.backends.interface import Filter, Record, TableKey, Tenant


class BeforeLastWrite:
    """The reads of a tenant's records, with the data from before the last write. See `ReadableStore` for the methods.

    Each read undoes the last write, and then repeats it.
    """

    def __init__(self, tenant: Tenant) -> None:
        self._records, self._last = tenant.records, tenant.state.last_write

    def get(self, table: TableKey, record_id: str) -> Record | None:
        """Return a record, or None."""
        with self._undone():
            return self._records.get(table, record_id)

    def count(self, table: TableKey, filters: Sequence[Filter] = ()) -> int:
        """Return the number of records that match all filters."""
        with self._undone():
            return self._records.count(table, filters)

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
        with self._undone():
            return self._records.page(table, filters, sort_by=sort_by, descending=descending, start=start, size=size)

    @contextmanager
    def _undone(self) -> Iterator[None]:
        last, records = self._last, self._records
        if last is None:
            yield
            return
        table, record_id, before = last.table, last.record_id, last.before
        after = records.get(table, record_id)
        if after is None and before is not None:
            records.insert(table, record_id, before, last.position)
            yield
            records.delete(table, record_id)
        elif after is not None and before is not None:
            records.replace(table, record_id, before)
            yield
            records.replace(table, record_id, after)
        elif after is not None:
            position = records.delete(table, record_id)
            yield
            records.insert(table, record_id, after, position)
        else:  # the record was deleted with the item above it
            yield
