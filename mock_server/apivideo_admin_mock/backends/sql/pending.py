"""The new records of a transaction that are not yet written."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, insert

from apivideo_admin_mock.backends.sql import schema

_INSERT: Final = insert(schema.records)
_INSERT_VALUES: Final = insert(schema.values)
_BATCH: Final = 1000

#: The id of a table, and the id of a record in bytes.
Identity = tuple[int, bytes]


class PendingRecords:
    """New records with their values to sort by. They are written many at a time, because many small statements are slow."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._records: dict[Identity, dict[str, Any]] = {}
        self._values: list[dict[str, Any]] = []

    def add(self, identity: Identity, position: int, record: bytes, values: list[dict[str, Any]]) -> None:
        """Add a record."""
        table, record_id = identity
        self._records[identity] = {"table_id": table, "record_id": record_id, "position": position, "record": record}
        self._values += values
        if len(self._records) >= _BATCH:
            self.write()

    def get(self, identity: Identity) -> bytes | None:
        """Return a record that is not yet written, or None."""
        found = self._records.get(identity)
        return None if found is None else bytes(found["record"])

    def write(self) -> None:
        """Write all records."""
        if self._records:
            self._connection.execute(_INSERT, [*self._records.values()])
        if self._values:
            self._connection.execute(_INSERT_VALUES, self._values)
        self.discard()

    def discard(self) -> None:
        """Forget all records."""
        self._records, self._values = {}, []
