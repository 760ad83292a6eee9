"""Read a list from its first page to its last."""

from __future__ import annotations

from typing import Final

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Collection, Ids, Row
from apivideo_admin_contract.rules import expect
from apivideo_admin_contract.rules.verdict import Skipped

#: A list that needs more pages is not read as a whole before a check.
_MOST_PAGES: Final = 5


def read_all(account: Account, collection: Collection, ids: Ids) -> list[Row] | None:
    """Read a list from its first page to its last, or give None if its path is not found. Raises Skipped if it is very long."""
    operation = collection.operations.get("list")
    if operation is None:
        return []
    size, rows = operation.parameters["page_size"].schema["maximum"], list[Row]()
    for page in range(1, _MOST_PAGES + 1):
        response = account.call(operation, ids, {"page": page, "page_size": size})
        if response.status_code == 404:
            return None
        items: list[Row] = expect.body(response, what="the list before the check")["items"]
        rows += items
        if len(items) < size:
            return rows
    raise Skipped(f"{collection.path} holds more than {_MOST_PAGES * size} items: take an account that holds fewer")
