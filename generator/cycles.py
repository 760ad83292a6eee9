"""Finds schemas that are composed of themselves, so that no value could ever be checked against them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.pointer import Path

# What holds for the same value as the schema itself. Through `properties` or `items` a schema may well lead back to itself.
_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")


def circular(document: Document) -> Iterator[Diagnostic]:
    """Give a diagnostic for each named schema that leads back to itself through ``allOf`` and the like."""
    schemas = document.lookup(("components", "schemas"))
    for name, node in schemas.items() if schemas else ():
        if _returns(document, node):
            message = f"the schema `{name}` is composed of itself."
            yield document.fault(node, message, "Take it out of its own `allOf`, `anyOf` or `oneOf`.")


def _returns(document: Document, start: Node) -> bool:
    home = document.follow(start).path
    seen: set[Path] = set()
    waiting = list(_parts(document, document.follow(start)))
    while waiting:
        node = waiting.pop()
        if node.path == home:
            return True
        if node.path not in seen:
            seen.add(node.path)
            waiting += _parts(document, node)
    return False


def _parts(document: Document, schema: Node) -> Iterator[Node]:
    for keyword in _IN_PLACE:
        part = schema.get(keyword)
        if part is not None:
            inner = part.elements() if isinstance(part.value, list) else [part]
            yield from (document.follow(each) for each in inner)
