"""The parameters of an operation and of its path, matched as requests identify them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diff.contents import schema_of
from generator.diff.effective import resolve
from generator.diff.pair import Pair
from generator.diff.routes import Route
from generator.diff.schemas import SchemaWalk
from generator.document import Node

_NAMES = re.compile(r"\{([^{}]*)\}")
_Key = tuple[str, str]


def parameters(root: Node, route: Route) -> dict[_Key, Node]:
    """Return the parameters by location and name. Path parameters are keyed by position, since their names are not sent.

    Header names are case-insensitive (RFC 9110, 5.1).
    """
    positions = {name: str(index) for index, name in enumerate(_NAMES.findall(route.path))}
    found: dict[_Key, Node] = {}
    for owner in (route.item, route.node):
        declared = owner.get("parameters")
        for used in declared.elements() if declared else ():
            node = resolve(root, used)
            location, name = (str(member.value) if (member := node.get(key)) else "" for key in ("in", "name"))
            key = positions.get(name, name) if location == "path" else name.lower() if location == "header" else name
            found[location, key] = node
    return found


def query_names(root: Node, route: Route) -> set[str]:
    """Return the names of the query parameters."""
    return {name for location, name in parameters(root, route) if location == "query"}


def parameter_pairs(walk: SchemaWalk, old: Route, new: Route) -> Iterator[Pair]:
    """Yield the pairs of the parameters of two operations, and of their schemas."""
    before, after = parameters(walk.old_root, old), parameters(walk.new_root, new)
    for key in {**before, **after}:
        one, other = before.get(key), after.get(key)
        label = _text(other or one, "name")
        pair = Pair("parameter", label, one, other, "request", (_required(one), _required(other)))
        yield pair
        if one and other:
            yield from walk.pairs(label, schema_of(one), schema_of(other), pair.required)


def _required(node: Node | None) -> bool:
    return node is not None and isinstance(node.value, dict) and node.value.get("required") is True


def _text(node: Node | None, key: str) -> str:
    member = node.get(key) if node else None
    return str(member.value) if member else ""
