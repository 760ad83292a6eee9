"""Find the collections of a document by the shape of its paths, and the resource of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec.extensions import (
    Expire,
    Generate,
    GenerateAfter,
    GenerateId,
    GenerateUpdated,
    UniqueForm,
    escape,
    read,
)
from apivideo_admin_mock.spec.model import Collection, Field, Resource
from apivideo_admin_mock.spec.refs import Refs

_OF_COLLECTIONS = ("list", "create")
_OF_SINGLES = ("get", "update")
_ITEM_PATH = re.compile(r"^(?P<collection>.*/[^/{}]+)/\{(?P<parameter>[^/{}]+)\}$")


def read_collections(document: Mapping[str, Any], refs: Refs) -> dict[str, Collection]:
    """Return the collections by path. Raises SpecError if one cannot be served."""
    items: dict[str, str | None] = {
        match["collection"]: match["parameter"] for path in document["paths"] if (match := _ITEM_PATH.match(path))
    }
    for path, item in document["paths"].items():
        if any(item.get(method, {}).get("x-action") in _OF_COLLECTIONS for method in ("get", "post")):
            items.setdefault(path, None)
    singles = {path for path, item in document["paths"].items() if _is_single(path, item) and path not in items}
    found: dict[str, Collection] = {}
    for path in sorted((*items, *singles), key=lambda path: path.count("/")):
        parents = tuple(found[parent] for parent in owner_paths(path) if parent in found)
        is_single = path in singles
        resource = _resource(document, refs, path, "" if is_single else items[path])
        found[path] = Collection(path, path.rpartition("/")[2].replace("-", "_"), resource, parents, is_single)
    return found


def _is_single(path: str, item: Mapping[str, Any]) -> bool:
    """Whether a path is that of one resource without an id: it ends with a plain segment and has a get or an update."""
    actions = {item.get(method, {}).get("x-action") for method in ("get", "patch")}
    return not path.endswith("}") and bool(actions & {*_OF_SINGLES})


def owner_paths(path: str) -> Iterator[str]:
    """Yield the paths of the collections whose items a path contains, outermost first."""
    segments = path.split("/")
    for index, segment in enumerate(segments):
        if segment.startswith("{"):
            yield "/".join(segments[:index])


def response_schema(operation: Mapping[str, Any], refs: Refs, pointer: str) -> tuple[Mapping[str, Any], str]:
    """Return the JSON schema of an operation's success response and its pointer. Raises SpecError if there is none."""
    for status, response in operation.get("responses", {}).items():
        if status.startswith("2"):
            location = f"{pointer}/responses/{status}"
            media = refs.resolve(response, location).get("content", {}).get("application/json", {})
            return refs.locate(media.get("schema"), f"{location}/content/application~1json/schema")
    raise SpecError(f"{pointer}/responses", "has no 2xx response")


def request_schema(operation: Mapping[str, Any], refs: Refs, pointer: str) -> Mapping[str, Any] | None:
    """Return the JSON schema of an operation's payload, or None without a payload."""
    if "requestBody" not in operation:
        return None
    body = refs.resolve(operation["requestBody"], f"{pointer}/requestBody")
    media = body.get("content", {}).get("application/json", {})
    return refs.resolve(media.get("schema"), f"{pointer}/requestBody/content/application~1json/schema")


def _resource(document: Mapping[str, Any], refs: Refs, path: str, parameter: str | None) -> Resource:
    """Return the resource of a collection.

    ``parameter`` is that of its id, None without an item path, and empty for a single resource, which has no id.
    """
    name, schema, location = _definition(document, refs, path, parameter)
    if parameter and parameter not in schema.get("properties", {}):
        raise SpecError(location, f"the resource has no property `{parameter}`, but the path has this parameter")
    is_keyed = bool(parameter) and _put_of(document, path, parameter) is not None
    fields = tuple(_fields(document, refs, path, schema, location, parameter))
    ids = [field.name for field in fields if isinstance(field.generate, GenerateId) and parameter in {None, field.name}]
    if is_keyed and parameter:
        if parameter not in schema.get("required", ()):
            raise SpecError(
                location, f"`{parameter}` must be required: it is the key of the item, which clients choose"
            )
        ids = [parameter]
    if parameter == "":
        ids = [""]
    elif not ids:
        where = location if parameter is None else f"{location}/properties/{parameter}"
        raise SpecError(where, "must have `x-generate: {kind: id, prefix: ...}`, at the property with the id")
    following = tuple(one for one in fields if isinstance(one.generate, GenerateUpdated | GenerateAfter))
    unique = tuple(_unique(schema, fields, refs, location))
    return Resource(name, ids[0], fields, _expire(schema, location), schema, following, unique)


def _definition(
    document: Mapping[str, Any], refs: Refs, path: str, parameter: str | None
) -> tuple[str, Mapping[str, Any], str]:
    """Return the name of the resource of a collection, its schema, and the pointer of that.

    It is defined by the response of a get; without one, of the list, the create or the update.
    """
    item_path = f"{path}/{{{parameter}}}" if parameter != "" else path
    places = {
        "get": (item_path, "get"),
        "list": (path, "get"),
        "create": (path, "post"),
        "update": (item_path, "patch"),
        "put": (item_path, "put"),
    }
    for action, (place, method) in places.items():
        operation = document["paths"].get(place, {}).get(method, {})
        if operation.get("x-action") == action:
            schema, location = response_schema(operation, refs, f"/paths/{escape(place)}/{method}")
            if action == "list":
                items = schema.get("properties", {}).get("items", {}).get("items")
                schema, location = refs.locate(items, f"{location}/properties/items/items")
            return str(operation.get("operationId", "")).removeprefix(f"{action}_"), schema, location
    raise SpecError(
        f"/paths/{escape(path if parameter is None else item_path)}",
        "no operation returns the items of the collection: add a get, a list, a create or an update",
    )


def _put_of(document: Mapping[str, Any], path: str, parameter: str | None) -> Mapping[str, Any] | None:
    """Return the operation that creates an item under a key that the client chooses, or None."""
    operation: Mapping[str, Any] = document["paths"].get(f"{path}/{{{parameter}}}", {}).get("put", {})
    return operation if operation.get("x-action") == "put" else None


def _fields(
    document: Mapping[str, Any],
    refs: Refs,
    path: str,
    schema: Mapping[str, Any],
    pointer: str,
    parameter: str | None,
) -> Iterator[Field]:
    put = _put_of(document, path, parameter)
    create = document["paths"].get(path, {}).get("post", {}) if put is None else put
    payload = request_schema(create, refs, f"/paths/{escape(path)}/post") or {}
    writable, required = payload.get("properties", {}), payload.get("required", ())
    in_path = set(re.findall(r"\{([^{}]+)\}", path))
    for name, node in schema.get("properties", {}).items():
        prop = refs.resolve(node, pointer)
        generate: Generate | None = read({**prop, **node}, "x-generate", Generate, f"{pointer}/properties/{name}")
        defaults = [_keyword(one, refs, pointer, "default") for one in (writable.get(name, {}), node)]
        default = next((one for one in defaults if one is not None), None)
        nullable = _allows_null(prop, refs, pointer)
        field = Field(name, name in writable, name in in_path, generate, default, nullable, name in required)
        is_key = put is not None and name == parameter
        has_source = (
            is_key or field.needed or field.from_path or generate is not None or default is not None or nullable
        )
        if not has_source and name in schema.get("required", ()):
            raise SpecError(
                f"{pointer}/properties/{name}",
                "has no source: require it in the payload of the create, set a default, or add `x-generate`",
            )
        yield field


def _unique(schema: Mapping[str, Any], fields: Sequence[Field], refs: Refs, pointer: str) -> Iterator[str]:
    """Yield the name of each property with `x-unique`. Raises SpecError for one that only the server sets."""
    for field in fields:
        node = schema["properties"][field.name]
        unique: UniqueForm | None = read(
            {**refs.resolve(node, pointer), **node}, "x-unique", UniqueForm, f"{pointer}/properties/{field.name}"
        )
        if unique:
            if not field.writable or field.default is not None:
                raise SpecError(
                    f"{pointer}/properties/{field.name}/x-unique", "a create must set the property, without a default"
                )
            yield field.name


def _keyword(node: Mapping[str, Any], refs: Refs, pointer: str, name: str) -> Any:
    """Return a keyword of a schema, or None. It can be next to the `$ref` (OpenAPI 3.1) or in the referenced schema."""
    return node[name] if name in node else refs.resolve(node, pointer).get(name)


def _allows_null(schema: Mapping[str, Any], refs: Refs, pointer: str) -> bool:
    """Whether a schema allows null, by its type or by an alternative: `{anyOf: [{$ref: ...}, {type: "null"}]}`."""
    if "null" in schema.get("type", ()):
        return True
    branches = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return any(_allows_null(refs.resolve(branch, pointer), refs, pointer) for branch in branches)


def _expire(schema: Mapping[str, Any], pointer: str) -> Expire | None:
    expire: Expire | None = read(schema, "x-expire", Expire, pointer)
    if expire:
        for name in (expire.at, expire.flag):
            if name is not None and name not in schema.get("properties", {}):
                raise SpecError(f"{pointer}/x-expire", f"`{name}` is not a property of the resource")
    return expire
