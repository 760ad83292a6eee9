"""Read all pages of a list."""

from __future__ import annotations

from typing import Final

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection, Ids, Row
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
