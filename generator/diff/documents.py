"""The pairs of two documents: each operation with its requests and responses."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.contents import body_pairs, response_pairs
from generator.diff.effective import resolve
from generator.diff.members import members
from generator.diff.pair import Kind, Pair
from generator.diff.parameters import parameter_pairs, query_names
from generator.diff.routes import Route, pairs_of_routes
from generator.diff.schemas import SchemaWalk
from generator.document import Node
from generator.document.operations import PAGING

EVERYWHERE = ""
"""Used in place of an operation for pairs of the whole document."""


def pairs(old: Node, new: Node) -> Iterator[tuple[str, Pair]]:
    """Yield every pair of two documents with its operation. Shared objects are yielded for each operation that uses them."""
    for pair in _of_document(old, new):
        yield EVERYWHERE, pair
    matched = list(pairs_of_routes(old, new))
    still_used = {before.path for before, after in matched if before and after}
    present = {after.shape[1] for _, after in matched if after}
    for before, after in matched:
        if before and after:
            for pair in _of_operation(old, new, before, after):
                yield after.id, pair
        elif after:
            yield after.id, Pair("operation", after.label, None, after.node, "both")
        elif before and before.path not in still_used and before.shape[1] not in present:
            yield before.id, Pair("path", before.path, before.item, None, "both")
        elif before:
            yield before.id, Pair("operation", before.label, before.node, None, "both")


def _of_document(old: Node, new: Node) -> Iterator[Pair]:
    yield Pair("document", "the document", old, new, "request")
    before, after = old.get("info"), new.get("info")
    if before and after:
        yield Pair("info", "the document", before, after, "both")
    tags = _tags(old), _tags(new)
    for name in tags[0].keys() & tags[1].keys():
        yield Pair("tag", name, tags[0][name], tags[1][name], "both")
    # Responses that no operation documents, for example a 405.
    walk = SchemaWalk(old, new, "response")
    for name, before, after in members(old.get("components"), new.get("components"), "responses"):
        if before and after:
            yield from response_pairs(walk, name, before, after)


def _tags(root: Node) -> dict[str, Node]:
    tags = root.get("tags")
    return {str(name.value): tag for tag in tags.elements() if (name := tag.get("name"))} if tags else {}


def _of_operation(old: Node, new: Node, before: Route, after: Route) -> Iterator[Pair]:
    both = ((old, before), (new, after))
    yield Pair("operation", after.label, before.node, after.node, "both")
    yield from _inherited("servers", old, new, before, after)
    yield from _inherited("security", old, new, before, after)
    yield from _schemes(old, new, before)
    was, now = (route.node if query_names(root, route) >= PAGING.keys() else None for root, route in both)
    yield Pair("paging", after.label, was, now, "both")
    request = SchemaWalk(old, new, "request")
    yield from parameter_pairs(request, before, after)
    yield from body_pairs(request, before.node.get("requestBody"), after.node.get("requestBody"))
    response = SchemaWalk(old, new, "response")
    for status, one, other in members(before.node, after.node, "responses"):
        yield from response_pairs(response, status, one, other)


def _inherited(kind: Kind, old: Node, new: Node, before: Route, after: Route) -> Iterator[Pair]:
    """Yield the pair of a member that an operation defines or inherits from its path or from the document."""
    found = []
    for root, route in ((old, before), (new, after)):
        owners = (route.node, route.item, root)
        found.append(next((node for owner in owners if (node := owner.get(kind))), None))
    if found[0] or found[1]:
        yield Pair(kind, kind, found[0], found[1], "request")


def _schemes(old: Node, new: Node, route: Route) -> Iterator[Pair]:
    """Yield the pairs of the security schemes that an operation used."""
    required = route.node.get("security") or old.get("security")
    used = {name for one in required.elements() for name, _ in one.items()} if required else set()
    for name, before, after in members(old.get("components"), new.get("components"), "securitySchemes"):
        if name in used and before and after:
            yield Pair("security scheme", name, resolve(old, before), resolve(new, after), "request")
