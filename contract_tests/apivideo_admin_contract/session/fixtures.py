"""Collection fixtures: a collection below given parent ids, with its known items, and the search for one that a check can use."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import httpx2

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection, Ids, Row
from apivideo_admin_contract.model.pages import select
from apivideo_admin_contract.rules import expect
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.values.samples import sample_payload
from apivideo_admin_contract.values.unique import free_payload, key_of


class Fixture:
    """A collection fixture: a collection below the parent ids ``ids``, as one account sees it.

    ``rows`` are the items that the collection must contain, the oldest first: the items that existed before the check, and those that were
    created through this object. The mock in this process starts empty.
    """

    def __init__(
        self, account: Account, collection: Collection, ids: tuple[str, ...], rows: Iterable[Row] = ()
    ) -> None:
        self.account = account
        self.collection = collection
        self.ids = ids
        self.rows = list(rows)
        self._keyed: list[Row] = []

    def create(self, number: int = 0, given: Mapping[str, Any] | None = None) -> Row:
        """Create an item and return it. Another ``number`` makes another item; ``given`` sets some of its properties.

        A unique value that another item has is replaced. Raises Skipped where the run may create none.
        """
        operation = self.collection.operations.get("create")
        payload = (sample_payload(operation, number) if operation else {}) | dict(given or {})
        row = self.account.create(self.collection, self.ids, self.free(payload, "create"))
        self.rows.append(row)
        return row

    def free(self, payload: Mapping[str, Any], action: str, row: Row | None = None) -> dict[str, Any]:
        """Return a payload of a create, or of an update of ``row``, without unique values that other items have (``x-unique``)."""
        if action not in self.collection.operations:
            return dict(payload)
        operation, others = self.collection.operations[action], [one for one in self.rows if one is not row]
        free = free_payload(self.collection, operation, payload, [*others, *self._keyed])
        if operation.key:
            # A key is not used again, so that a deleted item differs from a new one.
            self._keyed.append({operation.key: key_of(free)})
        return free

    def fill(self, number: int) -> list[Row]:
        """Create items until there are ``number``, as far as the run may, and return all. Raises Skipped if there are none."""
        try:
            while len(self.rows) < number:
                self.create(len(self.rows))
        except Skipped:
            if not self.rows:
                raise
        return self.rows

    def own_item(self) -> Row:
        """Return the newest item of this run, or a new one. Raises Skipped where the run may create none."""
        ownership = self.account.connection.write_log.ownership
        mine = [row for row in self.rows if ownership.is_own(row.get(self.collection.id_name))]
        return mine[-1] if mine else self.create(len(self.rows))

    def any_item(self, *, read_only: bool) -> Row:
        """Return an item of this run; with ``read_only``, an item of others where the run may create none. Raises Skipped without one."""
        try:
            return self.own_item()
        except Skipped:
            if not read_only or not self.rows:
                raise
        return self.rows[-1]

    def ensure_values(self, name: str, values: Sequence[Any]) -> list[Row]:
        """Create items until the property has each of these values, as often as it is in ``values``. Return all items.

        Stops where the run may create no more. Raises Skipped if there are no items then.
        """
        missing = Counter(map(json.dumps, values)) - Counter(json.dumps(row.get(name)) for row in self.rows)
        try:
            for value in values:
                if missing[json.dumps(value)] > 0:
                    missing[json.dumps(value)] -= 1
                    self.create(len(self.rows), {name: value})
        except Skipped:
            if not self.rows:
                raise
        return self.rows

    def update(self, row: Row, payload: Mapping[str, Any]) -> httpx2.Response:
        """Send an update of an item. The caller updates ``rows``."""
        return self.account.call(self.collection.operations["update"], self.path_ids(row), payload=payload)

    def delete(self, row: Row) -> httpx2.Response:
        """Send a delete of an item, and remove it from ``rows``."""
        response = self.account.call(self.collection.operations["delete"], self.path_ids(row))
        self.rows.remove(row)
        return response

    def get(self, row: Row) -> httpx2.Response:
        """Send a get of an item."""
        return self.account.call(self.collection.operations["get"], self.path_ids(row))

    def request_page(self, query: Mapping[str, Any] | None = None) -> httpx2.Response:
        """Send a request for a page, and return the response."""
        return self.account.call(self.collection.operations["list"], self.ids, query)

    def count(self, query: Mapping[str, Any] | None = None) -> int:
        """Send a count, and return the number of items. Raises Violation for a response other than a 200."""
        response = self.account.call(self.collection.operations["count"], self.ids, query)
        found: int = expect.body(response, what="the count")["count"]
        return found

    def read_page(self, query: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Send a request for a page, and return the page. Raises Violation for a response other than a 200."""
        found: dict[str, Any] = expect.body(self.request_page(query), what=f"the page {dict(query or {})}")
        return found

    def expected_items(self, query: Mapping[str, Any] | None = None) -> list[Row]:
        """Return the items that all pages together must contain, in order."""
        return select(self.collection.operations["list"], self.rows, query or {})

    def path_ids(self, row: Row) -> tuple[str, ...]:
        """Return the ids in the path of an item."""
        return self.ids if self.collection.is_single else (*self.ids, row[self.collection.id_name])


Parents = dict[tuple[str, str, Ids, int], str]
"""The ids of the items above fixtures, by account, collection, the ids above it, and the number of the fixture."""

Existing = Callable[[Account, Collection, Ids], list[Row] | None]
"""Returns the items of a collection before the check, or None if its path no longer exists."""

#: How many other parents are tried where a collection is not empty, or its parent was deleted.
_TRIES: Final = 20


class Fixtures:
    """The collection fixtures of one check. ``parents`` may be shared with other checks, which then use the same parent items."""

    def __init__(self, existing: Existing, parents: Parents, *, read_only: bool = False) -> None:
        self.existing = existing
        self._parents, self._read_only = parents, read_only
        self._found: dict[tuple[str, str, Ids], Fixture] = {}

    def find(self, account: Account, collection: Collection, number: int, *, empty: bool) -> Fixture:
        """Return the fixture of a number, or an empty one. Raises Skipped where there is none and the run may create none."""
        for fresh in range(_TRIES):
            ids = self._above(account, collection, number + 1000 * fresh)
            fixture = self._at(account, collection, ids)
            if fixture is not None and not (empty and fixture.rows):
                return fixture
            if fixture is not None and (self._read_only or not collection.parents):
                raise Skipped(f"{collection.path} {self._cannot_empty(collection)}")
            # An earlier check deleted a parent.
            self._forget(ids) if fixture is None else None
        raise Skipped(f"found no {'empty ' if empty else ''}{collection.path} in {_TRIES} attempts")

    def has_item(self, account: Account, collections: Sequence[Collection], ids: Ids) -> bool:
        """Whether an item has the path with these ids. ``collections`` are those of the ids, outermost first.

        Only clients choose equal ids, as the keys of puts: without a key among ``collections`` the result is False, without a request.
        """
        if not any(one.key for one in collections):
            return False
        for at, (collection, one) in enumerate(zip(collections, ids, strict=True)):
            fixture = self._at(account, collection, ids[:at])
            if fixture is None or all(row.get(collection.id_name) != one for row in fixture.rows):
                return False
        return True

    def find_expired(self, moment: float) -> Collection | None:
        """Return a collection with an item that expires up to a moment because of its age, or None."""
        for fixture in self._found.values():
            ends = (row.get(fixture.collection.end or "") for row in fixture.rows)
            if any(isinstance(one, str) and _is_past(one, moment) for one in ends):
                return fixture.collection
        return None

    def _cannot_empty(self, collection: Collection) -> str:
        if self._read_only:
            return "already contains items, and a run with --read-only deletes none"
        reason = "the run deletes only its own" if "delete" in collection.operations else "the API cannot delete them"
        return f"already contains items (this run may have created some), and {reason}"

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
            raise Skipped(f"{parent.path} no longer exists below {'/'.join(ids)}")
        if not self._read_only and "create" in parent.operations:
            return str(fixture.create(number)[parent.id_name])
        if number >= len(fixture.rows):
            raise Skipped(
                f"{parent.path} contains {len(fixture.rows)} items, too few for this check, and this run creates none"
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


def _is_past(text: str, moment: float) -> bool:
    try:
        return datetime.fromisoformat(text).timestamp() <= moment
    except ValueError:  # a check of times reports it
        return False
