"""Sort and filter the records of a table in the database."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, false, func, literal, select

from apivideo_admin_mock.backends.interface import Filter
from apivideo_admin_mock.backends.sql import schema
from apivideo_admin_mock.backends.sql.coding import to_bytes
from apivideo_admin_mock.spec.extensions import Match

_r, _v = schema.records.c, schema.values.c

_COMPARISONS: Final[Mapping[Match, Callable[[Any, Any], ColumnElement[bool]]]] = {
    "equals": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}

#: The parameter with the id of the table.
TABLE: BindParameter[int] = bindparam("table")


def sorted_records(name: str, *, descending: bool) -> Select[Any]:
    """Return the records of a table in the order of a property."""
    order = (_v.is_set.desc(), _v.value.desc(), _v.back.desc()) if descending else (_v.is_set, _v.value, _v.position)
    joined = (_r.table_id == _v.table_id) & (_r.position == _v.position)
    return (
        select(_r.record)
        .select_from(schema.values.join(schema.records, joined))
        .where(_v.table_id == TABLE, _v.property == name)
        .order_by(*order)
    )


def conditions(dialect: str, filters: Sequence[Filter]) -> Iterator[ColumnElement[bool]]:
    """Yield a condition on a record of `TABLE` for each filter. ``dialect`` is the name of the database."""
    for one in filters:
        values = schema.values.alias()
        is_null = one.match == "equals" and one.value is None
        match = values.c.is_set == 0 if is_null else (values.c.is_set == 1) & _matches(dialect, values.c.value, one)
        yield _r.position.in_(
            # Not of `_r.table_id`: PostgreSQL would run a query that refers to the outer one again for each record.
            select(values.c.position).where(values.c.table_id == TABLE, values.c.property == one.name, match)
        )


def _matches(dialect: str, column: ColumnElement[bytes], one: Filter) -> ColumnElement[bool]:
    """Return the condition on a value that is set. The order of bytes is that of dates and of the keys of moments."""
    if not isinstance(one.value, str):
        return false()  # a table whose values the database can sort has no number
    wanted = to_bytes(one.value)
    if one.match == "contains":
        return _contains(dialect, column, wanted)
    return _COMPARISONS[one.match](column, literal(wanted))


def _contains(dialect: str, column: ColumnElement[bytes], wanted: bytes) -> ColumnElement[bool]:
    part = literal(wanted)
    if dialect == "sqlite":
        return func.instr(column, part) > 0
    return func.position(part.op("IN")(column)) > 0
