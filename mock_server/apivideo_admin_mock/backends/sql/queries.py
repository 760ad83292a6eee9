"""Sort and filter the records of a table in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, literal, select

from apivideo_admin_mock.backends.interface import Filter
from apivideo_admin_mock.backends.sql import schema
from apivideo_admin_mock.backends.sql.coding import sort_value, to_bytes

_r, _v = schema.records.c, schema.values.c

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
        wanted = sort_value(one.value) if one.match == "equals" else None
        match: ColumnElement[bool]
        if one.match == "contains":
            match = (values.c.is_set == 1) & _contains(dialect, values.c.value, to_bytes(one.value))
        elif wanted is None:
            match = values.c.is_set == -1  # no regular value equals an irregular one
        else:
            match = (values.c.is_set == wanted[0]) & (values.c.value == wanted[1])
        yield _r.position.in_(
            # Not of `_r.table_id`: PostgreSQL would run a query that refers to the outer one again for each record.
            select(values.c.position).where(values.c.table_id == TABLE, values.c.property == one.name, match)
        )


def _contains(dialect: str, column: ColumnElement[bytes], wanted: bytes) -> ColumnElement[bool]:
    part = literal(wanted)
    if dialect == "sqlite":
        return func.instr(column, part) > 0
    return func.position(part.op("IN")(column)) > 0
