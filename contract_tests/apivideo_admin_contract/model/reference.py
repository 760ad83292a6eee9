"""A reference model of one account: plain lists, sorted, filtered and cut naively, written from the facts document alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apivideo_admin_contract.document.document import Collection, Ids, Operation, Row, Schema
from apivideo_admin_contract.model.expected_item import changed, created, seconds
from apivideo_admin_contract.rules import expect

__all__ = ["Ids", "Model", "Row", "page_of", "select"]


class Model:
    """What an account must hold. Every method takes the time in seconds where it matters, right to ``tolerance`` seconds."""

    def __init__(self, collections: tuple[Collection, ...], tolerance: float = 0.0) -> None:
        self._collections, self._tolerance = collections, tolerance
        self._foreign: set[Ids] = set()
        self._tables: dict[tuple[str, Ids], list[Row]] = {}
        self._given: set[str] = set()

    def take_over(self, collection: Collection, ids: Ids, rows: list[Row]) -> None:
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
        row = created(collection, ids, payload, response, now, self._tolerance)
        expect.equal(response, row, "the created item")
        for name, schema in collection.properties.items():
            if schema.get("x-generate", {}).get("kind") in {"id", "secret"}:
                expect.holds(row[name] not in self._given, f"`{name}`: {row[name]} came twice")
                self._given.add(row[name])
        self._tables.setdefault((collection.path, ids), []).append(row)

    def update(self, collection: Collection, ids: Ids, payload: Row, response: Row, now: float) -> Row:
        """Change what the payload names, nothing else, and give the item; a moment is kept in the words of the answer."""
        row = self.item(collection, ids)
        row.update(changed(collection, row, payload, response, now, self._tolerance))
        return row

    def delete(self, collection: Collection, ids: Ids) -> None:
        """Drop an item and all below it."""
        self._tables[collection.path, ids[:-1]].remove(self.item(collection, ids))
        for path, above in list(self._tables):
            if path.startswith(collection.path) and path != collection.path and above[: len(ids)] == ids:
                del self._tables[path, above]

    def settle(self, now: float) -> None:
        """Mark and drop what was scheduled up to now (``x-expire``)."""
        for collection in self._collections:
            expire: Mapping[str, Any] = collection.resource.get("x-expire", {})
            for ids in self.items(collection) if expire else ():
                row = self.item(collection, ids)
                due = seconds(row[expire["at"]]) if row[expire["at"]] else None
                if due is not None and now >= due + expire["seconds"]:
                    self.delete(collection, ids)
                elif due is not None and now >= due:
                    row[expire["flag"]] = True

    def moments(self) -> list[float]:
        """Give the moments at which something scheduled is due or goes."""
        found = []
        for collection in self._collections:
            expire: Mapping[str, Any] = collection.resource.get("x-expire", {})
            for ids in self.items(collection) if expire else ():
                if at := self.item(collection, ids)[expire["at"]]:
                    found += [seconds(at), seconds(at) + expire["seconds"]]
        return sorted(found)


def select(operation: Operation, rows: list[Row], query: Mapping[str, Any]) -> list[Row]:
    """Give the rows that pass the filters, in the order asked for."""
    for parameter in operation.filters:
        if parameter.name in query:
            wanted, name = query[parameter.name], parameter.name
            if parameter.match == "contains":
                rows = [row for row in rows if row.get(name) is not None and wanted in row[name]]
            else:
                rows = [row for row in rows if row.get(name) == wanted]
    if "sort_by" in query:
        # Python keeps the order of equal rows in both directions, which is the facts document's rule for ties.
        name, items = query["sort_by"], (operation.response or {})["properties"]["items"]["items"]
        schema = items["properties"][name]
        rows = sorted(rows, key=lambda row: _rank(row.get(name), schema), reverse=query.get("sort_order") == "desc")
    return rows


def page_of(operation: Operation, rows: list[Row], query: Mapping[str, Any]) -> tuple[list[Row], int, int]:
    """Give the rows of a page, the page's number and its size."""
    defaults = {one.name: one.schema.get("default") for one in operation.query}
    number, size = (query.get(name, defaults[name]) for name in ("page", "page_size"))
    return rows[(number - 1) * size : number * size], number, size


def _rank(value: Any, schema: Schema) -> tuple[bool, Any]:
    if value is None:
        return (False, "")
    # The order of moments is that of time, whatever offset each is written with.
    return (True, seconds(value) if schema.get("format") == "date-time" else value)
