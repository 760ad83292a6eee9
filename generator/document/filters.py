"""What a query parameter filters by (``x-filter``, see openapi/EXTENSIONS.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from generator.document.model import Document, Node
from generator.document.operations import Parameter, properties

PLAIN: Final = ("string", "integer", "number", "boolean")
TIMES: Final = frozenset({"date", "date-time"})

MATCHES: Final[Mapping[str, str]] = {
    "contains": "a text",
    "equals": "one plain value",
    "has": "a list",
    **dict.fromkeys(("gt", "gte", "lt", "lte"), "a number, a date or a date-time"),
}
"""The forms of `x-filter`, each with the properties that it compares with."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: how it compares, the path of the property, and the member of the parameter that says how it compares."""

    match: str
    path: str
    node: Node

    @property
    def form(self) -> str:
        """The name of the member that contains ``match``."""
        return str(self.node.path[-1])


@dataclass(frozen=True, slots=True)
class Values:
    """The schema of the values at the end of a path, and whether an item can have several of them."""

    schema: Node
    is_list: bool


def filter_of(item: Parameter) -> Filter | None:
    """Return the filter of a query parameter, or None without a valid one."""
    node = item.node.get("x-filter")
    if node is None:
        return None
    if isinstance(node.value, str):
        return Filter(node.value, item.name, node)
    match, path = (node.get(name) for name in ("match", "property"))
    return Filter(str(match.value), str(path.value), match) if match and path else None


def values_at(document: Document, schema: Node, path: str) -> Values | list[str]:
    """Return the values of a property of an item, or the known paths if there is no such property.

    The path has a dot between the names of nested properties. It can pass through one list: an item then has several values.
    """
    current, is_list, before = _plain(document, schema), False, ""
    for name in path.split("."):
        known = properties(document, current)
        if name not in known:
            return [f"{before}{one}" for one in known]
        before += f"{name}."
        current = _plain(document, known[name])
        items = current.get("items")
        if types_of(document, current) == {"array"} and items is not None and not is_list:
            current, is_list = _plain(document, items), True
    return Values(current, is_list)


def types_of(document: Document, schema: Node | None) -> set[str]:
    """Return the types of a value without null."""
    kind = document.resolve(schema).value.get("type", []) if schema is not None else []
    return set(kind if isinstance(kind, list) else [kind]) - {"null"}


def _plain(document: Document, schema: Node) -> Node:
    """Return a schema without its reference, and without the null of `anyOf: [{$ref: ...}, {type: "null"}]`."""
    found = document.resolve(schema)
    branches = [document.resolve(one) for name in ("anyOf", "oneOf") if (n := found.get(name)) for one in n.elements()]
    others = [one for one in branches if one.value.get("type") != "null"]
    return others[0] if len(others) == 1 else found
