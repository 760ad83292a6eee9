"""The resources of a document, inferred from its paths (``openapi/EXTENSIONS.md``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.document.model import Document, Node
from generator.document.operations import Operation, item_schema, operations, properties, success_schema

#: The actions on a collection and on its items.
OF_COLLECTIONS: Final = ("list", "create")
OF_ITEMS: Final = ("get", "update", "put", "delete")
#: The actions on an item without an id.
OF_SINGLES: Final = ("get", "update")
#: The actions whose responses contain the resource. The first that a collection has defines its schema.
DEFINING: Final = ("get", "list", "create", "update", "put")


@dataclass(frozen=True, slots=True)
class Resource:
    """The items of the collection ``path``. ``schema`` is that of the response of the operation ``definition``.

    ``id_name`` is the last parameter of the item path; without an item path, the property with a generated id, or empty.
    ``actions`` maps an ``x-action`` to the operation on the item path, the collection path or its ``/count``. ``performs`` are the custom actions
    of an item. With ``is_single``, it is one item without an id or a collection, such as ``/account``: ``path`` is its own.
    """

    path: str
    id_name: str
    schema: Node
    definition: Operation
    actions: dict[str, Operation]
    performs: tuple[Operation, ...]
    is_single: bool = False

    @property
    def creator(self) -> Operation | None:
        """The operation that creates an item: a create, or a put with a key that the client chooses; None without both."""
        return self.actions.get("create") or self.actions.get("put")

    @property
    def item_path(self) -> str:
        """The path of an item, whether it has operations or not."""
        return f"{self.path}/{{{self.id_name}}}"

    @property
    def path_parameters(self) -> list[str]:
        """The names in the braces of the item path: the ids of the parents, and the id."""
        return [*self.parents, *([self.id_name] if self.id_name else [])]

    @property
    def parents(self) -> list[str]:
        """The path parameters of the collection: the ids of the parents."""
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]


def collection_path(item_path: str) -> str:
    """Return the path of the collection of an item path: the path without its last segment."""
    return item_path.rpartition("/")[0]


def collection_of(operation: Operation) -> str | None:
    """Return the path of the collection that an operation lists, adds to, or acts on an item of; None for another one."""
    if operation.is_item:
        return collection_path(operation.path) if operation.action in OF_ITEMS else None
    return operation.path if operation.action in OF_COLLECTIONS else None


def is_single(operation: Operation, known: Sequence[Operation]) -> bool:
    """Return whether an operation is on one item without an id: a get or update of a plain path that is not a collection.

    ``known`` are all operations of the document.
    """
    if operation.is_item or operation.action not in OF_SINGLES:
        return False
    return all(collection_of(one) != operation.path and not _is_below(one, operation.path) for one in known)


def _is_below(operation: Operation, path: str) -> bool:
    return operation.path.startswith(f"{path}/{{") or operation.path == f"{path}/count"


def resources(document: Document) -> tuple[Resource, ...]:
    """Return every resource: the items of a collection with an operation whose response contains them, and single items."""
    return document.once("resources", lambda: tuple(_resources(document)))


def _resources(document: Document) -> Iterator[Resource]:
    found = list(operations(document))
    yield from _collected(document, found)
    for path in dict.fromkeys(one.path for one in found if is_single(one, found)):
        actions = {one.action: one for one in found if one.path == path}
        definition = next(actions[one] for one in OF_SINGLES if one in actions)
        schema = returned_item(document, definition)
        if schema is not None:
            yield Resource(path, "", schema, definition, actions, (), is_single=True)


def _collected(document: Document, found: Sequence[Operation]) -> Iterator[Resource]:
    """Yield the items of each collection."""
    members: dict[str | None, list[Operation]] = {path: [] for path in map(collection_of, found)}
    performed: dict[str, list[Operation]] = {}
    for one in found:
        counted = {one.path.removesuffix("/count")} if one.path.endswith("/count") else set[str | None]()
        for path in ({collection_of(one)} | counted) & members.keys():
            members[path].append(one)
        if one.action == "perform":
            performed.setdefault(collection_path(collection_path(one.path)), []).append(one)
    for path, own in members.items():
        if path is None:
            continue
        actions = {str(one.action): one for one in own}
        definition = next((actions[one] for one in DEFINING if one in actions), None)
        schema = None if definition is None else returned_item(document, definition)
        if definition is not None and schema is not None:
            item = next((one for one in own if one.is_item), None)
            id_name = item.path_parameters[-1] if item else _generated_id(document, schema)
            yield Resource(path, id_name, schema, definition, actions, tuple(performed.get(path, ())))


def returned_item(document: Document, operation: Operation) -> Node | None:
    """Return the schema of the resource in the response of an operation, or None."""
    return item_schema(document, operation) if operation.action == "list" else success_schema(document, operation)


def _generated_id(document: Document, schema: Node) -> str:
    for name, node in properties(document, schema).items():
        generate = node.value.get("x-generate")
        if isinstance(generate, dict) and generate.get("kind") == "id":
            return name
    return ""
