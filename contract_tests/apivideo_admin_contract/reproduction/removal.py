"""How a pytest case removes what it creates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.document.references import UnsupportedError
from apivideo_admin_contract.safety.cleanup import scheduled_deletion

#: Stands for the id of the new item in a path.
ID: Final = "{ID}"


@dataclass(frozen=True, slots=True)
class Removal:
    """A request that removes an item. ``path`` contains `ID`, ``id_name`` is the property with it, ``payload`` is None without one."""

    method: str
    path: str
    id_name: str
    payload: Mapping[str, Any] | None


def removal_of(document: Document, exchange: Exchange) -> Removal | None:
    """Return how to remove what a create makes, or None where the API has no way. Some deletions can only be scheduled."""
    operation = exchange.operation
    collection = document.collection_of(operation) if operation and operation.action == "create" else None
    if operation is None or collection is None or collection.is_single:
        return None
    path = exchange.path if operation.key else f"{exchange.path}/{ID}"
    if "delete" in collection.operations:
        return Removal(collection.operations["delete"].method, path, collection.id_name, None)
    try:
        payload = scheduled_deletion(collection)
    except UnsupportedError:
        return None
    if payload is None:
        return None
    return Removal(collection.operations["update"].method, path, collection.id_name, payload)
