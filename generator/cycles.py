"""Finds schemas that are composed of themselves, so that no value could ever be checked against them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.pointer import Path

# What holds for the same value as the schema itself. Through `properties` or `items` a schema may well lead back to itself.
_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")


def circular(document: Document) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each named schema that leads back to itself through ``allOf`` and the like."""
    schemas = document.lookup(("components", "schemas"))
    for name, node in schemas.items() if schemas else ():
        if _reaches_itself(document, node):
            message = f"the schema `{name}` is composed of itself."
            yield document.diagnostic(node, message, "Take it out of its own `allOf`, `anyOf` or `oneOf`.")


def _reaches_itself(document: Document, start: Node) -> bool:
    origin = document.follow(start).path
    seen: set[Path] = set()
    pending = list(_parts(document, document.follow(start)))
    while pending:
        node = pending.pop()
        if node.path == origin:
            return True
        if node.path not in seen:
            seen.add(node.path)
            pending += _parts(document, node)
    return False


def _parts(document: Document, schema: Node) -> Iterator[Node]:
    for keyword in _IN_PLACE:
        part = schema.get(keyword)
        if part is not None:
            inner = part.elements() if isinstance(part.value, list) else [part]
            yield from (document.follow(each) for each in inner)
