"""Collection fixtures: a collection below given parent ids, with its known items, and the search for one that a check can use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import httpx2

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection, Ids, Row
from apivideo_admin_contract.model.pages import select
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

    def own_item(self) -> Row:
        """Give the newest item that this run made, a new one if there is none. Raises Skipped where none may be made."""
        ownership = self.account.connection.write_log.ownership
        mine = [row for row in self.rows if ownership.is_own(row.get(self.collection.id_name))]
        return mine[-1] if mine else self.create(len(self.rows))

    def any_item(self, *, read_only: bool) -> Row:
        """Give an item of the run's own; where none may be made, one of others' will do for what only ``reads``. Raises Skipped without one."""
        try:
            return self.own_item()
        except Skipped:
            if not read_only or not self.rows:
                raise
        return self.rows[-1]

    def ensure_values(self, name: str, values: Sequence[Any]) -> list[Row]:
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
        return self.account.call(self.collection.operations["update"], self.path_ids(row), payload=payload)

    def delete(self, row: Row) -> httpx2.Response:
        """Send the deletion of an item, and count it as gone."""
        response = self.account.call(self.collection.operations["delete"], self.path_ids(row))
        self.rows.remove(row)
        return response

    def get(self, row: Row) -> httpx2.Response:
        """Ask for an item."""
        return self.account.call(self.collection.operations["get"], self.path_ids(row))

    def request_page(self, query: Mapping[str, Any] | None = None) -> httpx2.Response:
        """Ask for a page."""
        return self.account.call(self.collection.operations["list"], self.ids, query)

    def count(self, query: Mapping[str, Any] | None = None) -> int:
        """Ask how many items there are, and give the number."""
        response = self.account.call(self.collection.operations["count"], self.ids, query)
        found: int = expect.body(response, what="the count")["count"]
        return found

    def read_page(self, query: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask for a page and give what it says."""
        found: dict[str, Any] = expect.body(self.request_page(query), what=f"the page {dict(query or {})}")
        return found

    def expected_items(self, query: Mapping[str, Any] | None = None) -> list[Row]:
        """Give the items that must be found, over all pages, in their order."""
        return select(self.collection.operations["list"], self.rows, query or {})

    def path_ids(self, row: Row) -> tuple[str, ...]:
        """Give the ids in the path of an item."""
        return (*self.ids, row[self.collection.id_name])


Parents = dict[tuple[str, str, Ids, int], str]
"""The ids of the items that places are below, by account, collection, what is above, and number."""

Existing = Callable[[Account, Collection, Ids], list[Row] | None]
"""Gives what a collection holds before the check, or None if there is no such path any more."""

#: How many other places are tried where one is not empty or gone.
_TRIES: Final = 20


class Fixtures:
    """The places of one check. ``parents`` may be shared with other checks, which then work below the same items."""

    def __init__(self, existing: Existing, parents: Parents, *, read_only: bool = False) -> None:
        self.existing = existing
        self._parents, self._read_only = parents, read_only
        self._found: dict[tuple[str, str, Ids], Fixture] = {}

    def find(self, account: Account, collection: Collection, number: int, *, empty: bool) -> Fixture:
        """Give the place of a number, or an empty one. Raises Skipped where there is none and none may be made."""
        for fresh in range(_TRIES):
            ids = self._above(account, collection, number + 1000 * fresh)
            fixture = self._at(account, collection, ids)
            if fixture is not None and not (empty and fixture.rows):
                return fixture
            if fixture is not None and (self._read_only or not collection.parents):
                raise Skipped(f"{collection.path} is not empty, and this run can't make it so")
            # A check before deleted what was above.
            self._forget(ids) if fixture is None else None
        raise Skipped(f"found no {'empty ' if empty else ''}place for {collection.path}")

    def _above(self, account: Account, collection: Collection, number: int) -> Ids:
        ids: Ids = ()
        for parent in collection.parents:
            key = (account.name, parent.path, ids, number)
            if key not in self._parents:
                self._parents[key] = self._parent(account, parent, ids, number)
            ids += (self._parents[key],)
        return ids

    def _parent(self, account: Account, parent: Collection, ids: Ids, number: int) -> str:
        fixture = self._at(account, parent, ids)
        if fixture is None:
            raise Skipped(f"{parent.operations['get'].path_for((*ids, '…'))} is gone")
        if not self._read_only and "create" in parent.operations:
            return str(fixture.create(number)[parent.id_name])
        if number >= len(fixture.rows):
            raise Skipped(
                f"{parent.path} holds {len(fixture.rows)} items, too few for this check, and this run makes none"
            )
        return str(fixture.rows[number][parent.id_name])

    def _at(self, account: Account, collection: Collection, ids: Ids) -> Fixture | None:
        key = (account.name, collection.path, ids)
        if key not in self._found:
            rows = self.existing(account, collection, ids)
            if rows is None:
                return None
            self._found[key] = Fixture(account, collection, ids, rows)
        return self._found[key]

    def _forget(self, ids: Ids) -> None:
        for key in [key for key, value in self._parents.items() if value in ids]:
            del self._parents[key]
