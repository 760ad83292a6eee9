"""Rules for names: snake_case in requests and responses, kebab-case in paths, PascalCase for schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.operations import operations
from generator.document.walk import walk_document

_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PASCAL = re.compile(r"([A-Z][a-z0-9]*)+")


def to_snake_case(name: str) -> str:
    """Return a name in snake_case: ``pageSize`` becomes ``page_size``."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)
    return "_".join(words).lower() or name


def is_snake_case(name: str) -> bool:
    """Return whether a name is in snake_case."""
    return _SNAKE.fullmatch(name) is not None


def _rename(name: str) -> str:
    return f"Rename it to `{to_snake_case(name)}`."


def properties_are_snake_case(document: Document) -> Iterator[Diagnostic]:
    """Require snake_case for properties (openapi/README.md, Access)."""
    for kind, node in walk_document(document):
        name = str(node.path[-1]) if node.path else ""
        if kind == "property" and not is_snake_case(name):
            yield document.diagnostic(node, f"the property `{name}` is not snake_case.", _rename(name))


def parameters_are_snake_case(document: Document) -> Iterator[Diagnostic]:
    """Require snake_case for parameters (openapi/README.md, Access). Headers keep the style of HTTP."""
    for kind, node in walk_document(document):
        if kind != "parameter" or "name" not in node.value or node.value["in"] == "header":
            continue
        name = node.value["name"]
        if not is_snake_case(name):
            yield document.diagnostic(node.at("name"), f"the parameter `{name}` is not snake_case.", _rename(name))


def tags_are_snake_case(document: Document) -> Iterator[Diagnostic]:
    """Require snake_case for tags. A tag is an attribute of the SDK's client."""
    tags = document.root.get("tags")
    for node in tags.elements() if tags else ():
        name = node.value["name"]
        if not is_snake_case(name):
            yield document.diagnostic(node.at("name"), f"the tag `{name}` is not snake_case.", _rename(name))


def operation_ids_are_snake_case(document: Document) -> Iterator[Diagnostic]:
    """Require snake_case for operationIds. They name files, and methods of reports in the SDK."""
    for operation in operations(document):
        if operation.id and not is_snake_case(operation.id):
            message = f"the operationId `{operation.id}` is not snake_case."
            yield document.diagnostic(operation.node.at("operationId"), message, _rename(operation.id))


def path_segments_are_kebab_case(document: Document) -> Iterator[Diagnostic]:
    """Require kebab-case for path segments: lower-case words with hyphens, no trailing slash."""
    paths = document.root.get("paths")
    for path, node in paths.items() if paths else ():
        if path.startswith("x-"):
            continue
        for segment in path[1:].split("/"):
            if segment.startswith("{") and segment.endswith("}"):
                continue
            if not _KEBAB.fullmatch(segment):
                message = f"the segment `{segment}` of `{path}` is not kebab-case."
                kebab = to_snake_case(segment).replace("_", "-")
                yield document.diagnostic(
                    node, message, f"Rename it to `{kebab}`." if kebab else "Remove the empty segment."
                )


def schemas_are_pascal_case(document: Document) -> Iterator[Diagnostic]:
    """Require PascalCase for schemas. A schema is a class of the SDK."""
    schemas = document.lookup(("components", "schemas"))
    for name, node in schemas.items() if schemas else ():
        if not _PASCAL.fullmatch(name):
            pascal = "".join(word.capitalize() for word in to_snake_case(name).split("_"))
            yield document.diagnostic(node, f"the schema `{name}` is not PascalCase.", f"Rename it to `{pascal}`.")


RULES = (
    properties_are_snake_case,
    parameters_are_snake_case,
    tags_are_snake_case,
    operation_ids_are_snake_case,
    path_segments_are_kebab_case,
    schemas_are_pascal_case,
)
