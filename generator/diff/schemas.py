"""The pairs of two schemas and of all schemas below them: properties, elements and alternatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.diff.alternatives import match
from generator.diff.change import Direction
from generator.diff.effective import ALTERNATIVES, Effective, effective
from generator.diff.members import members
from generator.diff.pair import Pair
from generator.diff.renames import renamed
from generator.diff.resolving import expanded
from generator.document import Node
from generator.document.pointer import Keys

_COMPONENT = "#/components/schemas/"
_HOLDER: Keys = ("components", "schemas")
NOT_SENT = {"request": "readOnly", "response": "writeOnly", "both": ""}
"""The keyword that excludes a property from a direction (JSON Schema 2020-12, validation, 9.4)."""


@dataclass(slots=True)
class SchemaWalk:
    """Walk two schemas in parallel in one direction. A pair is visited once, so that recursion ends."""

    old_root: Node
    new_root: Node
    direction: Direction
    seen: set[tuple[Keys, Keys]] = field(default_factory=set)

    def pairs(self, label: str, old: Node, new: Node, required: tuple[bool, bool] = (False, False)) -> Iterator[Pair]:
        """Yield the pair of these schemas and of every schema and property below."""
        if (old.path, new.path) in self.seen:
            return
        self.seen.add((old.path, new.path))
        if component_name(old) == component_name(new) != "":
            label = component_name(new)
        before, after = effective(self.old_root, old), effective(self.new_root, new)
        if component_name(old) and component_name(new):
            yield self._reference(label, old, new, before, after)
        yield Pair("schema", label, before, after, self.direction, required)
        yield from self._properties(label, before, after)
        yield from self._below(label, before, after)

    def _properties(self, label: str, old: Effective, new: Effective) -> Iterator[Pair]:
        new_names = self._renamed(old, new)
        for name in {**old.properties, **new.properties}:
            if name in new_names.values():
                continue  # the pair of the old name has it
            target = new_names.get(name, name)
            before = self._property(self.old_root, old, name)
            after = self._property(self.new_root, new, target)
            required = (name in old.required, target in new.required)
            own = f"{label}.{target}"
            old_label = f"{label}.{name}" if target != name else ""
            yield Pair("property", own, before, after, self.direction, required, old_label)
            if before and after:
                yield from self.pairs(own, old.properties[name], new.properties[target], required)

    def _renamed(self, old: Effective, new: Effective) -> dict[str, str]:
        """Return the new name of each property that has another name and the same schema."""
        sides = ((self.old_root, old, new), (self.new_root, new, old))
        gone, arrived = (
            {
                name: [expanded(root, node), name in one.required]
                for name, node in one.properties.items()
                if name not in other.properties and self._property(root, one, name)
            }
            for root, one, other in sides
        )
        return renamed(gone, arrived)

    def _property(self, root: Node, schema: Effective, name: str) -> Node | None:
        """Return a property with its keywords, or None if it does not exist in this direction."""
        node = schema.properties.get(name)
        if node is None:
            return None
        found = effective(root, node)
        if found.value.get(NOT_SENT[self.direction]) is True:
            return None
        return Node(node.path, found.value)

    def _below(self, label: str, old: Effective, new: Effective) -> Iterator[Pair]:
        for keyword, suffix in (("items", "[]"), ("additionalProperties", ".*")):
            before, after = old.get(keyword), new.get(keyword)
            if before and after and isinstance(before.value, dict) and isinstance(after.value, dict):
                yield from self.pairs(f"{label}{suffix}", before, after)
        for name, before, after in members(old, new, "patternProperties"):
            if before and after:
                yield from self.pairs(f"{label}./{name}/", before, after)
        before, after = old.get("prefixItems"), new.get("prefixItems")
        if before and after:
            for index, (one, other) in enumerate(zip(before.elements(), after.elements(), strict=False)):
                yield from self.pairs(f"{label}[{index}]", one, other)
        for keyword in ALTERNATIVES:
            before, after = old.get(keyword), new.get(keyword)
            for one, other in match(before, after).kept if before and after else ():
                yield from self.pairs(label, one, other)

    def _reference(self, label: str, old: Node, new: Node, before: Effective, after: Effective) -> Pair:
        """Return the pair of two references. That of a renamed schema is the same wherever it is used."""
        names = component_name(old), component_name(new)
        if names[0] not in _schemas(self.new_root) and names[1] not in _schemas(self.old_root):
            paths = ((*_HOLDER, names[0]), (*_HOLDER, names[1]))
            return Pair("reference", label, _referring(paths[0], old, before), _referring(paths[1], new, after), "both")
        return Pair(
            "reference", label, _referring(old.path, old, before), _referring(new.path, new, after), self.direction
        )


def _schemas(root: Node) -> dict[str, Node]:
    components = root.get("components")
    found = components.get("schemas") if components else None
    return dict(found.items()) if found else {}


def _referring(path: Keys, reference: Node, target: Effective) -> Node:
    """Return a reference merged with the keywords of its target, so that a rule sees both."""
    return Node(path, {**target.value, "properties": dict(target.properties), **reference.value})


def component_name(schema: Node) -> str:
    """Return the name of the component that a schema refers to, or an empty text."""
    reference = schema.get("$ref")
    if reference is None or not isinstance(reference.value, str) or not reference.value.startswith(_COMPONENT):
        return ""
    return reference.value.removeprefix(_COMPONENT)
