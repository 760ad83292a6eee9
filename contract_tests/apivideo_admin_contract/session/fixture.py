"""Where a collection is on the server: below which items, and what it is known to hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import httpx2

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection, Row
from apivideo_admin_contract.model.reference import select
from apivideo_admin_contract.rules import expect
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.values.samples import sample_payload


class Fixture:
    """A collection below ``ids``, as one account sees it.

    ``rows`` are the items that must be in it, the oldest first: what was there before, and what was made and changed since through this
    object. On a server of our own nothing was there before.
    """

    def __init__(
        self, account: Account, collection: Collection, ids: tuple[str, ...], rows: Iterable[Row] = ()
    ) -> None:
        self.account = account
        self.collection = collection
        self.ids = ids
        self.rows = list(rows)

    def create(self, number: int = 0, given: Mapping[str, Any] | None = None) -> Row:
        """Make an item and give it. ``number`` makes its properties differ from others'; ``given`` sets some of them.

        Raises Skipped where none may be made.
        """
        operation = self.collection.operations.get("create")
        payload = (sample_payload(operation, number) if operation else {}) | dict(given or {})
        row = self.account.create(self.collection, self.ids, payload)
        self.rows.append(row)
        return row

    def fill(self, number: int) -> list[Row]:
        """Make items until there are so many, as far as they may be made, and give all. Raises Skipped if there are none then."""
        try:
            while len(self.rows) < number:
                self.create(len(self.rows))
        except Skipped:
            if not self.rows:
                raise
        return self.rows

    def own(self) -> Row:
        """Give the newest item that this run made, a new one if there is none. Raises Skipped where none may be made."""
        ownership = self.account.wire.write_log.ownership
        mine = [row for row in self.rows if ownership.is_own(row.get(self.collection.id_name))]
        return mine[-1] if mine else self.create(len(self.rows))

    def some(self, *, reads: bool) -> Row:
        """Give an item of the run's own; where none may be made, one of others' will do for what only ``reads``. Raises Skipped without one."""
        try:
            return self.own()
        except Skipped:
            if not reads or not self.rows:
                raise
        return self.rows[-1]

    def hold(self, name: str, values: Sequence[Any]) -> list[Row]:
        """Make items until each of these values of a property is there as often as given, as far as they may be made, and give all.

        Raises Skipped if there are none then.
        """
        missing = Counter(values) - Counter(row.get(name) for row in self.rows)
        try:
            for value in values:
                if missing[value] > 0:
                    missing[value] -= 1
                    self.create(len(self.rows), {name: value})
        except Skipped:
            if not self.rows:
                raise
        return self.rows

    def update(self, row: Row, payload: Mapping[str, Any]) -> httpx2.Response:
        """Send a change of an item. What it should change in ``rows`` is the check's to say."""
        return self.account.call(self.collection.operations["update"], self.item(row), payload=payload)

    def delete(self, row: Row) -> httpx2.Response:
        """Send the deletion of an item, and count it as gone."""
        response = self.account.call(self.collection.operations["delete"], self.item(row))
        self.rows.remove(row)
        return response

    def get(self, row: Row) -> httpx2.Response:
        """Ask for an item."""
        return self.account.call(self.collection.operations["get"], self.item(row))

    def ask(self, query: Mapping[str, Any] | None = None) -> httpx2.Response:
        """Ask for a page."""
        return self.account.call(self.collection.operations["list"], self.ids, query)

    def count(self, query: Mapping[str, Any] | None = None) -> int:
        """Ask how many items there are, and give the number."""
        response = self.account.call(self.collection.operations["count"], self.ids, query)
        found: int = expect.body(response, what="the count")["count"]
        return found

    def page(self, query: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask for a page and give what it says."""
        found: dict[str, Any] = expect.body(self.ask(query), what=f"the page {dict(query or {})}")
        return found

    def expected(self, query: Mapping[str, Any] | None = None) -> list[Row]:
        """Give the items that must be found, over all pages, in their order."""
        return select(self.collection.operations["list"], self.rows, query or {})

    def item(self, row: Row) -> tuple[str, ...]:
        """Give the ids in the path of an item."""
        return (*self.ids, row[self.collection.id_name])
