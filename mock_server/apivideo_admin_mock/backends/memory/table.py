"""A table in memory, with an index for each order. An index is created at its first use and updated from then on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sortedcontainers import SortedKeyList

from apivideo_admin_mock.backends.interface import Filter, Record
from apivideo_admin_mock.backends.matching import matching
from apivideo_admin_mock.backends.moment import value_of


@dataclass(slots=True, eq=False)
class Row:
    """A record and its position in the order of creation."""

    sequence: int
    record: Record
    size: int = 0


#: A sort key: whether the value is not null, the value, and the position in the order of creation.
_Key = tuple[bool, Any, int]

# If fewer than 1 in 8 rows match, sorting the matches is faster than walking the whole index.
_SPARSE = 8


def _key(name: str, sign: int) -> Callable[[Row], _Key]:
    def key(row: Row) -> _Key:
        value = value_of(row.record, name)
        # A null sorts before every value and is never compared with one.
        return (value is not None, "" if value is None else value, sign * row.sequence)

    return key


@dataclass(slots=True)
class Table:
    """The rows of one collection, accessible by id and by position."""

    rows: dict[str, Row] = field(default_factory=dict)
    _by_creation: SortedKeyList[Row, int] = field(default_factory=lambda: SortedKeyList(key=lambda row: row.sequence))
    _by_property: dict[tuple[str, bool], SortedKeyList[Row, _Key]] = field(default_factory=dict)
    # The values of a property for each row in the order of creation, for filters.
    _columns: dict[str, dict[Row, Any]] = field(default_factory=dict)

    def add(self, record_id: str, row: Row) -> None:
        """Add a row at its position in the order of creation."""
        last = self._by_creation[-1] if self._by_creation else None
        if last is not None and last.sequence > row.sequence:
            self._columns.clear()  # a column can only grow at its end
        self.rows[record_id] = row
        self._by_creation.add(row)
        self._link(row)

    def remove(self, record_id: str) -> Row:
        """Remove and return a row."""
        row = self.rows.pop(record_id)
        self._by_creation.remove(row)
        self._unlink(row)
        for column in self._columns.values():
            del column[row]
        return row

    def change(self, row: Row, record: Record, size: int) -> None:
        """Replace the record of a row, and its size in bytes."""
        self._unlink(row)
        row.record, row.size = record, size
        self._link(row)

    def has_value(self, name: str, value: str) -> bool:
        """Whether a row has this text in a property."""
        order = self._order(name, descending=False)
        return next(order.irange_key((True, value, -1), (True, value, sys.maxsize)), None) is not None

    def matching(self, filters: Sequence[Filter]) -> list[Row]:
        """Return the rows that match all filters, in the order of creation."""
        name, match, wanted = filters[0]
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = {row: value_of(row.record, name) for row in self._by_creation}
        found = matching(column.items(), match, wanted)
        for one in filters[1:]:
            found = matching(((row, value_of(row.record, one.name)) for row in found), one.match, one.value)
        return found

    def select(
        self, filters: Sequence[Filter], sort_by: str | None, *, descending: bool, start: int, size: int
    ) -> list[Row]:
        """Return the rows from position ``start`` of an order, of those that match all filters."""
        if not filters:
            return self._slice(sort_by, descending=descending, start=start, size=size)
        found = self.matching(filters)
        if sort_by is None or not found:
            return found[start : start + size]
        if len(found) * _SPARSE < len(self.rows):
            key = _key(sort_by, -1 if descending else 1)
            return sorted(found, key=key, reverse=descending)[start : start + size]
        passing = set(found)
        order = self._order(sort_by, descending=descending)
        return [row for row in (reversed(order) if descending else order) if row in passing][start : start + size]

    def _slice(self, sort_by: str | None, *, descending: bool, start: int, size: int) -> list[Row]:
        if sort_by is None:
            return list(self._by_creation.islice(start, start + size))
        order = self._order(sort_by, descending=descending)
        if not descending:
            return list(order.islice(start, start + size))
        end = max(0, len(order) - start)
        return list(order.islice(max(0, end - size), end, reverse=True))

    def _order(self, name: str, *, descending: bool) -> SortedKeyList[Row, _Key]:
        """Return an index. A descending one is read from its end, so that equal values stay in the order of creation."""
        index = self._by_property.get((name, descending))
        if index is None:
            index = SortedKeyList(self.rows.values(), key=_key(name, -1 if descending else 1))
            self._by_property[name, descending] = index
        return index

    def _link(self, row: Row) -> None:
        for index in self._by_property.values():
            index.add(row)
        for name, column in self._columns.items():
            column[row] = value_of(row.record, name)

    def _unlink(self, row: Row) -> None:
        for index in self._by_property.values():
            index.remove(row)
