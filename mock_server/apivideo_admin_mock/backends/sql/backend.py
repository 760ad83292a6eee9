"""The data of all keys in a database, which several processes can share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from apivideo_admin_mock.backends.interface import Setup, Tenant
from apivideo_admin_mock.backends.memory.tenant import MemoryTenant
from apivideo_admin_mock.backends.memory.usage import Usage
from apivideo_admin_mock.backends.sql import schema
from apivideo_admin_mock.backends.sql.coding import to_bytes, to_text
from apivideo_admin_mock.backends.sql.connect import ONLY_READS, connect
from apivideo_admin_mock.backends.sql.reindex import reindex
from apivideo_admin_mock.backends.sql.row import NEW_STATE, TenantRow, lock_row
from apivideo_admin_mock.backends.sql.tenant import SqlTenant
from apivideo_admin_mock.backends.sql.window import SharedWindow, SqlWindow
from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.monotonic import monotonic

_t = schema.tenants.c
_NUMBER: Final = select(_t.number).where(_t.key == bindparam("key_"))
#: The pause between two looks for a new request, in seconds.
_POLL: Final = 0.02

#: Returns the window of the rate limit of a key, outside of the database.
OpenWindow = Callable[[str], SharedWindow]


class SqlBackend:
    """The data of all keys in a database. See `Backend` for its methods.

    ``url`` is ``sqlite:///FILE`` or ``postgresql+psycopg://…``. PostgreSQL locks the row of a key during its transaction; SQLite
    allows one transaction at a time.
    """

    def __init__(self, url: str, setup: Setup, window: OpenWindow | None = None) -> None:
        self._setup, self._window = setup, window
        self._engine, name = connect(url)
        self._reading = self._engine.execution_options(**{ONLY_READS: True})
        self._is_sqlite = self._engine.dialect.name == "sqlite"
        # Transactions of SQLite in other processes wait by polling; in this process, a lock is faster and fair.
        self._lock = threading.Lock() if self._is_sqlite else nullcontext()
        self._running = threading.local()
        try:
            with self._lock, self._engine.begin() as connection:
                if not self._is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('apivideo_admin_mock'))"))
                schema.prepare(connection, name)
                reindex(connection, setup)
        except (DBAPIError, MockError) as error:
            self._engine.dispose()
            if isinstance(error, MockError):
                raise
            raise MockError(f"cannot use the database {name}: {' '.join(str(error.orig).split())}") from None

    @contextmanager
    def transaction(self, key: str) -> Iterator[Tenant]:
        """Return a context with the data of a key, created at its first use."""
        running: set[str] = self._running.__dict__.setdefault("keys", set())
        if key in running:
            raise RuntimeError("a transaction of this key runs in this thread already: use the tenant that it returned")
        running.add(key)
        try:
            with self._lock, self._engine.begin() as connection:
                tenant = self._find(connection, key) or self._create(connection, key)
                try:
                    yield tenant
                except BaseException:
                    tenant.window.undo()
                    raise
                self._commit(connection, [tenant])
        finally:
            running.discard(key)

    @contextmanager
    def exclusive(self) -> Iterator[list[Tenant]]:
        """Return a context with the data of every key, in one transaction. Meanwhile no other transaction runs."""
        with self._lock, self._engine.begin() as connection:
            if not self._is_sqlite:
                connection.execute(text("LOCK TABLE tenants IN EXCLUSIVE MODE"))
            keys = [to_text(row.key) for row in connection.execute(select(_t.key).order_by(_t.id))]
            tenants = [tenant for key in keys if (tenant := self._find(connection, key)) is not None]
            yield [*tenants]
            self._commit(connection, tenants)

    def trial(self) -> MemoryTenant:
        """Return a context with an empty tenant that exists in the block only. Without permanent keys, it is a temporary one."""
        setup = self._setup
        return MemoryTenant("trial", setup, None, None if setup.permanent else Usage())

    def all_keys(self) -> list[str]:
        """Return the keys that have data."""
        with self._reading.begin() as connection:
            return [to_text(row.key) for row in connection.execute(select(_t.key).order_by(_t.id))]

    def wait(self, key: str, number: int, seconds: float) -> None:
        """Wait up to ``seconds`` until ``number`` requests of a key were recorded."""
        end, before = monotonic() + seconds, 0
        while (left := end - monotonic()) > 0:
            with self._reading.begin() as connection:
                recorded = connection.execute(_NUMBER, {"key_": to_bytes(key)}).scalar()
            if recorded is None or recorded >= number or recorded < before:  # a key that was deleted starts again at 0
                return
            before = recorded
            time.sleep(min(_POLL, left))

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __len__(self) -> int:
        """Return the number of keys that have data."""
        with self._reading.begin() as connection:
            return connection.execute(select(func.count()).select_from(schema.tenants)).scalar_one()

    def _find(self, connection: Connection, key: str) -> SqlTenant | None:
        row = lock_row(connection, to_bytes(key))
        if row is None:
            return None
        tenant = SqlTenant(connection, key, row, self._setup, self._open_window(key, row))
        if key not in self._setup.permanent:
            now = self._setup.now()
            if row.last_use <= now - self._setup.idle_seconds:
                tenant.delete()
                return None
            row.last_use = now
        return tenant

    def _create(self, connection: Connection, key: str) -> SqlTenant:
        if key not in self._setup.permanent:
            self._evict(connection)
        new: dict[str, Any] = {
            "key": to_bytes(key),
            "last_use": self._setup.now(),
            "state": NEW_STATE,
            "window": b"",
            **dict.fromkeys(("number", "journal_bytes", "size", "records", "position", "reserved"), 0),
        }
        # Another worker may create it at the same time: then this waits until that transaction ends.
        dialect = sqlite if self._is_sqlite else postgresql
        statement = dialect.insert(schema.tenants).values(**new).on_conflict_do_nothing().returning(_t.id)
        is_new = connection.execute(statement).first() is not None
        row = lock_row(connection, to_bytes(key))
        if row is None:
            raise AssertionError("the row of the tenant exists: it was inserted here, or by another worker")
        tenant = SqlTenant(connection, key, row, self._setup, self._open_window(key, row))
        if is_new:
            self._setup.fill(tenant)
        return tenant

    def _evict(self, connection: Connection) -> None:
        """Delete the temporary tenants that are idle, and the least recently used ones beyond the maximum."""
        setup = self._setup
        permanent = [to_bytes(key) for key in setup.permanent]
        temporary = _t.key.not_in(permanent)
        count = connection.execute(select(func.count()).select_from(schema.tenants).where(temporary)).scalar_one()
        oldest = select(_t.key, _t.last_use).where(temporary).order_by(_t.last_use).with_for_update(skip_locked=True)
        for row in connection.execute(oldest.limit(max(0, count - setup.max_tenants + 1) + 1)).all():
            if count < setup.max_tenants and row.last_use > setup.now() - setup.idle_seconds:
                break
            locked = lock_row(connection, row.key)
            if locked is not None:
                key = to_text(row.key)
                SqlTenant(connection, key, locked, setup, self._open_window(key, locked)).delete()
                count -= 1

    def _commit(self, connection: Connection, tenants: list[SqlTenant]) -> None:
        changed = [tenant.save() for tenant in tenants]
        if any(changed) and not self._is_sqlite:
            # A recorded request may be lost with the database server, but no acknowledged change.
            connection.execute(text("SET LOCAL synchronous_commit TO ON"))

    def _open_window(self, key: str, row: TenantRow) -> SharedWindow:
        return SqlWindow(row) if self._window is None else self._window(key)
