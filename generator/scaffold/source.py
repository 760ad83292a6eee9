"""Find the operations of one resource in a plain OpenAPI document, by the path of its collection."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from generator.diagnostic import Diagnostic, suggest
from generator.diff.effective import Effective, effective
from generator.diff.resolving import resolve
from generator.document import Node
from generator.document.pointer import from_pointer, to_pointer
from generator.document.walk import METHODS
from generator.lint.names import to_snake_case

_JSON: Final = re.compile(r"application/(.*\+)?json")
_DEPTH: Final = 2


@dataclass(frozen=True, slots=True)
class Source:
    """The operations of a resource by action, and what else the document has below the collection.

    ``id_name`` is the name of the last parameter of the item path, or empty. ``performs`` maps the last segments of custom
    actions to their operations. ``others`` are the operations that no action describes, as ``PUT /things/{id}`` beside a create.
    With ``is_single``, the resource is one item without an id.
    """

    root: Node
    actions: Mapping[str, Node]
    performs: Mapping[str, Node]
    id_name: str
    others: list[str]
    is_single: bool = False


def find_source(content: dict[str, Any], pointer: str, label: str) -> Source | Diagnostic:
    """Return the resource of the collection at a JSON pointer, such as ``/paths/~1webhooks``."""
    keys = from_pointer(pointer)
    paths = content["paths"]
    if len(keys) != _DEPTH or keys[0] != "paths" or keys[1] not in paths:
        known = [to_pointer(("paths", path)) for path in paths if not path.endswith("}")]
        otherwise = f"Use one of: {', '.join(known[:20])}."
        return Diagnostic(label, pointer, "the pointer does not lead to a path.", suggest(pointer, known, otherwise))
    path = keys[1].rpartition("/")[0] if keys[1].endswith("}") else keys[1]
    root = Node((), content)
    item_path = next((one for one in paths if re.fullmatch(re.escape(path) + r"/\{[^{}/]*\}", one)), "")
    routes = {
        (one, method) for one, item in paths.items() for method in METHODS if isinstance(item, dict) and method in item
    }
    actions, performs = {}, {}
    for action, where, method in (
        *(("list", path, "get"), ("count", f"{path}/count", "get"), ("create", path, "post")),
        *(("get", item_path, "get"), ("update", item_path, "patch"), ("delete", item_path, "delete")),
    ):
        if (where, method) in routes:
            actions[action] = Node(("paths", where, method), paths[where][method])
            routes.discard((where, method))
    if "create" not in actions and (item_path, "put") in routes:  # the client chooses the key
        actions["put"] = Node(("paths", item_path, "put"), paths[item_path]["put"])
        routes.discard((item_path, "put"))
    if is_single := not item_path and _is_item(root, actions):
        actions["get"] = actions.pop("list")
        if (path, "patch") in routes:
            actions["update"] = Node(("paths", path, "patch"), paths[path]["patch"])
            routes.discard((path, "patch"))
    for where, method in sorted(routes):
        operation = Node(("paths", where, method), paths[where][method])
        segment = where.removeprefix(f"{item_path}/") if item_path and where.startswith(f"{item_path}/") else ""
        is_plain = method == "post" and re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", segment)
        if is_plain and operation.get("requestBody") is None:
            performs[to_snake_case(segment).replace("_", "-")] = operation
            routes.discard((where, method))
    below = sorted(
        f"{method.upper()} {where}" for where, method in routes if where == path or where.startswith(f"{path}/")
    )
    id_name = to_snake_case(item_path.rpartition("/")[2][1:-1]) if item_path else ""
    return Source(root, actions, performs, id_name, below, is_single)


def _is_item(root: Node, actions: Mapping[str, Node]) -> bool:
    """Return whether a path without an item path returns one item, and not a list."""
    found = returned(root, actions["list"]) if actions.keys() == {"list"} else None
    return found is not None and bool(effective(root, found).properties) and _elements(root, found) is None


def body(source: Source, action: str) -> Effective | None:
    """Return the merged schema of the JSON that a request of an action sends, or None."""
    operation = source.actions.get(action)
    holder = operation.get("requestBody") if operation else None
    return _of_json(source.root, resolve(source.root, holder)) if holder else None


def item_of(source: Source) -> Node | None:
    """Return the schema of an item: what the get returns, an element of what the list returns, or what a write returns."""
    for action in ("get", "list", "create", "put", "update"):
        operation = source.actions.get(action)
        found = returned(source.root, operation) if operation else None
        if found is not None and action == "list":
            found = _elements(source.root, found)
        if found is not None:
            return found
    return None


def query_of(source: Source, action: str) -> dict[str, Node]:
    """Return the query parameters of an action by name."""
    operation = source.actions.get(action)
    listed = operation.get("parameters") if operation else None
    found = [resolve(source.root, one) for one in listed.elements()] if listed else []
    return {str(one.value["name"]): one for one in found if one.value.get("in") == "query"}


def returned(root: Node, operation: Node) -> Node | None:
    """Return the schema of the JSON in a successful response of an operation, or None."""
    responses = operation.get("responses")
    for status, response in responses.items() if responses else ():
        if status.startswith("2") and (schema := _schema_of(resolve(root, response))):
            return schema
    return None


def _elements(root: Node, schema: Node) -> Node | None:
    """Return the elements of a list, or of the first list of objects in a page."""
    page = effective(root, schema)
    for one in (page, *(effective(root, node) for node in page.properties.values())):
        items = one.get("items")
        if items is not None and effective(root, items).properties:
            return items
    return None


def _of_json(root: Node, holder: Node) -> Effective | None:
    schema = _schema_of(holder)
    return effective(root, schema) if schema is not None else None


def _schema_of(holder: Node) -> Node | None:
    content = holder.get("content")
    for name, media in content.items() if content else ():
        if _JSON.match(name):
            return media.get("schema")
    return None
