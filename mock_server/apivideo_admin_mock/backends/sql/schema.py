"""The tables of the database.

Texts of clients are stored as bytes in UTF-8: both databases compare bytes by value, which is the order of code points, and
a text of PostgreSQL cannot hold every character. Rows are read only by primary key or index.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    insert,
    inspect,
    select,
)

from apivideo_admin_mock.errors import MockError

#: The version of the tables below. Increase it with every change of them, and of the values in them.
VERSION: Final = 5

metadata = MetaData()

# SQLite numbers rows by themselves only if the primary key is an INTEGER.
_Id = BigInteger().with_variant(Integer, "sqlite")
_Code = Text().with_variant(Text(collation="C"), "postgresql")

version = Table("apivideo_admin_mock", metadata, Column("version", Integer, nullable=False), Column("indexed", Text))

#: One row for each key. The transaction of a key locks it.
tenants = Table(
    "tenants",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("key", LargeBinary, nullable=False, unique=True),
    Column("last_use", Float, nullable=False, index=True),
    # The `State` as JSON, without the last write, which is large and read only for stale reads.
    Column("state", LargeBinary, nullable=False),
    Column("last_write", LargeBinary),
    # The times of the accepted requests, as 8-byte floats.
    Column("window", LargeBinary, nullable=False),
    # The number of requests recorded so far, and the size of the recorded bodies in bytes.
    Column("number", BigInteger, nullable=False),
    Column("journal_bytes", BigInteger, nullable=False),
    # The size of the records in bytes, their number, and the last position in the order of creation.
    Column("size", BigInteger, nullable=False),
    Column("records", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    # The number of reserved ids, and the earliest time of the schedule.
    Column("reserved", BigInteger, nullable=False),
    Column("due", Float),
)

#: One row for each table with records. ``ids`` are JSON strings that end with a comma each, so that a range finds those below an item.
tables = Table(
    "tables",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("tenant", ForeignKey("tenants.id"), nullable=False),
    Column("path", _Code, nullable=False),
    Column("ids", _Code, nullable=False),
    Column("size", BigInteger, nullable=False),
    # The number of values that cannot be sorted by the database.
    Column("irregular", BigInteger, nullable=False),
    Index("tables_by_ids", "tenant", "ids", "path", unique=True),
)

records = Table(
    "records",
    metadata,
    Column("table_id", ForeignKey("tables.id"), primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("record_id", LargeBinary, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Index("records_by_id", "table_id", "record_id", unique=True),
)

#: The values to sort and filter by. ``back`` is the negative position: an index that is read backwards keeps the order of creation.
values = Table(
    "sort_values",
    metadata,
    Column("table_id", ForeignKey("tables.id"), primary_key=True, autoincrement=False),
    Column("property", _Code, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("back", BigInteger, nullable=False),
    Column("is_set", SmallInteger, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Index("values_ascending", "table_id", "property", "is_set", "value", "position"),
    Index("values_descending", "table_id", "property", "is_set", "value", "back"),
)

schedule = Table(
    "schedule",
    metadata,
    Column("tenant", ForeignKey("tenants.id"), primary_key=True, autoincrement=False),
    Column("path", _Code, primary_key=True),
    Column("ids", _Code, primary_key=True),
    Column("record_id", LargeBinary, primary_key=True),
    Column("at", Float, nullable=False),
    Column("position", BigInteger, nullable=False),
    Index("schedule_by_time", "tenant", "at", "position"),
)

journal = Table(
    "journal",
    metadata,
    Column("tenant", ForeignKey("tenants.id"), primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("entry", LargeBinary, nullable=False),
)

figures = Table(
    "figures",
    metadata,
    Column("tenant", ForeignKey("tenants.id"), primary_key=True, autoincrement=False),
    Column("operation", _Code, primary_key=True),
    Column("ids", _Code, primary_key=True),
    Column("figures", LargeBinary, nullable=False),
)

reserved = Table(
    "reserved",
    metadata,
    Column("tenant", ForeignKey("tenants.id"), primary_key=True, autoincrement=False),
    Column("value", LargeBinary, primary_key=True),
)

#: The tables with rows of a tenant, except those of its tables.
OWNED: Final = (schedule, figures, reserved)


def prepare(connection: Connection, name: str) -> None:
    """Create the tables in an empty database. Raises MockError if the database has other tables, or those of another version."""
    existing = set(inspect(connection).get_table_names())
    if version.name not in existing:
        if foreign := existing & metadata.tables.keys():
            raise MockError(
                f"{name} is not a database of this mock: it has a table `{min(foreign)}`. fix: use an empty database"
            )
        metadata.create_all(connection)
        connection.execute(insert(version).values(version=VERSION))
        return
    found = connection.execute(select(version.c.version)).scalar()
    if found != VERSION:
        raise MockError(
            f"{name} has tables of version {found}, but this mock needs version {VERSION}. fix: use another database, "
            "or the mock that created it (save its data with GET /_mock/state first)"
        )
