"""A reference model of one account: plain lists of items, changed as the document says (openapi/README.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apivideo_admin_contract.document.document import Collection, Ids, Operation, Row
from apivideo_admin_contract.document.schemas import generated_kind
from apivideo_admin_contract.model.expected_item import created_item, performed_item, timestamp, updated_item
from apivideo_admin_contract.rules import expect


class ReferenceModel:
    """The items that an account must hold. Times are in seconds since 1970, exact to ``tolerance`` seconds."""

    def __init__(self, collections: tuple[Collection, ...], tolerance: float = 0.0) -> None:
        self._collections, self._tolerance = collections, tolerance
        self._foreign: set[Ids] = set()
        self._tables: dict[tuple[str, Ids], list[Row]] = {}
        self._generated: set[str] = set()

    def add_existing(self, collection: Collection, ids: Ids, rows: list[Row]) -> None:
        """Add items that existed before. Lists and counts contain them, but nothing is created below them: their children are unknown."""
        self._tables.setdefault((collection.path, ids), []).extend(rows)
        self._foreign |= {(*ids, row[collection.id_name]) for row in rows}

    def rows(self, collection: Collection, ids: Ids) -> list[Row]:
        """Return the items of a collection below these parent ids, the oldest first."""
        return list(self._tables.get((collection.path, ids), ()))

    def parent_ids(self, collection: Collection) -> list[Ids]:
        """Return the parent ids below which the collection exists; one empty tuple for a root collection."""
        parents: list[Ids] = [()]
        for parent in collection.parents:
            parents = [(*ids, row[parent.id_name]) for ids in parents for row in self.rows(parent, ids)]
            parents = [ids for ids in parents if ids not in self._foreign]
        return parents

    def item_ids(self, collection: Collection) -> list[Ids]:
        """Return the ids of every created item of a collection, the ids of its parents first."""
        found = [
            (*ids, row[collection.id_name]) for ids in self.parent_ids(collection) for row in self.rows(collection, ids)
        ]
        return [ids for ids in found if ids not in self._foreign]

    def item(self, collection: Collection, ids: Ids) -> Row:
        """Return the item with these ids, its own id last. Raises StopIteration if there is none."""
        return next(row for row in self.rows(collection, ids[:-1]) if row[collection.id_name] == ids[-1])

    def create(self, collection: Collection, ids: Ids, payload: Row, response: Row, now: float) -> None:
        """Check the response of a create, and add the item. Raises Violation, also for a generated id or secret that was used before."""
        row = created_item(collection, ids, payload, response, now, self._tolerance)
        expect.equal(response, row, "the created item")
        for name, schema in collection.properties.items():
            if generated_kind(schema) in {"id", "secret"}:
                expect.holds(
                    row[name] not in self._generated, f"`{name}`: expected a unique value, got {row[name]} again"
                )
                self._generated.add(row[name])
        self._tables.setdefault((collection.path, ids), []).append(row)

    def update(self, collection: Collection, ids: Ids, payload: Row, response: Row, now: float) -> Row:
        """Change the properties that the payload names, and return the item. A moment keeps the notation of the response."""
        row = self.item(collection, ids)
        row.update(updated_item(collection, row, payload, response, now, self._tolerance))
        return row

    def perform(self, collection: Collection, ids: Ids, operation: Operation, response: Row, now: float) -> Row:
        """Change what a custom action changes, and return the item."""
        row = self.item(collection, ids)
        row.update(performed_item(operation, collection, row, response, now, self._tolerance))
        return row

    def delete(self, collection: Collection, ids: Ids) -> None:
        """Remove an item and everything below it."""
        self._tables[collection.path, ids[:-1]].remove(self.item(collection, ids))
        for path, above in list(self._tables):
            if path.startswith(collection.path) and path != collection.path and above[: len(ids)] == ids:
                del self._tables[path, above]

    def apply_schedule(self, now: float) -> None:
        """Mark and remove the items that are due at ``now`` (``x-expire``)."""
        for collection in self._collections:
            expire: Mapping[str, Any] = collection.resource.get("x-expire", {})
            for ids in self.item_ids(collection) if expire else ():
                row = self.item(collection, ids)
                due = timestamp(row[expire["at"]]) if row.get(expire["at"]) else None
                if due is not None and now >= due + expire.get("seconds", 0):
                    self.delete(collection, ids)
                elif due is not None and now >= due:
                    row[expire["flag"]] = True

    def scheduled_times(self) -> list[float]:
        """Return the times at which a scheduled item is marked or removed, in order."""
        found = []
        for collection in self._collections:
            expire: Mapping[str, Any] = collection.resource.get("x-expire", {})
            for ids in self.item_ids(collection) if expire else ():
                if at := self.item(collection, ids).get(expire["at"]):
                    found += [timestamp(at), timestamp(at) + expire.get("seconds", 0)]
        return sorted(found)
