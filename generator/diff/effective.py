"""Merge a schema with the targets of its ``$ref`` and ``allOf`` into one object.

Two documents with the same meaning but another structure then compare as equal. Where the parts differ, the tighter limit
and the smaller set apply. For other keywords the first applies: the schema's own, then its reference's, then its parts'.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.diff.resolving import expanded, resolve
from generator.diff.values import as_list, as_number, canonical, same
from generator.document import Node
from generator.document.pointer import Keys

_UPPER_BOUNDS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
_LOWER_BOUNDS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
_ALL_HOLD = frozenset({"pattern", "format", "not", "if", "then", "else", "multipleOf", "contains", "propertyNames"})
_GATHERED = frozenset({"$ref", "allOf", "properties", "required"})
_OPAQUE = frozenset(
    {"not", "if", "then", "else", "contains", "propertyNames", "dependentSchemas", "unevaluatedItems"}
    | {"unevaluatedProperties", "contentSchema"}
)
"""Keywords whose schemas are compared as a whole, with the targets of their references."""
ALTERNATIVES = ("anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class Effective(Node):
    """A merged schema. ``value`` has no ``$ref`` or ``allOf``. ``paths`` holds the location of each member in the document.

    ``properties`` and ``required`` map names of properties to their schemas and to the entries that require them.
    """

    paths: Mapping[str, Keys] = field(default_factory=dict)
    properties: Mapping[str, Node] = field(default_factory=dict)
    required: Mapping[str, Node] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """Return the keyword of that name at its own location."""
        return Node(self.paths[key], self.value[key]) if key in self.paths else None


def effective(root: Node, schema: Node) -> Effective:
    """Return a merged schema. `false` accepts nothing and `true` anything (JSON Schema 2020-12, core, 4.3.2)."""
    paths: dict[str, Keys] = {}
    value: dict[str, Any] = {}
    properties: dict[str, Node] = {}
    required: dict[str, Node] = {}
    for part in _parts(root, schema, set()):
        for name, child in part.items():
            if name == "properties":
                properties = dict(child.items()) | properties
            elif name == "required":
                required = {str(item.value): item for item in child.elements()} | required
            elif name not in _GATHERED:
                own = expanded(root, child) if name in _OPAQUE else child.value
                value[name] = _both(name, value[name], own) if name in value else own
                paths.setdefault(name, child.path)
    return Effective(resolve(root, schema).path, value, paths, properties, required)


def _parts(root: Node, schema: Node, seen: set[Keys]) -> Iterator[Node]:
    """Yield every schema object that applies to the value, the schema itself first."""
    if schema.path in seen:
        return
    seen.add(schema.path)
    if schema.value is False:
        yield Node(schema.path, {"not": {}})
    yield _without_null(schema)
    target = resolve(root, schema)
    if target.path != schema.path:
        yield from _parts(root, target, seen)
    parts = schema.get("allOf")
    for part in parts.elements() if parts else ():
        yield from _parts(root, part, seen)
    for keyword in ALTERNATIVES:
        branches = _without_null_branches(schema.get(keyword))
        if len(branches) == 1:
            yield from _parts(root, branches[0], seen)


def _without_null(schema: Node) -> Node:
    """Replace the alternative `{type: "null"}` by `nullable`, and remove a choice with only one alternative left."""
    if not isinstance(schema.value, dict) or not any(keyword in schema.value for keyword in ALTERNATIVES):
        return schema
    value = dict(schema.value)
    for keyword in ALTERNATIVES:
        branches = as_list(schema.value.get(keyword))
        real = [branch for branch in branches if not _is_null(branch)]
        if len(real) < len(branches):
            value["nullable"] = True
        if len(real) == 1:
            value.pop(keyword)
    return Node(schema.path, value)


def _without_null_branches(choice: Node | None) -> list[Node]:
    return [branch for branch in choice.elements() if not _is_null(branch.value)] if choice else []


def _is_null(branch: Any) -> bool:
    return isinstance(branch, dict) and branch.get("type") in ("null", ["null"])


def _both(keyword: str, one: Any, other: Any) -> Any:
    """Return the value of a keyword that is equivalent to both values."""
    left, right = as_number(one), as_number(other)
    if keyword in _UPPER_BOUNDS and left is not None and right is not None:
        return min(left, right)
    if keyword in _LOWER_BOUNDS and left is not None and right is not None:
        return max(left, right)
    if keyword == "enum":
        return _common(as_list(one), as_list(other))
    if keyword == "type":
        return _common_types(_as_types(one), _as_types(other))
    if keyword in _ALL_HOLD and not same(one, other):
        return sorted([one, other], key=canonical)
    return one


def _common(one: list[Any], other: list[Any]) -> list[Any]:
    return [value for value in one if any(same(value, another) for another in other)]


def _common_types(one: list[Any], other: list[Any]) -> list[Any]:
    common = _common(one, other)
    both = ("number" in one and "integer" in other) or ("integer" in one and "number" in other)
    return [*common, "integer"] if both and "integer" not in common else common


def _as_types(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
