"""What the collection that an operation writes to holds, to be compared before and after."""

from __future__ import annotations

from typing import Any

from apivideo_admin_contract.client.lists import read_all
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.rules import expect
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.session import Session


def is_readable(session: Session, operation: Operation) -> bool:
    """Tell whether the API has a way to read what an operation writes."""
    collection = session.document.collection_of(operation)
    return collection is not None and ("list" in collection.operations or operation.action != "create")


def state_of(session: Session, operation: Operation, ids: tuple[str, ...]) -> Any:
    """Give the items beside and below which an operation writes, as they are read: the list, or else the item.

    Raises Skipped where the API has no way to read them, or there are too many.
    """
    collection = session.document.collection_of(operation)
    reads = collection.operations if collection else {}
    if collection and "list" in reads:
        return read_all(session.account, collection, ids[: len(collection.parents)])
    if "get" in reads and len(ids) == len(reads["get"].path_parameters):
        return expect.body(session.account.call(reads["get"], ids), what=f"the item that {operation.id} is for")
    raise Skipped(f"nothing reads what {operation.id} writes")
