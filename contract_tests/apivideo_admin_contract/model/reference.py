"""A reference model of one account: plain lists, sorted, filtered and cut naively, written from the facts document alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apivideo_admin_contract.document.document import Collection, Ids, Row
from apivideo_admin_contract.model.expected_item import created_item, timestamp, updated_item
from apivideo_admin_contract.rules import expect


class ReferenceModel:
    """What an account must hold. Every method takes the time in seconds where it matters, right to ``tolerance`` seconds."""

    def __init__(self, collections: tuple[Collection, ...], tolerance: float = 0.0) -> None:
        self._collections, self._tolerance = collections, tolerance
        self._foreign: set[Ids] = set()
        self._tables: dict[tuple[str, Ids], list[Row]] = {}
        self._given: set[str] = set()

    def add_existing(self, collection: Collection, ids: Ids, rows: list[Row]) -> None:
        """Add items that were there before. They are in lists and counts, but no place to work in: what is below them is not known."""
        self._tables.setdefault((collection.path, ids), []).extend(rows)
        self._foreign |= {(*ids, row[collection.id_name]) for row in rows}

    def rows(self, collection: Collection, ids: Ids) -> list[Row]:
        """Give the items below these ones, the oldest first."""
        return list(self._tables.get((collection.path, ids), ()))

    def parents(self, collection: Collection) -> list[Ids]:
        """Give the ids of every item that the collection exists under; one empty tuple where it has no parent."""
        parents: list[Ids] = [()]
        for parent in collection.parents:
            parents = [(*ids, row[parent.id_name]) for ids in parents for row in self.rows(parent, ids)]
            parents = [ids for ids in parents if ids not in self._foreign]
        return parents

    def items(self, collection: Collection) -> list[Ids]:
        """Give the ids of every item of a collection that was made here, those of its parents before its own."""
        found = [
            (*ids, row[collection.id_name]) for ids in self.parents(collection) for row in self.rows(collection, ids)
        ]
        return [ids for ids in found if ids not in self._foreign]

    def item(self, collection: Collection, ids: Ids) -> Row:
        """Give the item with these ids."""
        return next(row for row in self.rows(collection, ids[:-1]) if row[collection.id_name] == ids[-1])

    def create(self, collection: Collection, ids: Ids, payload: Row, response: Row, now: float) -> None:
        """Add an item, and check what the server made of the payload."""
        row = created_item(collection, ids, payload, response, now, self._tolerance)
        expect.equal(response, row, "the created item")
        for name, schema in collection.properties.items():
            if schema.get("x-generate", {}).get("kind") in {"id", "secret"}:
                expect.holds(row[name] not in self._given, f"`{name}`: {row[name]} came twice")
                self._given.add(row[name])
        self._tables.setdefault((collection.path, ids), []).append(row)

    def update(self, collection: Collection, ids: Ids, payload: Row, response: Row, now: float) -> Row:
        """Change what the payload names, nothing else, and give the item; a moment is kept in the words of the answer."""
        row = self.item(collection, ids)
        row.update(updated_item(collection, row, payload, response, now, self._tolerance))
        return row

    def delete(self, collection: Collection, ids: Ids) -> None:
        """Drop an item and all below it."""
        self._tables[collection.path, ids[:-1]].remove(self.item(collection, ids))
        for path, above in list(self._tables):
            if path.startswith(collection.path) and path != collection.path and above[: len(ids)] == ids:
                del self._tables[path, above]

    def apply_schedule(self, now: float) -> None:
        """Mark and drop what was scheduled up to now (``x-expire``)."""
        for collection in self._collections:
            expire: Mapping[str, Any] = collection.resource.get("x-expire", {})
            for ids in self.items(collection) if expire else ():
                row = self.item(collection, ids)
                due = timestamp(row[expire["at"]]) if row[expire["at"]] else None
                if due is not None and now >= due + expire["seconds"]:
                    self.delete(collection, ids)
                elif due is not None and now >= due:
                    row[expire["flag"]] = True

    def scheduled_times(self) -> list[float]:
        """Give the moments at which something scheduled is due or goes."""
        found = []
        for collection in self._collections:
            expire: Mapping[str, Any] = collection.resource.get("x-expire", {})
            for ids in self.items(collection) if expire else ():
                if at := self.item(collection, ids)[expire["at"]]:
                    found += [timestamp(at), timestamp(at) + expire["seconds"]]
        return sorted(found)
