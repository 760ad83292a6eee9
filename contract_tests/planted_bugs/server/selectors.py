"""Select the operations at which a bug can show, by their action and their schema. None names a resource."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.parameter import Parameter
from apivideo_admin_contract.document.schemas import accepts_any_text
from contract_tests.planted_bugs.server.planting import Selector

_TEXT_MATCHES: Final = frozenset({"contains", "equals"})


def item_filters(operation: Operation) -> Sequence[Parameter]:
    """Return the filters of a list or count. Those of a report select its rows, which no collection has."""
    return operation.filters if operation.action in {"list", "count"} else ()


def anywhere(_operation: Operation, _document: Document) -> bool:
    """Select every operation."""
    return True


def action(*names: str) -> Selector:
    """Select the operations of some actions."""

    def picks(operation: Operation, _document: Document) -> bool:
        return operation.action in names

    return picks


def all_of(*selectors: Selector) -> Selector:
    """Select the operations that all of these select."""
    return lambda operation, document: all(selects(operation, document) for selects in selectors)


lists = action("list")
counts = action("count")
creates = action("create")
gets = action("get")
updates = action("update")
deletes = action("delete")
all_reports = action("report")
reads = action("list", "count", "get", "report")
writes = action("create", "update", "delete")
items = action("list", "get", "create", "update", "perform")
#: All operations on a collection, for bugs that hide or move items.
collections = action("list", "count", "get", "create", "update", "delete")


def filters(match: str | None = None) -> Selector:
    """Select lists and counts with a text filter of one kind, or of any kind."""

    def picks(operation: Operation, _document: Document) -> bool:
        matches = {match} if match else _TEXT_MATCHES
        return any(one.is_text and one.match in matches for one in item_filters(operation))

    return picks


def equals_of_any_text(operation: Operation, _document: Document) -> bool:
    """Select lists and counts with an `equals` filter that accepts any text, also an empty one."""
    return any(one.match == "equals" and accepts_any_text(one.schema) for one in item_filters(operation))


def on_free_text(operation: Operation, document: Document) -> bool:
    """Select lists and counts with a `contains` filter on a property that accepts any text."""
    collection = document.collection_of(operation)
    if collection is None or "create" not in collection.operations:
        return False
    names = [one.name for one in item_filters(operation) if one.match == "contains"]
    return any(accepts_any_text(collection.writable.get(name, {})) for name in names)


def several_filters(operation: Operation, _document: Document) -> bool:
    """Select lists and counts with more than one filter."""
    return len(item_filters(operation)) > 1


def sorts(operation: Operation, _document: Document) -> bool:
    """Select lists that sort."""
    return "sort_by" in operation.parameters


def sorts_unlike_others(operation: Operation, document: Document) -> bool:
    """Select lists that lack a value of ``sort_by`` that another list has."""
    collection = document.collection_of(operation) if sorts(operation, document) else None
    own = set(collection.sort_properties()) if collection is not None else set()
    return bool(own) and any({*other.sort_properties()} - own for other in document.collections)


def text_sorts(operation: Operation, document: Document) -> bool:
    """Select lists that sort by a property that a create can set to any text."""
    collection = document.collection_of(operation)
    if collection is None or "create" not in collection.operations or not sorts(operation, document):
        return False
    return any(
        accepts_any_text(collection.operations["create"].properties.get(name, {}))
        for name in collection.sort_properties()
    )


def free_texts(operation: Operation) -> list[str]:
    """Return the names of the properties of a payload that accept any text."""
    constraints = {"enum", "format", "pattern", "x-set"}
    found = operation.properties.items()
    return [name for name, one in found if one.get("type") == "string" and not constraints & set(one)]


def takes_text(operation: Operation, _document: Document) -> bool:
    """Select operations whose payload has a text without constraints."""
    return bool(free_texts(operation))


def takes_any_text(operation: Operation, _document: Document) -> bool:
    """Select operations whose payload has a text of any length, and not null."""
    return any(one.get("type") == "string" and accepts_any_text(one) for one in operation.properties.values())


def payloads(operation: Operation, _document: Document) -> bool:
    """Select operations with a payload."""
    return operation.payload is not None


def queries(operation: Operation, _document: Document) -> bool:
    """Select operations with query parameters."""
    return bool(operation.query)


def nested(operation: Operation, document: Document) -> bool:
    """Select operations on nested items."""
    collection = document.collection_of(operation)
    return collection is not None and bool(collection.parents)


def named(operation: Operation, _document: Document) -> bool:
    """Select operations whose path contains an id."""
    return bool(operation.path_parameters)


def roots(operation: Operation, document: Document) -> bool:
    """Select operations on items without parents."""
    collection = document.collection_of(operation)
    return collection is not None and not collection.parents


def deletable(operation: Operation, document: Document) -> bool:
    """Select operations on collections whose items can be deleted."""
    collection = document.collection_of(operation)
    return collection is not None and "delete" in collection.operations


def beside_all(*actions: str) -> Selector:
    """Select operations on collections that have all of these actions."""

    def picks(operation: Operation, document: Document) -> bool:
        collection = document.collection_of(operation)
        return collection is not None and set(actions) <= set(collection.operations)

    return picks


def not_single(operation: Operation, document: Document) -> bool:
    """Select operations on anything but an item without an id."""
    collection = document.collection_of(operation)
    return collection is None or not collection.is_single


def not_keyed(operation: Operation, document: Document) -> bool:
    """Select operations on collections whose ids the server generates: a put that is sent twice creates one item."""
    collection = document.collection_of(operation)
    return collection is not None and not collection.key


def unique(operation: Operation, document: Document) -> bool:
    """Select operations on collections with a unique property (``x-unique``)."""
    collection = document.collection_of(operation)
    return collection is not None and bool(collection.unique)


def not_unique(operation: Operation, document: Document) -> bool:
    """Select operations on collections whose items can all have the same values."""
    return not unique(operation, document)


def generated(kind: str) -> Selector:
    """Select operations on items with a property of a generated kind (``x-generate``)."""

    def picks(operation: Operation, document: Document) -> bool:
        collection = document.collection_of(operation)
        schemas = collection.properties.values() if collection else ()
        return any(one.get("x-generate", {}).get("kind") == kind for one in schemas)

    return picks


def reports(operation: Operation, document: Document) -> bool:
    """Select reports with one item for each day of an interval."""
    is_plain = all_reports(operation, document) and not figures_of(operation, "group")
    return is_plain and any(one.days for one in operation.query)


def figures(kind: str) -> Selector:
    """Select reports with figures of a kind (``x-generate``) and one item for each day."""

    def picks(operation: Operation, document: Document) -> bool:
        return reports(operation, document) and bool(figures_of(operation, kind))

    return picks


def figures_of(operation: Operation, kind: str) -> list[str]:
    """Return the names of the figures of a kind in a report."""
    item = (operation.response or {})["properties"]["items"]["items"]
    return [name for name, one in item["properties"].items() if one.get("x-generate", {}).get("kind") == kind]


def beside(first: Selector) -> Selector:
    """Select all operations of the collections whose list is selected, for bugs that must see creates too."""

    def picks(operation: Operation, document: Document) -> bool:
        collection = document.collection_of(operation)
        listing = collection.operations.get("list") if collection is not None else None
        return listing is not None and first(listing, document)

    return picks


def enums(operation: Operation, _document: Document) -> bool:
    """Select operations whose payload has a property with an enum."""
    return any("enum" in one for one in operation.properties.values())


def bounded_numbers(operation: Operation, _document: Document) -> bool:
    """Select operations whose payload has a number with a maximum."""
    return any("maximum" in one for one in operation.properties.values())


def arrays(operation: Operation, _document: Document) -> bool:
    """Select operations whose payload has an array property."""
    return any(one.get("type") == "array" for one in operation.properties.values())


def below_deletable(operation: Operation, document: Document) -> bool:
    """Select operations on nested items of those that can be deleted."""
    collection = document.collection_of(operation)
    return collection is not None and any("delete" in one.operations for one in collection.parents)
