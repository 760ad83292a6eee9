"""The pairs of request bodies, responses, headers and media types."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.effective import resolve
from generator.diff.members import members
from generator.diff.pair import Kind, Pair
from generator.diff.schemas import SchemaWalk
from generator.document import Node


def body_pairs(walk: SchemaWalk, old: Node | None, new: Node | None) -> Iterator[Pair]:
    """Yield the pairs of two request bodies. Either can be missing."""
    before, after = _resolved(walk, old, new)
    if before or after:
        yield Pair("request body", "the request body", before, after, "request")
    if before and after:
        yield from _contents(walk, before, after)


def response_pairs(walk: SchemaWalk, status: str, old: Node | None, new: Node | None) -> Iterator[Pair]:
    """Yield the pairs of two responses of a status. Either can be missing."""
    before, after = _resolved(walk, old, new)
    yield Pair("response", status, before, after, "response")
    if before and after:
        for name, one, other in members(before, after, "headers", fold_case=True):  # RFC 9110, 5.1
            yield from _content_pairs(walk, "header", name, one, other)
        yield from _contents(walk, before, after)


def schema_of(node: Node) -> Node:
    """Return the schema of a parameter, a header or a media type, or an empty schema if it has none."""
    schema = node.get("schema")
    if schema is not None:
        return schema
    content = node.get("content")
    for media_type in content.children() if content else ():
        return schema_of(media_type)
    return Node((*node.path, "schema"), {})


def _contents(walk: SchemaWalk, old: Node, new: Node) -> Iterator[Pair]:
    for name, before, after in members(old, new, "content"):
        yield from _content_pairs(walk, "media type", name, before, after)


def _content_pairs(walk: SchemaWalk, kind: Kind, name: str, old: Node | None, new: Node | None) -> Iterator[Pair]:
    before, after = _resolved(walk, old, new)
    yield Pair(kind, name, before, after, walk.direction)
    if before and after:
        yield from walk.pairs(name if kind == "header" else "body", schema_of(before), schema_of(after))


def _resolved(walk: SchemaWalk, old: Node | None, new: Node | None) -> tuple[Node | None, Node | None]:
    return (resolve(walk.old_root, old) if old else None), (resolve(walk.new_root, new) if new else None)
