"""What the collection that an operation writes to holds, to be compared before and after."""

from __future__ import annotations

from typing import Any

from contract_tests.document import Operation
from contract_tests.suite import expect
from contract_tests.suite.lab import Lab
from contract_tests.suite.outcome import Skipped
from contract_tests.suite.places import read_all


def is_readable(lab: Lab, operation: Operation) -> bool:
    """Tell whether the API has a way to read what an operation writes."""
    collection = lab.document.collection_of(operation)
    return collection is not None and ("list" in collection.operations or operation.action != "create")


def state_of(lab: Lab, operation: Operation, ids: tuple[str, ...]) -> Any:
    """Give the items beside and below which an operation writes, as they are read: the list, or else the item.

    Raises Skipped where the API has no way to read them, or there are too many.
    """
    collection = lab.document.collection_of(operation)
    reads = collection.operations if collection else {}
    if collection and "list" in reads:
        return read_all(lab.account, collection, ids[: len(collection.parents)])
    if "get" in reads and len(ids) == len(reads["get"].path_parameters):
        return expect.body(lab.account.call(reads["get"], ids), what=f"the item that {operation.id} is for")
    raise Skipped(f"nothing reads what {operation.id} writes")
