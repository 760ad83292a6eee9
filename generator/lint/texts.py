"""Rules for texts: docstrings and the reference site are generated from them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.document.operations import operations
from generator.document.walk import walk_document

_DESCRIBED = frozenset({"parameter", "property", "header", "tag", "security scheme"})


def operations_have_texts(document: Document) -> Iterator[Diagnostic]:
    """Require `summary` and `description` of operations. They are the docstring of the method."""
    for operation in operations(document):
        for member in ("summary", "description"):
            if not _text(operation.node, member):
                message = f"the operation has no `{member}`."
                yield document.diagnostic(operation.node, message, f"Add `{member}: ...`, a full sentence.")


def objects_have_a_description(document: Document) -> Iterator[Diagnostic]:
    """Require a description of parameters, properties, headers, tags, schemes and schemas."""
    for kind, node in walk_document(document):
        named_schema = kind == "schema" and node.path[:2] == ("components", "schemas")
        if not named_schema and kind not in _DESCRIBED:
            continue
        if not (_text(node, "description") or _text(document.resolve(node), "description")):
            name = node.value.get("name", node.path[-1])
            what = "schema" if named_schema else kind
            message = f"the {what} `{name}` has no `description`."
            yield document.diagnostic(node, message, "Add `description: ...`, a full sentence.")


def _text(node: Node, member: str) -> bool:
    text = node.value.get(member)
    return isinstance(text, str) and bool(text.strip())


RULES = (operations_have_texts, objects_have_a_description)
