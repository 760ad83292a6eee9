"""Read all pages of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection, Document, Ids, Row
from apivideo_admin_contract.document.exchange import Event, Exchange
from apivideo_admin_contract.rules import expect
from apivideo_admin_contract.rules.verdict import Skipped

#: A list with more pages is not read before a check.
_MAX_PAGES: Final = 5


def read_all(account: Account, collection: Collection, ids: Ids) -> list[Row] | None:
    """Return the items of all pages of a list, or None if its path is not found. Raises Skipped if there are too many."""
    operation = collection.operations.get("list")
    if operation is None:
        return []
    size, rows = operation.parameters["page_size"].schema["maximum"], list[Row]()
    for page in range(1, _MAX_PAGES + 1):
        response = account.call(operation, ids, {"page": page, "page_size": size})
        if response.status_code == 404:
            return None
        items: list[Row] = expect.body(response, what="the list before the check")["items"]
        rows += items
        if len(items) < size:
            return rows
    raise Skipped(
        f"{collection.path} holds more than {_MAX_PAGES * size} items; fix: run with a test account that holds fewer"
    )


class KnownLists:
    """The lists that were read, until a change in ``history`` concerns them.

    A write changes the list of its item, and those below it. Other clients may change them all: `forget` after any doubt.
    ``moment`` returns a number that grows with the run.
    """

    def __init__(self, document: Document, history: Sequence[Event], moment: Callable[[], int]) -> None:
        self._document, self._history, self._moment, self._seen = document, history, moment, 0
        self._rows: dict[tuple[str, str, Ids], tuple[list[Row], int]] = {}

    def is_known(self, account: Account, collection: Collection, ids: Ids) -> bool:
        """Return whether a list was read, and nothing has changed it since."""
        self._forget_changed()
        return (account.name, collection.path, ids) in self._rows

    def read(
        self, account: Account, collection: Collection, ids: Ids, *, again: bool = False
    ) -> tuple[list[Row], int] | None:
        """Return the items of a list as `read_all` does, and the moment before they were read; without a request where they are known.

        With ``again`` they are read in any case.
        """
        key = (account.name, collection.path, ids)
        if again or not self.is_known(account, collection, ids):
            moment, rows = self._moment(), read_all(account, collection, ids)
            if rows is None:
                return None
            self._rows[key] = rows, moment
        rows, moment = self._rows[key]
        return [dict(row) for row in rows], moment

    def forget(self) -> None:
        """Read every list again."""
        self._rows.clear()

    def _forget_changed(self) -> None:
        for event in self._history[self._seen :]:
            operation = event.operation if isinstance(event, Exchange) else None
            collection = self._document.collection_of(operation) if operation is not None else None
            if not isinstance(event, Exchange) or collection is None:
                self.forget()
                break
            above = event.ids[: len(collection.parents)]
            for key in list(self._rows):
                _, path, ids = key
                if (path == collection.path and ids == above) or (
                    len(event.ids) > len(above) and ids[: len(event.ids)] == event.ids
                ):
                    del self._rows[key]
        self._seen = len(self._history)
