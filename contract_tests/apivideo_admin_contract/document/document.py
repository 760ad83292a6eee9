"""Parse the bundled OpenAPI document into operations and collections, independently of the mock's own parser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from apivideo_admin_contract.document.parameter import Parameter, Schema, read_parameter
from apivideo_admin_contract.document.references import resolve

Row = dict[str, Any]
"""An item as JSON."""

Ids = tuple[str, ...]
"""The ids in a path, the outermost first."""

_PATH_PARAMETER = re.compile(r"\{([^{}]+)\}")
#: The actions on an item, and those whose response contains the resource: the first that a collection has defines it.
_OF_ITEMS = ("get", "update", "delete")
_DEFINING = ("get", "list", "create", "update")
_METHODS = ("get", "post", "put", "patch", "delete")
#: The keyword that `read_document` adds to the seconds that an item exists: the least number to send, so that it outlives a check.
LONG_LIFE: Final = "x-long-life"
#: Ten years, in seconds: no check moves the clock as far.
_LONG: Final = 315_360_000


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Operation:
    """An operation.

    ``node`` is its JSON object with every ``$ref`` resolved, ``action`` its ``x-action``. ``status`` is the documented success status, and
    ``statuses`` are all documented ones. ``payload`` and ``response`` are the schemas of the request body and of the success response.
    """

    id: str
    method: str
    path: str
    action: str
    node: Mapping[str, Any]
    query: tuple[Parameter, ...]
    payload: Schema | None
    status: int
    statuses: frozenset[int]
    response: Schema | None

    def __repr__(self) -> str:
        return self.id

    @property
    def path_parameters(self) -> tuple[str, ...]:
        """The names of the path parameters, outermost first."""
        return tuple(_PATH_PARAMETER.findall(self.path))

    @property
    def filters(self) -> tuple[Parameter, ...]:
        """The query parameters with an ``x-filter``."""
        return tuple(parameter for parameter in self.query if parameter.match)

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The query parameters by name."""
        return {parameter.name: parameter for parameter in self.query}

    @property
    def properties(self) -> Mapping[str, Schema]:
        """The properties of the request body; empty for an operation without one."""
        return self.payload.get("properties", {}) if self.payload else {}

    @property
    def required(self) -> tuple[str, ...]:
        """The required properties of the request body."""
        return tuple(self.payload.get("required", ())) if self.payload else ()

    def path_for(self, ids: tuple[str, ...]) -> str:
        """Return the path with these ids filled in. The ids are not percent-encoded."""
        values = iter(ids)
        return _PATH_PARAMETER.sub(lambda _: next(values), self.path)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Collection:
    """A path with items below it. ``parents`` are the collections above it, outermost first; ``operations`` are by action."""

    path: str
    id_name: str
    resource: Schema
    parents: tuple[Collection, ...]
    operations: Mapping[str, Operation]

    def __repr__(self) -> str:
        return self.path

    @property
    def name(self) -> str:
        """The last segment of the path, for example ``api-keys``."""
        return self.path.rpartition("/")[2]

    @property
    def properties(self) -> Mapping[str, Schema]:
        """The properties of an item."""
        properties: Mapping[str, Schema] = self.resource["properties"]
        return properties

    @property
    def writable(self) -> Mapping[str, Schema]:
        """The properties that a create accepts."""
        return self.operations["create"].properties

    @property
    def changeable(self) -> Mapping[str, Schema]:
        """The properties that an update accepts; empty without an update operation."""
        return self.operations["update"].properties if "update" in self.operations else {}

    @property
    def end(self) -> str | None:
        """The property with the time at which an item expires because of its age (``x-expire`` at a ``kind: after``), or None."""
        at: str | None = self.resource.get("x-expire", {}).get("at")
        generate = self.properties.get(at or "", {}).get("x-generate", {})
        return at if generate.get("kind") == "after" else None

    @property
    def lifetime(self) -> str | None:
        """The property with the number of seconds until that time, or None, also where the number is the same for all items."""
        seconds = self.properties[self.end]["x-generate"]["seconds"] if self.end else None
        return seconds if isinstance(seconds, str) else None

    def sort_properties(self) -> tuple[str, ...]:
        """Return the values of ``sort_by``; empty for a collection without a sorted list."""
        sort_by = self.operations["list"].parameters.get("sort_by") if "list" in self.operations else None
        return tuple(sort_by.schema["enum"]) if sort_by else ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Document:
    """The whole document. The server accepts ``limit`` requests in any ``seconds`` seconds (``x-rate-limit``)."""

    node: Mapping[str, Any]
    operations: tuple[Operation, ...]
    collections: tuple[Collection, ...]
    limit: int
    seconds: float

    def __repr__(self) -> str:
        return f"Document({', '.join(one.id for one in self.operations)})"

    def by_path(self) -> Mapping[str, tuple[Operation, ...]]:
        """Return the operations of each path."""
        paths: dict[str, tuple[Operation, ...]] = {}
        for operation in self.operations:
            paths[operation.path] = (*paths.get(operation.path, ()), operation)
        return paths

    def methods(self, path: str) -> set[str]:
        """Return the methods that a path supports. A GET implies a HEAD; OPTIONS is always supported (RFC 9110, section 9)."""
        methods = {operation.method for operation in self.by_path()[path]}
        return methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())

    def collection_of(self, operation: Operation) -> Collection | None:
        """Return the collection that an operation acts on, or None for a report."""
        return next((one for one in self.collections if operation in one.operations.values()), None)

    def children_of(self, collection: Collection) -> tuple[Collection, ...]:
        """Return the collections directly below an item of a collection."""
        return tuple(one for one in self.collections if one.parents[-1:] == (collection,))

    def parents_of(self, operation: Operation) -> tuple[Collection, ...]:
        """Return the collections whose item ids are in the path of an operation, outermost first."""
        by_id = {one.id_name: one for one in self.collections if one.id_name in operation.path_parameters}
        return tuple(by_id[name] for name in operation.path_parameters)


def read_document(node: Mapping[str, Any]) -> Document:
    """Parse a bundled document. Raises UnsupportedError for a recursive ``$ref``, KeyError for a missing ``x-`` keyword."""
    operations = tuple(_operations(node))
    collections = _collections(operations)
    for collection in collections:
        _prolong(collection)
    limit = node["x-rate-limit"]
    return Document(node, operations, collections, limit["requests"], limit["seconds"])


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield _operation(path, method, resolve(item[method], document))


def _operation(path: str, method: str, node: Mapping[str, Any]) -> Operation:
    status = next(code for code in node["responses"] if code.startswith("2"))
    response = node["responses"][status].get("content", {}).get("application/json", {}).get("schema")
    return Operation(
        id=node["operationId"],
        method=method.upper(),
        path=path,
        action=node["x-action"],
        node=node,
        query=tuple(read_parameter(one) for one in node.get("parameters", ()) if one["in"] == "query"),
        payload=node.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema"),
        status=int(status),
        statuses=frozenset(int(code) for code in node["responses"]),
        response=response,
    )


def _collections(operations: tuple[Operation, ...]) -> tuple[Collection, ...]:
    """Return the collections, outermost first. The response of a get, or else of another operation, defines the resource."""
    found: dict[str, Collection] = {}
    paths = dict.fromkeys(path for one in operations if (path := _collection_path(one)) is not None)
    for path in sorted(paths, key=lambda path: path.count("/")):
        own = {one.action: one for one in operations if one.path == f"{path}/count" or _collection_path(one) == path}
        defining = [own[action] for action in _DEFINING if action in own]
        resource = _returned_item(defining[0]) if defining else {}
        id_name = next((one.path_parameters[-1] for one in own.values() if one.action in _OF_ITEMS), None)
        parents = tuple(one for one in found.values() if path.startswith(f"{one.path}/{{{one.id_name}}}/"))
        found[path] = Collection(path, id_name or _generated_id(resource), resource, parents, own)
    return tuple(found.values())


def _prolong(collection: Collection) -> None:
    """Mark the seconds that an item of a collection exists in its payloads: valid values are then long enough for any check."""
    name = collection.lifetime
    for operation in collection.operations.values():
        if name is not None and name in operation.properties and operation.payload is not None:
            schema = operation.properties[name]
            low, high = schema.get("minimum", 0), schema.get("maximum", _LONG)
            operation.payload["properties"][name] = {**schema, LONG_LIFE: min(high, max(low, _LONG))}


def _collection_path(operation: Operation) -> str | None:
    """Return the path of the collection that an operation lists, adds to, or acts on an item of; None for another one."""
    if operation.action in _OF_ITEMS:
        return operation.path.rpartition("/")[0]
    return operation.path if operation.action in {"list", "create"} else None


def _returned_item(operation: Operation) -> Schema:
    response: Schema = operation.response or {}
    items: Schema = response["properties"]["items"]["items"] if operation.action == "list" else response
    return items


def _generated_id(resource: Schema) -> str:
    named: Mapping[str, Schema] = resource["properties"]
    return next(name for name, one in named.items() if one.get("x-generate", {}).get("kind") == "id")
