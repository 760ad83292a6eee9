"""The recorded requests of a tenant in a database."""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select

from apivideo_admin_mock.backends import entry
from apivideo_admin_mock.backends.entry import ALL_ENTRIES, Call, Entry, EntryFilter
from apivideo_admin_mock.backends.sql import schema
from apivideo_admin_mock.backends.sql.coding import to_bytes, to_text
from apivideo_admin_mock.backends.sql.row import TenantRow
from apivideo_admin_mock.faults import Effect
from apivideo_admin_mock.http.masking import recorded_headers
from apivideo_admin_mock.http.messages import SpecViolation

_j = schema.journal.c
_INSERT: Final = insert(schema.journal)
_NEWEST: Final = (
    select(_j.number, _j.size, _j.entry).where(_j.tenant == bindparam("tenant_")).order_by(_j.number.desc())
)
_SIZES: Final = select(_j.number, _j.size).where(_j.tenant == bindparam("tenant_")).order_by(_j.number.desc())
# The journal is trimmed with every so many requests, and whenever its bodies are too large.
_TRIM: Final = 100


class SqlJournal:
    """The recorded requests of a tenant, in a transaction. See `Journal` for the methods."""

    def __init__(self, connection: Connection, row: TenantRow) -> None:
        self._connection, self._row = connection, row

    @property
    def number(self) -> int:
        """The number of requests recorded so far."""
        return self._row.number

    def add(self, call: Call) -> None:
        """Record a request and its response. Drop the oldest entries beyond the limits."""
        row = self._row
        row.number += 1
        new = Entry.of(row.number, call)
        size = new.size
        row.journal_bytes += size
        self._connection.execute(
            _INSERT, {"tenant": row.id, "number": row.number, "size": size, "entry": _encode_entry(new)}
        )
        if row.number % _TRIM == 0 or row.journal_bytes > entry.MAX_BYTES:
            self._trim()

    def find(self, wanted: EntryFilter = ALL_ENTRIES) -> list[Entry]:
        """Return the entries that match a filter, oldest first."""
        found: list[Entry] = []
        size = 0
        for row in self._connection.execute(_NEWEST.limit(entry.MAX_ENTRIES), {"tenant_": self._row.id}):
            size += row.size
            if size > entry.MAX_BYTES and found:
                break
            found.append(_decode_entry(row.entry))
        return [one for one in reversed(found) if wanted.matches(one)]

    def clear(self) -> None:
        """Delete all entries."""
        self._connection.execute(delete(schema.journal).where(_j.tenant == self._row.id))
        self._row.journal_bytes = 0

    def _trim(self) -> None:
        size = 0
        for count, row in enumerate(self._connection.execute(_SIZES, {"tenant_": self._row.id}).all()):
            if count and (count == entry.MAX_ENTRIES or size + row.size > entry.MAX_BYTES):
                old = delete(schema.journal).where(_j.tenant == self._row.id, _j.number <= row.number)
                self._connection.execute(old)
                break
            size += row.size
        self._row.journal_bytes = size


def _encode_entry(one: Entry) -> bytes:
    # A path can contain lone surrogates, which msgpack does not encode.
    texts = [None if text is None else to_bytes(text) for text in (one.method, one.path, one.query, one.operation_id)]
    headers = {to_bytes(name): to_bytes(value) for name, value in one.headers.items()}
    return msgspec.msgpack.encode(
        [
            one.number,
            one.at,
            *texts,
            one.status,
            one.request_body,
            one.response_body,
            headers,
            one.request_id,
            one.duration,
            one.fault,
            one.violations,
        ]
    )


def _decode_entry(data: bytes) -> Entry:
    number, at, method, path, query, operation_id, status, request_body, response_body, headers, *more = (
        msgspec.msgpack.decode(data)
    )
    request_id, duration, fault, violations = more
    return Entry(
        number,
        at,
        to_text(method),
        to_text(path),
        to_text(query),
        None if operation_id is None else to_text(operation_id),
        status,
        request_body,
        response_body,
        recorded_headers({to_text(name): to_text(value) for name, value in headers.items()}),
        request_id,
        duration,
        None if fault is None else msgspec.convert(fault, Effect),
        tuple(SpecViolation(*one) for one in violations),
    )
