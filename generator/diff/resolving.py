"""Resolve the references of a document that need not be valid."""

from __future__ import annotations

from typing import Any

from generator.document import Node
from generator.document.pointer import Keys
from generator.document.references import follow

_MAX_DEPTH = 8  # references in references
_HOLDERS = ("examples", "links")
"""The members of an object whose own members can be references to components."""


def resolve(root: Node, node: Node) -> Node:
    """Resolve ``#/...`` references. A dangling or circular reference is kept, since the documents need not be valid."""
    seen: set[Keys] = set()
    while isinstance(node.value, dict) and isinstance(ref := node.value.get("$ref"), str) and node.path not in seen:
        seen.add(node.path)
        target = follow(root, ref)
        if target is None:
            return node
        node = target
    return node


def resolve_whole(root: Node, node: Node) -> Node:
    """Resolve a reference, and those in the ``examples`` and ``links`` of its target, so that their texts are compared."""
    found = resolve(root, node)
    if not isinstance(found.value, dict):
        return found
    held = {name: _members(root, member) for name in _HOLDERS if (member := found.get(name)) is not None}
    return Node(found.path, {**found.value, **held}) if held else found


def expanded(root: Node, node: Node, above: frozenset[Keys] = frozenset()) -> Any:
    """Return a value with its references replaced by their targets.

    ``above`` are the targets that contain it. A reference to one of them is kept, and so is one below many others: a large document would
    take forever.
    """
    target = resolve(root, node)
    if target.path != node.path:
        if target.path in above or len(above) >= _MAX_DEPTH:
            return node.value
        above |= {target.path}
    if isinstance(target.value, dict):
        return {name: expanded(root, child, above) for name, child in target.items()}
    return (
        [expanded(root, child, above) for child in target.elements()]
        if isinstance(target.value, list)
        else target.value
    )


def _members(root: Node, holder: Node) -> Any:
    if not isinstance(holder.value, dict):
        return holder.value
    return {name: resolve(root, member).value for name, member in holder.items()}
