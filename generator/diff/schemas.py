"""The pairs of two schemas and of all schemas below them: properties, elements and alternatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.diff.alternatives import match
from generator.diff.change import Direction
from generator.diff.effective import ALTERNATIVES, Effective, effective
from generator.diff.pair import Pair
from generator.document import Node
from generator.document.pointer import Keys

_COMPONENT = "#/components/schemas/"
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
            yield Pair("reference", label, _referring(old, before), _referring(new, after), self.direction)
        yield Pair("schema", label, before, after, self.direction, required)
        yield from self._properties(label, before, after)
        yield from self._below(label, before, after)

    def _properties(self, label: str, old: Effective, new: Effective) -> Iterator[Pair]:
        for name in {**old.properties, **new.properties}:
            before = self._property(self.old_root, old, name)
            after = self._property(self.new_root, new, name)
            required = (name in old.required, name in new.required)
            own = f"{label}.{name}"
            yield Pair("property", own, before, after, self.direction, required)
            if before and after:
                yield from self.pairs(own, old.properties[name], new.properties[name], required)

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
        for keyword in ALTERNATIVES:
            before, after = old.get(keyword), new.get(keyword)
            for one, other in match(before, after).kept if before and after else ():
                yield from self.pairs(label, one, other)


def _referring(reference: Node, target: Effective) -> Node:
    """Return a reference merged with the keywords of its target, so that a rule sees both."""
    return Node(reference.path, {**target.value, "properties": dict(target.properties), **reference.value})


def component_name(schema: Node) -> str:
    """Return the name of the component that a schema refers to, or an empty text."""
    reference = schema.get("$ref")
    if reference is None or not isinstance(reference.value, str) or not reference.value.startswith(_COMPONENT):
        return ""
    return reference.value.removeprefix(_COMPONENT)
