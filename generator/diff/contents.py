"""The pairs of request bodies, responses, headers and media types."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.members import members
from generator.diff.pair import Kind, Pair
from generator.diff.resolving import resolve_whole
from generator.diff.schemas import SchemaWalk
from generator.document import Node


def body_pairs(walk: SchemaWalk, old: Node | None, new: Node | None) -> Iterator[Pair]:
    """Yield the pairs of two request bodies. Either can be missing."""
    yield from override_pairs(walk, "the request body", old, new)
    before, after = _resolved(walk, old, new)
    if before or after:
        yield Pair("request body", "the request body", before, after, walk.direction)
    if before and after:
        yield from content_pairs(walk, before, after)


def response_pairs(walk: SchemaWalk, status: str, old: Node | None, new: Node | None) -> Iterator[Pair]:
    """Yield the pairs of two responses of a status. Either can be missing."""
    yield from override_pairs(walk, status, old, new)
    before, after = _resolved(walk, old, new)
    yield Pair("response", status, before, after, walk.direction)
    if before and after:
        for name, one, other in members(before, after, "headers", fold_case=True):  # RFC 9110, 5.1
            yield from _content_pairs(walk, "header", name, one, other)
        yield from content_pairs(walk, before, after)


def override_pairs(walk: SchemaWalk, label: str, old: Node | None, new: Node | None) -> Iterator[Pair]:
    """Yield the pair of two references, whose own texts replace those of their targets (OpenAPI 3.1, reference object)."""
    if old and new and old.get("$ref") and new.get("$ref"):
        yield Pair("override", label, old, new, walk.direction)


def content_pairs(walk: SchemaWalk, old: Node, new: Node) -> Iterator[Pair]:
    """Yield the pairs of the media types of a body, a response or a parameter."""
    for name, before, after in members(old, new, "content"):
        yield from _content_pairs(walk, "media type", name, before, after)


def schema_of(node: Node) -> Node:
    """Return the schema of a parameter, a header or a media type, or an empty schema if it has none."""
    schema = node.get("schema")
    if schema is not None:
        return schema
    content = node.get("content")
    for media_type in content.children() if content else ():
        return schema_of(media_type)
    return Node((*node.path, "schema"), {})


def _content_pairs(walk: SchemaWalk, kind: Kind, name: str, old: Node | None, new: Node | None) -> Iterator[Pair]:
    yield from override_pairs(walk, name, old, new)
    before, after = _resolved(walk, old, new)
    yield Pair(kind, name, before, after, walk.direction)
    if before and after:
        label = name if kind == "header" else "body"
        yield from walk.pairs(label, schema_of(before), schema_of(after))
        one, other = (_item_schema(node) for node in (before, after))
        if one or other:
            yield from walk.pairs(f"{label}[]", one or _any(before), other or _any(after))


def _item_schema(media_type: Node) -> Node | None:
    """Return the schema of the items of a stream (OpenAPI 3.2, media type object)."""
    return media_type.get("itemSchema")


def _any(media_type: Node) -> Node:
    return Node((*media_type.path, "itemSchema"), {})


def _resolved(walk: SchemaWalk, old: Node | None, new: Node | None) -> tuple[Node | None, Node | None]:
    return (resolve_whole(walk.old_root, old) if old else None), (resolve_whole(walk.new_root, new) if new else None)
