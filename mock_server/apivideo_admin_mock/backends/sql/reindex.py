"""Update the values to sort by when another document is served, which can sort and filter by other properties."""

from __future__ import annotations

import json

from sqlalchemy import Connection, delete, insert, select, update

from apivideo_admin_mock.backends.interface import Setup
from apivideo_admin_mock.backends.moment import Moment
from apivideo_admin_mock.backends.sql import schema
from apivideo_admin_mock.backends.sql.coding import decode_record, sort_rows


def reindex(connection: Connection, setup: Setup) -> None:
    """Replace the values to sort by, unless they are those of the document already."""
    indexed = {path: list(names) for path, names in sorted(setup.indexed().items())}
    # The values of a date-time are others than those of a text.
    described = {path: [[name, isinstance(name, Moment)] for name in names] for path, names in indexed.items()}
    wanted, version = json.dumps(described), schema.version.c
    if connection.execute(select(version.indexed)).scalar() == wanted:
        return
    connection.execute(delete(schema.values))
    records = schema.records.c
    for table in connection.execute(select(schema.tables.c.id, schema.tables.c.path)).all():
        irregular = 0
        query = select(records.position, records.record).where(records.table_id == table.id)
        for row in connection.execute(query).all():
            names = indexed.get(table.path, [])
            rows = sort_rows(table.id, row.position, decode_record(row.record), names)
            irregular += len(names) - len(rows)
            if rows:
                connection.execute(insert(schema.values), rows)
        connection.execute(update(schema.tables).where(schema.tables.c.id == table.id).values(irregular=irregular))
    connection.execute(update(schema.version).values(indexed=wanted))
