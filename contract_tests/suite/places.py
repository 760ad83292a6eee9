"""Finds where a check can work: each collection below items of its own, on a server of ours or of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from contract_tests.document import Collection
from contract_tests.model import Row
from contract_tests.suite import expect
from contract_tests.suite.account import Account
from contract_tests.suite.outcome import Skipped
from contract_tests.suite.place import Place

Ids = tuple[str, ...]
Parents = dict[tuple[str, str, Ids, int], str]
"""The ids of the items that places are below, by account, collection, what is above, and number."""

Existing = Callable[[Account, Collection, Ids], list[Row] | None]
"""Gives what a collection holds before the check, or None if there is no such path any more."""

#: A list that needs more pages is not read as a whole before a check.
_MOST_PAGES: Final = 5
#: How many other places are tried where one is not empty or gone.
_TRIES: Final = 20


class Places:
    """The places of one check. ``parents`` may be shared with other checks, which then work below the same items."""

    def __init__(self, existing: Existing, parents: Parents, *, read_only: bool = False) -> None:
        self.existing = existing
        self._parents, self._read_only = parents, read_only
        self._found: dict[tuple[str, str, Ids], Place] = {}

    def find(self, account: Account, collection: Collection, number: int, *, empty: bool) -> Place:
        """Give the place of a number, or an empty one. Raises Skipped where there is none and none may be made."""
        for again in range(_TRIES):
            ids = self._above(account, collection, number + 1000 * again)
            place = self._at(account, collection, ids)
            if place is not None and not (empty and place.rows):
                return place
            if place is not None and (self._read_only or not collection.parents):
                raise Skipped(f"{collection.path} is not empty, and this run can't make it so")
            # A check before deleted what was above.
            self._forget(ids) if place is None else None
        raise Skipped(f"found no {'empty ' if empty else ''}place for {collection.path}")

    def _above(self, account: Account, collection: Collection, number: int) -> Ids:
        ids: Ids = ()
        for parent in collection.parents:
            key = (account.who, parent.path, ids, number)
            if key not in self._parents:
                self._parents[key] = self._parent(account, parent, ids, number)
            ids += (self._parents[key],)
        return ids

    def _parent(self, account: Account, parent: Collection, ids: Ids, number: int) -> str:
        place = self._at(account, parent, ids)
        if place is None:
            raise Skipped(f"{parent.operations['get'].url((*ids, '…'))} is gone")
        if not self._read_only and "create" in parent.operations:
            return str(place.create(number)[parent.id_name])
        if number >= len(place.rows):
            raise Skipped(
                f"{parent.path} holds {len(place.rows)} items, too few for this check, and this run makes none"
            )
        return str(place.rows[number][parent.id_name])

    def _at(self, account: Account, collection: Collection, ids: Ids) -> Place | None:
        key = (account.who, collection.path, ids)
        if key not in self._found:
            rows = self.existing(account, collection, ids)
            if rows is None:
                return None
            self._found[key] = Place(account, collection, ids, rows)
        return self._found[key]

    def _forget(self, ids: Ids) -> None:
        for key in [key for key, value in self._parents.items() if value in ids]:
            del self._parents[key]


def read_all(account: Account, collection: Collection, ids: Ids) -> list[Row] | None:
    """Read a list from its first page to its last, or give None if its path is not found. Raises Skipped if it is very long."""
    operation = collection.operations.get("list")
    if operation is None:
        return []
    size, rows = operation.parameters["page_size"].schema["maximum"], list[Row]()
    for page in range(1, _MOST_PAGES + 1):
        answer = account.call(operation, ids, {"page": page, "page_size": size})
        if answer.status_code == 404:
            return None
        items: list[Row] = expect.body(answer, what="the list before the check")["items"]
        rows += items
        if len(items) < size:
            return rows
    raise Skipped(f"{collection.path} holds more than {_MOST_PAGES * size} items: take an account that holds fewer")
