"""Finds where a check can work: each collection below items of its own, on a server of ours or of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection, Ids, Row
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.fixture import Fixture

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
            key = (account.who, parent.path, ids, number)
            if key not in self._parents:
                self._parents[key] = self._parent(account, parent, ids, number)
            ids += (self._parents[key],)
        return ids

    def _parent(self, account: Account, parent: Collection, ids: Ids, number: int) -> str:
        fixture = self._at(account, parent, ids)
        if fixture is None:
            raise Skipped(f"{parent.operations['get'].url((*ids, '…'))} is gone")
        if not self._read_only and "create" in parent.operations:
            return str(fixture.create(number)[parent.id_name])
        if number >= len(fixture.rows):
            raise Skipped(
                f"{parent.path} holds {len(fixture.rows)} items, too few for this check, and this run makes none"
            )
        return str(fixture.rows[number][parent.id_name])

    def _at(self, account: Account, collection: Collection, ids: Ids) -> Fixture | None:
        key = (account.who, collection.path, ids)
        if key not in self._found:
            rows = self.existing(account, collection, ids)
            if rows is None:
                return None
            self._found[key] = Fixture(account, collection, ids, rows)
        return self._found[key]

    def _forget(self, ids: Ids) -> None:
        for key in [key for key, value in self._parents.items() if value in ids]:
            del self._parents[key]
