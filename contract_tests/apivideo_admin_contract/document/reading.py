"""Parse the bundled OpenAPI document into operations and collections, independently of the mock's own parser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from apivideo_admin_contract.document.document import LONG_LIFE, Collection, Document, Operation
from apivideo_admin_contract.document.parameter import Schema, read_parameter
from apivideo_admin_contract.document.references import resolve
from apivideo_admin_contract.document.security import read_schemes

#: The actions on an item, and those whose response contains the resource: the first that a collection has defines it.
_OF_ITEMS = ("get", "update", "delete")
_DEFINING = ("get", "list", "create", "update")
_METHODS = ("get", "post", "put", "patch", "delete")
#: Ten years, in seconds: no check moves the clock as far.
_LONG: Final = 315_360_000


def read_document(node: Mapping[str, Any]) -> Document:
    """Parse a bundled document. Raises UnsupportedError for a recursive ``$ref``, KeyError for a missing ``x-`` keyword."""
    operations = tuple(_operations(node))
    collections = _collections(operations)
    for collection in collections:
        _prolong(collection)
    limit = node["x-rate-limit"]
    singles = tuple(_singles(operations, collections))
    return Document(node, operations, collections, limit["requests"], limit["seconds"], singles, read_schemes(node))


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield _operation(path, method, resolve(item[method], document))


def _operation(path: str, method: str, node: Mapping[str, Any]) -> Operation:
    status, is_put = max(code for code in node["responses"] if code.startswith("2")), node["x-action"] == "put"
    response = node["responses"][status].get("content", {}).get("application/json", {}).get("schema")
    return Operation(
        id=node["operationId"],
        method=method.upper(),
        path=path,
        action="create" if is_put else node["x-action"],
        node=node,
        query=tuple(read_parameter(one) for one in node.get("parameters", ()) if one["in"] == "query"),
        payload=node.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema"),
        status=int(status),
        statuses=frozenset(int(code) for code in node["responses"]),
        response=response,
        key=path.rpartition("/")[2][1:-1] if is_put else "",
    )


def _acts_below(operation: Operation, path: str) -> bool:
    """Whether an operation is on a path directly below an item of a collection."""
    item = operation.path.rpartition("/")[0]
    return item.endswith("}") and item.rpartition("/")[0] == path


def _collections(operations: tuple[Operation, ...]) -> tuple[Collection, ...]:
    """Return the collections, outermost first. The response of a get, or else of another operation, defines the resource."""
    found: dict[str, Collection] = {}
    paths = dict.fromkeys(path for one in operations if (path := _collection_path(one)) is not None)
    for path in sorted(paths, key=lambda path: path.count("/")):
        own = {one.action: one for one in operations if one.path == f"{path}/count" or _collection_path(one) == path}
        defining = [own[action] for action in _DEFINING if action in own]
        resource = _returned_item(defining[0]) if defining else {}
        on_items = (one for one in own.values() if one.action in _OF_ITEMS or one.key)
        id_name = next((one.path_parameters[-1] for one in on_items), None)
        parents = tuple(one for one in found.values() if path.startswith(f"{one.path}/{{{one.id_name}}}/"))
        performs = [one for one in operations if one.action == "perform" and _acts_below(one, path)]
        found[path] = Collection(path, id_name or _generated_id(resource), resource, parents, own, tuple(performs))
    return tuple(found.values())


def _singles(operations: tuple[Operation, ...], collections: tuple[Collection, ...]) -> Iterator[Collection]:
    """Yield the items without an id: the plain paths with a get or an update that are not collections."""
    known = {one.path for one in collections}
    for path in dict.fromkeys(one.path for one in operations if one.action in {"get", "update"}):
        if path.endswith("}") or path in known:
            continue
        own = {one.action: one for one in operations if one.path == path}
        defining = [own[action] for action in _DEFINING if action in own]
        parents = tuple(one for one in collections if path.startswith(f"{one.path}/{{{one.id_name}}}/"))
        yield Collection(path, "", _returned_item(defining[0]), parents, own)


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
    if operation.action in _OF_ITEMS or operation.key:
        return operation.path.rpartition("/")[0] if operation.path.endswith("}") else None
    return operation.path if operation.action in {"list", "create"} else None


def _returned_item(operation: Operation) -> Schema:
    response: Schema = operation.response or {}
    items: Schema = response["properties"]["items"]["items"] if operation.action == "list" else response
    return items


def _generated_id(resource: Schema) -> str:
    named: Mapping[str, Schema] = resource["properties"]
    return next(name for name, one in named.items() if one.get("x-generate", {}).get("kind") == "id")
