"""The parameters of an operation and of its path, matched as requests identify them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.contents import content_pairs, override_pairs, schema_of
from generator.diff.effective import effective
from generator.diff.pair import Pair
from generator.diff.renames import renamed
from generator.diff.resolving import expanded, resolve, resolve_whole
from generator.diff.routes import TEMPLATE, Route
from generator.diff.schemas import SchemaWalk
from generator.document import Node

_Key = tuple[str, str]
_SCALARS = frozenset({"string", "number", "integer", "boolean"})
_NAMED = frozenset({"name", "description"})
"""What a renamed parameter can have of its own."""


def parameters(root: Node, route: Route) -> dict[_Key, Node]:
    """Return the parameters by location and name. Path parameters are keyed by position, since their names are not sent.

    Header names are case-insensitive (RFC 9110, 5.1).
    """
    return {key: resolve_whole(root, used) for key, used in _declared(root, route).items()}


def query_names(root: Node, route: Route) -> set[str]:
    """Return the names of the query parameters."""
    return {name for location, name in parameters(root, route) if location == "query"}


def parameter_pairs(walk: SchemaWalk, old: Route, new: Route) -> Iterator[Pair]:
    """Yield the pairs of the parameters of two operations, and of their schemas."""
    declared = _declared(walk.old_root, old), _declared(walk.new_root, new)
    before, after = parameters(walk.old_root, old), parameters(walk.new_root, new)
    positions = len(TEMPLATE.findall(old.path)), len(TEMPLATE.findall(new.path))
    same_name = _renamed(walk, before, after)
    for key in {**before, **after}:
        if key in same_name.values():
            continue  # the pair of the old name has it
        target = same_name.get(key, key)
        one, other = before.get(key), after.get(target)
        label = _text(other or one, "name")
        if (one is None) != (other is None) and _was_there(key, positions):
            yield Pair("undeclared parameter", label, one, other, walk.direction)
            continue
        yield from override_pairs(walk, label, declared[0].get(key), declared[1].get(target))
        pair = Pair("parameter", label, one, other, walk.direction, (_required(one), _required(other)))
        yield pair
        if one and other:
            yield from _value_pairs(walk, pair, one, other)


def _value_pairs(walk: SchemaWalk, pair: Pair, old: Node, new: Node) -> Iterator[Pair]:
    """Yield the pairs of the schemas of a parameter.

    A list that is sent as one parameter for each item (``style: form``, ``explode: true``) accepts what its item accepts.
    """
    items = _items_of_new_list(walk, old, new)
    if items is not None:
        yield Pair("list", pair.label, schema_of(old), schema_of(new), walk.direction)
        yield from walk.pairs(f"{pair.label}[]", schema_of(old), items, pair.required)
        return
    if old.get("content") and new.get("content"):
        yield from content_pairs(walk, old, new)
    else:
        yield from walk.pairs(pair.label, schema_of(old), schema_of(new), pair.required)


def _items_of_new_list(walk: SchemaWalk, old: Node, new: Node) -> Node | None:
    """Return the schema of the items if a single value became an exploded list that accepts one item, or None."""
    before, after = effective(walk.old_root, schema_of(old)), effective(walk.new_root, schema_of(new))
    was, now = ({str(kind) for kind in _types(one.value.get("type"))} - {"null"} for one in (before, after))
    place, style, explode = (_value(new, name) for name in ("in", "style", "explode"))
    exploded = place in ("query", "cookie") and style in (None, "form") and explode in (None, True)
    least = after.value.get("minItems")
    one_is_enough = not isinstance(least, int | float) or least <= 1
    if was and was <= _SCALARS and now == {"array"} and exploded and one_is_enough and walk.direction == "request":
        return after.get("items") or Node((*after.path, "items"), {})
    return None


def _renamed(walk: SchemaWalk, before: dict[_Key, Node], after: dict[_Key, Node]) -> dict[_Key, _Key]:
    """Return the new key of each parameter that has another name and is the same otherwise."""
    found: dict[_Key, _Key] = {}
    for place in {location for location, _ in before} - {"path"}:
        gone = {
            key: _content(walk.old_root, node) for key, node in before.items() if key not in after and key[0] == place
        }
        arrived = {
            key: _content(walk.new_root, node) for key, node in after.items() if key not in before and key[0] == place
        }
        found |= renamed(gone, arrived)
    return found


def _content(root: Node, node: Node) -> object:
    whole = expanded(root, node)
    return {name: value for name, value in whole.items() if name not in _NAMED} if isinstance(whole, dict) else whole


def _declared(root: Node, route: Route) -> dict[_Key, Node]:
    """Return the parameters as the operation and its path declare them: an object or a reference."""
    positions = {name: str(index) for index, name in enumerate(TEMPLATE.findall(route.path))}
    found: dict[_Key, Node] = {}
    for owner in (route.item, route.node):
        declared = owner.get("parameters")
        for used in declared.elements() if declared else ():
            node = resolve(root, used)
            location, name = (str(member.value) if (member := node.get(key)) else "" for key in ("in", "name"))
            key = positions.get(name, name) if location == "path" else name.lower() if location == "header" else name
            found[location, key] = used
    return found


def _was_there(key: _Key, positions: tuple[int, int]) -> bool:
    """Return whether the paths of both documents have a path parameter, which only one of them declares."""
    location, position = key
    return location == "path" and position.isdigit() and int(position) < min(positions)


def _types(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _required(node: Node | None) -> bool:
    return _value(node, "required") is True


def _value(node: Node | None, key: str) -> object:
    member = node.get(key) if node else None
    return member.value if member else None


def _text(node: Node | None, key: str) -> str:
    value = _value(node, key)
    return "" if value is None else str(value)
