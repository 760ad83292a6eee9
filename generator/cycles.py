"""Find schemas that are composed of themselves. No value can be validated against such a schema."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.pointer import Path

# Keywords whose schemas apply to the same value. Recursion through `properties` or `items` is valid.
_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")


def circular(document: Document) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each named schema that refers to itself through ``allOf`` and similar keywords."""
    schemas = document.lookup(("components", "schemas"))
    for name, node in schemas.items() if schemas else ():
        if _reaches_itself(document, node):
            message = f"the schema `{name}` is composed of itself."
            yield document.diagnostic(node, message, "Remove it from its own `allOf`, `anyOf` or `oneOf`.")


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
