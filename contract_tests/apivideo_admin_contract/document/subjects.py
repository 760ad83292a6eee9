"""The subjects of checks: each operation, collection, filter or sort of the document that a check runs for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.parameter import Parameter
from apivideo_admin_contract.document.schemas import accepts_any_text


def whole_document(_: Document) -> Iterator[tuple[()]]:
    """Yield one empty subject: the check runs once for the whole document."""
    yield ()


def operations(document: Document) -> Iterator[tuple[Operation]]:
    """Yield each operation."""
    yield from ((one,) for one in document.operations)


def singles(document: Document) -> Iterator[tuple[Collection]]:
    """Yield each item without an id that an update changes."""
    yield from ((one,) for one in document.singles if {"get", "update"} <= set(one.operations))


def lists(document: Document) -> Iterator[tuple[Collection]]:
    """Yield each collection that has a list."""
    yield from ((one,) for one in document.collections if "list" in one.operations)


def paths(document: Document) -> Iterator[tuple[str]]:
    """Yield each path."""
    yield from ((one,) for one in document.by_path())


def readers(document: Document) -> Iterator[tuple[Operation]]:
    """Yield each GET operation."""
    yield from ((one,) for one in document.operations if one.method == "GET")


def writers(document: Document) -> Iterator[tuple[Operation]]:
    """Yield each operation with a method other than GET."""
    yield from ((one,) for one in document.operations if one.method != "GET")


def with_payload(document: Document) -> Iterator[tuple[Operation]]:
    """Yield each operation with a request body."""
    yield from ((one,) for one in document.operations if one.payload)


def with_query(document: Document) -> Iterator[tuple[Operation]]:
    """Yield each operation with query parameters."""
    yield from ((one,) for one in document.operations if one.query)


def with_path_ids(document: Document) -> Iterator[tuple[Operation]]:
    """Yield each operation with an id in its path. A put with an unknown one creates an item."""
    yield from ((one,) for one in document.operations if one.path_parameters and not one.key)


def reports(document: Document) -> Iterator[tuple[Operation]]:
    """Yield each report operation."""
    yield from ((one,) for one in document.operations if one.action == "report")


def collections(document: Document) -> Iterator[tuple[Collection]]:
    """Yield each collection."""
    yield from ((one,) for one in document.collections)


def with_actions(*actions: str) -> Callable[[Document], Iterator[tuple[Collection]]]:
    """Return subjects that yield each collection with all of these actions."""

    def found(document: Document) -> Iterator[tuple[Collection]]:
        yield from ((one,) for one in document.collections if set(actions) <= set(one.operations))

    return found


def nested_collections(document: Document) -> Iterator[tuple[Collection]]:
    """Yield each collection below the items of another collection."""
    yield from ((one,) for one in document.collections if one.parents)


def deletable_parents(document: Document) -> Iterator[tuple[Collection]]:
    """Yield each collection with a create, a delete, and collections below its items."""
    for (collection,) in with_actions("create", "delete")(document):
        if any(collection in other.parents for other in document.collections):
            yield (collection,)


def filters(document: Document) -> Iterator[tuple[Collection, Parameter]]:
    """Yield each filter of each list."""
    for (collection,) in lists(document):
        yield from ((collection, parameter) for parameter in collection.operations["list"].filters)


def sorts(document: Document) -> Iterator[tuple[Collection, str]]:
    """Yield each list with each property that it can be sorted by."""
    for (collection,) in lists(document):
        yield from ((collection, name) for name in collection.sort_properties())


def updatable_filters(document: Document) -> Iterator[tuple[Collection, Parameter]]:
    """Yield each filter by a property that an update sets to the value in its payload (no ``x-set``)."""
    for collection, parameter in filters(document):
        known = collection.changeable if "create" in collection.operations else {}
        if parameter.path[0] in known and "x-set" not in known[parameter.path[0]]:
            yield collection, parameter


def text_filters(document: Document) -> Iterator[tuple[Collection, Parameter]]:
    """Yield each filter that accepts any text."""
    yield from (one for one in filters(document) if accepts_any_text(one[1].schema))


def combined_filters(document: Document) -> Iterator[tuple[Collection, Parameter]]:
    """Yield each filter of each list that has several filters."""
    yield from (one for one in filters(document) if len(one[0].operations["list"].filters) > 1)


def updatable_sorts(document: Document) -> Iterator[tuple[Collection, str]]:
    """Yield each sort by a property that an update can change."""
    for collection, name in sorts(document):
        if "create" in collection.operations and name in collection.changeable:
            yield collection, name


def text_sorts(document: Document) -> Iterator[tuple[Collection, str]]:
    """Yield each sort by a property that a create can set to any text."""
    for collection, name in sorts(document):
        if "create" in collection.operations and accepts_any_text(
            collection.operations["create"].properties.get(name, {})
        ):
            yield collection, name


def nested_operations(document: Document) -> Iterator[tuple[Operation]]:
    """Yield each operation with several ids in its path. A put with an unknown one creates an item."""
    yield from ((one,) for one in document.operations if len(one.path_parameters) > 1 and not one.key)


def expiring_collections(document: Document) -> Iterator[tuple[Collection]]:
    """Yield each collection in which an update (``x-set``) can schedule the deletion of an item (``x-expire``)."""
    for (collection,) in with_actions("create", "update")(document):
        expire = collection.resource.get("x-expire")
        if expire and "flag" in expire and collection.changeable.get(expire["at"], {}).get("x-set"):
            yield (collection,)


def mortal_collections(document: Document) -> Iterator[tuple[Collection]]:
    """Yield each collection whose items are deleted some time after they were created (``x-expire`` without a flag)."""
    for (collection,) in with_actions("create")(document):
        if collection.end is not None and "flag" not in collection.resource["x-expire"]:
            yield (collection,)


def performs(document: Document) -> Iterator[tuple[Collection, Operation]]:
    """Yield each custom action of an item, with the collection of the item."""
    for (collection,) in with_actions("create")(document):
        yield from ((collection, operation) for operation in collection.performs)


def enum_values_elsewhere(document: Document, operation: Operation, parameter: Parameter) -> list[Any]:
    """Return the enum values that a parameter has only in other operations, such as the sorts of another list."""
    own = parameter.schema.get("enum", ())
    found = [
        word
        for other in document.operations
        for one in other.query
        for word in one.schema.get("enum", ())
        if one.name == parameter.name
    ]
    return [word for word in dict.fromkeys(found) if word not in own] if own else []


def unique_properties(document: Document) -> Iterator[tuple[Collection, str]]:
    """Yield each unique property that a create sets."""
    for (collection,) in with_actions("create")(document):
        yield from ((collection, name) for name in collection.unique)
