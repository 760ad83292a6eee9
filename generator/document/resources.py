"""The resources of a document, inferred from its paths (``openapi/EXTENSIONS.md``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.document.model import Document, Node
from generator.document.operations import Operation, operations, success_schema


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource: the 200 schema of the ``get`` of an item path.

    ``actions`` maps an ``x-action`` to the operation on the item path, the collection path or its ``/count``.
    """

    get: Operation
    schema: Node
    actions: dict[str, Operation]

    @property
    def id_name(self) -> str:
        """The last parameter of the path, and the property with the id."""
        return self.get.path_parameters[-1]

    @property
    def parents(self) -> list[str]:
        """The path parameters of the collection: the ids of the parents."""
        return self.get.path_parameters[:-1]


def collection_path(item_path: str) -> str:
    """Return the path of the collection of an item path: the path without its last segment."""
    return item_path.rpartition("/")[0]


def resources(document: Document) -> Iterator[Resource]:
    """Yield every resource whose ``get`` has a response schema."""
    found = list(operations(document))
    for get in found:
        schema = success_schema(document, get)
        if get.action != "get" or not get.is_item or schema is None:
            continue
        collection = collection_path(get.path)
        own = {get.path, collection, f"{collection}/count"}
        actions = {str(other.action): other for other in found if other.path in own}
        yield Resource(get, schema, actions)
