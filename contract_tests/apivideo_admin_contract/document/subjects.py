"""What checks are done for: each operation, collection, filter, sort of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from apivideo_admin_contract.document.document import Collection, Document, Operation, Parameter
from apivideo_admin_contract.document.schemas import accepts_any_text


def whole_document(_: Document) -> Iterator[tuple[()]]:
    """Give the document as a whole."""
    yield ()


def operations(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation."""
    yield from ((one,) for one in document.operations)


def lists(document: Document) -> Iterator[tuple[Collection]]:
    """Give each collection that can be listed."""
    yield from ((one,) for one in document.collections if "list" in one.operations)


def paths(document: Document) -> Iterator[tuple[str]]:
    """Give each path."""
    yield from ((one,) for one in document.by_path())


def readers(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation that only reads."""
    yield from ((one,) for one in document.operations if one.method == "GET")


def writers(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation that changes something."""
    yield from ((one,) for one in document.operations if one.method != "GET")


def with_payload(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation that takes a payload."""
    yield from ((one,) for one in document.operations if one.payload)


def with_query(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation that takes query parameters."""
    yield from ((one,) for one in document.operations if one.query)


def with_path_ids(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation whose path names an item."""
    yield from ((one,) for one in document.operations if one.path_parameters)


def reports(document: Document) -> Iterator[tuple[Operation]]:
    """Give each report."""
    yield from ((one,) for one in document.operations if one.action == "report")


def collections(document: Document) -> Iterator[tuple[Collection]]:
    """Give each collection."""
    yield from ((one,) for one in document.collections)


def with_actions(*actions: str) -> Callable[[Document], Iterator[tuple[Collection]]]:
    """Give what gives each collection that has all of these actions."""

    def found(document: Document) -> Iterator[tuple[Collection]]:
        yield from ((one,) for one in document.collections if set(actions) <= set(one.operations))

    return found


def nested_collections(document: Document) -> Iterator[tuple[Collection]]:
    """Give each collection that is below the items of another."""
    yield from ((one,) for one in document.collections if one.parents)


def deletable_parents(document: Document) -> Iterator[tuple[Collection]]:
    """Give each collection whose items can be deleted and have something below them."""
    for (collection,) in with_actions("create", "delete")(document):
        if any(collection in other.parents for other in document.collections):
            yield (collection,)


def filters(document: Document) -> Iterator[tuple[Collection, Parameter]]:
    """Give each filter of each list."""
    for (collection,) in lists(document):
        yield from ((collection, parameter) for parameter in collection.operations["list"].filters)


def sorts(document: Document) -> Iterator[tuple[Collection, str]]:
    """Give each property that a list can be sorted by."""
    for (collection,) in lists(document):
        yield from ((collection, name) for name in collection.sort_properties())


def updatable_filters(document: Document) -> Iterator[tuple[Collection, Parameter]]:
    """Give each filter that looks at what an update can change to a value that it names, and not a word for one (``x-set``)."""
    for collection, parameter in filters(document):
        known = collection.changeable if "create" in collection.operations else {}
        if parameter.name in known and "x-set" not in known[parameter.name]:
            yield collection, parameter


def text_filters(document: Document) -> Iterator[tuple[Collection, Parameter]]:
    """Give each filter that takes any text."""
    yield from (one for one in filters(document) if accepts_any_text(one[1].schema))


def combined_filters(document: Document) -> Iterator[tuple[Collection, Parameter]]:
    """Give each filter of the lists that have several."""
    yield from (one for one in filters(document) if len(one[0].operations["list"].filters) > 1)


def updatable_sorts(document: Document) -> Iterator[tuple[Collection, str]]:
    """Give each sort by what an update can change."""
    for collection, name in sorts(document):
        if "create" in collection.operations and name in collection.changeable:
            yield collection, name


def text_sorts(document: Document) -> Iterator[tuple[Collection, str]]:
    """Give each sort by what a create can set to any text."""
    for collection, name in sorts(document):
        if "create" in collection.operations and accepts_any_text(
            collection.operations["create"].properties.get(name, {})
        ):
            yield collection, name


def sortable_lists(document: Document) -> Iterator[tuple[Collection]]:
    """Give each list that can be sorted."""
    yield from ((one,) for (one,) in lists(document) if one.sort_properties())


def nested_operations(document: Document) -> Iterator[tuple[Operation]]:
    """Give each operation whose path names an item and what that is below."""
    yield from ((one,) for one in document.operations if len(one.path_parameters) > 1)


def expiring_collections(document: Document) -> Iterator[tuple[Collection]]:
    """Give each collection whose items can be scheduled to go (``x-expire``) by an update (``x-set``)."""
    for (collection,) in with_actions("create", "update")(document):
        expire = collection.resource.get("x-expire")
        if expire and collection.changeable.get(expire["at"], {}).get("x-set"):
            yield (collection,)
