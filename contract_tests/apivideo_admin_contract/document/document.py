"""The OpenAPI document as the checks need it: read by itself, with nothing taken over from the mock's own reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
Row = dict[str, Any]
"""An item as JSON."""

Ids = tuple[str, ...]
"""The ids in a path, the outermost first."""

_PATH_PARAMETER = re.compile(r"\{([^{}]+)\}")
_METHODS = ("get", "post", "put", "patch", "delete")


class UnsupportedError(Exception):
    """The document uses something that the suite does not support."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter; ``match`` is its ``x-filter``, ``days`` its ``x-days``."""

    name: str
    schema: Schema
    required: bool
    match: str | None
    days: Mapping[str, int]

    @property
    def is_text(self) -> bool:
        """Whether its values are texts of which not all are named; they may be of a format or a pattern."""
        return self.schema.get("type") == "string" and "enum" not in self.schema


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Operation:
    """One operation. ``payload`` and ``answer`` are schemas without ``$ref``; ``statuses`` are all that are documented."""

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
        """The names of the path's parameters, the outermost first."""
        return tuple(_PATH_PARAMETER.findall(self.path))

    @property
    def filters(self) -> tuple[Parameter, ...]:
        """The query parameters that filter."""
        return tuple(parameter for parameter in self.query if parameter.match)

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The query parameters by their names."""
        return {parameter.name: parameter for parameter in self.query}

    @property
    def properties(self) -> Mapping[str, Schema]:
        """The properties of the payload; none where it takes no payload."""
        return self.payload["properties"] if self.payload else {}

    @property
    def required(self) -> tuple[str, ...]:
        """The properties that the payload must have."""
        return tuple(self.payload.get("required", ())) if self.payload else ()

    def path_for(self, ids: tuple[str, ...]) -> str:
        """Give the path with these ids in it, as they are: whoever sends them encodes them."""
        values = iter(ids)
        return _PATH_PARAMETER.sub(lambda _: next(values), self.path)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Collection:
    """A path below which there are items. ``parents`` are the collections above, the outermost first."""

    path: str
    id_name: str
    resource: Schema
    parents: tuple[Collection, ...]
    operations: Mapping[str, Operation]

    def __repr__(self) -> str:
        return self.path

    @property
    def name(self) -> str:
        """The last segment of the path."""
        return self.path.rpartition("/")[2]

    @property
    def properties(self) -> Mapping[str, Schema]:
        """The properties of an item."""
        properties: Mapping[str, Schema] = self.resource["properties"]
        return properties

    @property
    def writable(self) -> Mapping[str, Schema]:
        """The properties that a create takes."""
        return self.operations["create"].properties

    @property
    def changeable(self) -> Mapping[str, Schema]:
        """The properties that an update takes; none where there is no update."""
        return self.operations["update"].properties if "update" in self.operations else {}

    def sort_properties(self) -> tuple[str, ...]:
        """Give the values of ``sort_by``; none where there is no list."""
        sort_by = self.operations["list"].parameters.get("sort_by") if "list" in self.operations else None
        return tuple(sort_by.schema["enum"]) if sort_by else ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Document:
    """The whole document. ``limit`` is how many requests are accepted in ``seconds``."""

    node: Mapping[str, Any]
    operations: tuple[Operation, ...]
    collections: tuple[Collection, ...]
    limit: int
    seconds: float

    def __repr__(self) -> str:
        return f"Document({', '.join(one.id for one in self.operations)})"

    def by_path(self) -> Mapping[str, tuple[Operation, ...]]:
        """Give the operations of each path."""
        paths: dict[str, tuple[Operation, ...]] = {}
        for operation in self.operations:
            paths[operation.path] = (*paths.get(operation.path, ()), operation)
        return paths

    def methods(self, path: str) -> set[str]:
        """Give the methods that a path takes; a GET brings a HEAD, and OPTIONS is always there (RFC 9110, section 9)."""
        methods = {operation.method for operation in self.by_path()[path]}
        return methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())

    def collection_of(self, operation: Operation) -> Collection | None:
        """Give the collection that an operation acts on, or None for a report."""
        parent_ids = (one for one in self.collections if operation in one.operations.values())
        return next(parent_ids, None)

    def children_of(self, collection: Collection) -> tuple[Collection, ...]:
        """Give the collections right below an item of a collection."""
        return tuple(one for one in self.collections if one.parents[-1:] == (collection,))

    def parents_of(self, operation: Operation) -> tuple[Collection, ...]:
        """Give the collections whose items the path names, the outermost first."""
        by_id = {one.id_name: one for one in self.collections if one.id_name in operation.path_parameters}
        return tuple(by_id[name] for name in operation.path_parameters)


def read_document(node: Mapping[str, Any]) -> Document:
    """Read a bundled document."""
    operations = tuple(_operations(node))
    limit = node["x-rate-limit"]
    return Document(node, operations, _collections(operations), limit["requests"], limit["seconds"])


def resolve(node: Any, document: Mapping[str, Any], above: tuple[str, ...] = ()) -> Any:
    """Give a node with every ``$ref`` replaced by what it names. Raises UnsupportedError for one that holds itself."""
    if isinstance(node, dict):
        if "$ref" in node:
            ref = node["$ref"]
            if ref in above:
                raise UnsupportedError(f"{ref} holds itself")
            found: Any = document
            for token in ref.removeprefix("#/").split("/"):
                found = found[token.replace("~1", "/").replace("~0", "~")]
            merged = {**resolve(found, document, (*above, ref)), **node}
            return {key: value for key, value in merged.items() if key != "$ref"}
        return {key: resolve(value, document, above) for key, value in node.items()}
    if isinstance(node, list):
        return [resolve(value, document, above) for value in node]
    return node


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
        query=tuple(
            Parameter(
                one["name"], one["schema"], one.get("required", False), one.get("x-filter"), one.get("x-days", {})
            )
            for one in node.get("parameters", ())
            if one["in"] == "query"
        ),
        payload=node.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema"),
        status=int(status),
        statuses=frozenset(int(code) for code in node["responses"]),
        response=response,
    )


def _collections(operations: tuple[Operation, ...]) -> tuple[Collection, ...]:
    """Give the collections, the outermost first: each has an item path, whose get tells what it holds."""
    found: dict[str, Collection] = {}
    for get in sorted((one for one in operations if one.action == "get"), key=lambda one: one.path.count("/")):
        path = get.path.rpartition("/")[0]
        fixtures = {path: ("list", "create"), f"{path}/count": ("count",), get.path: ("get", "update", "delete")}
        acts = {one.action: one for one in operations if one.action in fixtures.get(one.path, ())}
        parents = tuple(one for one in found.values() if path.startswith(f"{one.path}/{{{one.id_name}}}/"))
        found[path] = Collection(path, get.path_parameters[-1], get.response or {}, parents, acts)
    return tuple(found.values())
