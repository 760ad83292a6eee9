"""Connect to a database."""

from __future__ import annotations

import os
from typing import Any
from weakref import WeakSet

from sqlalchemy import Engine, create_engine, event, make_url

#: The connections of a process. PostgreSQL allows 100 by default, for all processes. A request waits for a free one.
_CONNECTIONS = 10
#: The seconds to wait for a connection, or for another process that uses the SQLite file.
_TIMEOUT = 60
#: The option of an engine whose transactions do not write.
ONLY_READS = "only_reads"

_engines: WeakSet[Engine] = WeakSet()


def connect(url: str) -> tuple[Engine, str]:
    """Return an engine for a URL, and the URL without a password, for messages."""
    parsed = make_url(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    arguments: dict[str, Any] = {"timeout": _TIMEOUT, "check_same_thread": False} if is_sqlite else {}
    engine = create_engine(
        parsed,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_TIMEOUT,
        connect_args=arguments,
        pool_pre_ping=False,
    )
    if is_sqlite:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "connect", _set_up_postgresql)
    _engines.add(engine)
    return engine, parsed.render_as_string(hide_password=True)


def _close_all() -> None:
    for engine in list(_engines):
        engine.dispose()


# Two processes must not use the same connection: a worker opens its own.
os.register_at_fork(before=_close_all)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # SQLAlchemy begins transactions, not the driver.
    connection.isolation_level = None
    cursor = connection.cursor()
    # Readers do not wait for writers, and a commit survives the end of the process. Only a crash of the machine can lose one.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _set_up_postgresql(connection: Any, _record: object) -> None:
    # Most transactions only record a request. One that changes anything else waits until it is on the disk.
    connection.execute("SET synchronous_commit TO OFF")
    connection.commit()


def _begin(connection: Any) -> None:
    # A transaction that first reads and then writes could fail because another process wrote in between. One that only reads need not wait.
    only_reads = connection.get_execution_options().get(ONLY_READS, False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
