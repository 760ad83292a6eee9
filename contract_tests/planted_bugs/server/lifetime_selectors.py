"""Select operations on items that end: those that are scheduled for deletion, those with a lifetime, and what is below them."""

from __future__ import annotations

from apivideo_admin_contract.document.document import Collection, Document, Operation


def expiring(operation: Operation, document: Document) -> bool:
    """Select operations on items that can be scheduled for deletion (``x-expire``)."""
    collection = document.collection_of(operation)
    return collection is not None and _is_marked(collection)


def _is_marked(collection: Collection) -> bool:
    """Return whether an item is marked before it is deleted, as ``x-expire`` with a flag says."""
    return "flag" in collection.resource.get("x-expire", {})


def mortal(operation: Operation, document: Document) -> bool:
    """Select operations on items that are deleted some time after they were created, without a mark."""
    collection = document.collection_of(operation)
    return collection is not None and collection.end is not None and not _is_marked(collection)


def below_expiring(operation: Operation, document: Document) -> bool:
    """Select operations on nested items of those that can be scheduled for deletion."""
    collection = document.collection_of(operation)
    return collection is not None and any(map(_is_marked, collection.parents))


def below_scheduled(operation: Operation, document: Document) -> bool:
    """Select operations whose first path parameter is the id of an item that can be scheduled for deletion."""
    return any(map(_is_marked, document.parents_of(operation)[:1]))


def below_expiring_root(operation: Operation, document: Document) -> bool:
    """Select operations on items without parents that can be scheduled for deletion, and their reports."""
    return below_scheduled(operation, document) and len(operation.path_parameters) == 1
