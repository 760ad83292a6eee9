"""Walk the objects of an OpenAPI document with their kinds. Examples and other plain data are left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from generator.document.model import Document, Node

_Shape = Literal["one", "list", "map"]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_SUBSCHEMAS: Mapping[str, tuple[_Shape, str]] = {
    "properties": ("map", "property"),
    "patternProperties": ("map", "subschema"),
    "dependentSchemas": ("map", "subschema"),
    "$defs": ("map", "subschema"),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), ("list", "subschema")),
    **dict.fromkeys(
        (
            "items",
            "additionalProperties",
            "contains",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties",
            "not",
            "if",
            "then",
            "else",
            "contentSchema",
        ),
        ("one", "subschema"),
    ),
    "discriminator": ("one", "discriminator"),
    "xml": ("one", "xml"),
    "externalDocs": ("one", "external docs"),
}

_DESCRIBED: Mapping[str, tuple[_Shape, str]] = {
    "schema": ("one", "schema"),
    "examples": ("map", "example"),
    "content": ("map", "media type"),
}
_ENCODINGS: Mapping[str, tuple[_Shape, str]] = {
    "encoding": ("map", "encoding"),
    "prefixEncoding": ("list", "encoding"),  # this one, the next one and `itemSchema` are of OpenAPI 3.2
    "itemEncoding": ("one", "encoding"),
}

# kind of object -> member -> shape of the member, and kind of the objects in it; `*` is any member except x- keywords
_GRAMMAR: Mapping[str, Mapping[str, tuple[_Shape, str]]] = {
    "root": {
        "info": ("one", "info"),
        "servers": ("list", "server"),
        "paths": ("one", "paths"),
        "webhooks": ("map", "path item"),
        "components": ("one", "components"),
        "tags": ("list", "tag"),
        "externalDocs": ("one", "external docs"),
    },
    "info": {"contact": ("one", "contact"), "license": ("one", "license")},
    "server": {"variables": ("map", "server variable")},
    "paths": {"*": ("one", "path item")},
    "path item": {
        **dict.fromkeys((*METHODS, "query"), ("one", "operation")),  # `query` is of OpenAPI 3.2
        "additionalOperations": ("map", "operation"),
        "parameters": ("list", "parameter"),
        "servers": ("list", "server"),
    },
    "operation": {
        "parameters": ("list", "parameter"),
        "requestBody": ("one", "request body"),
        "responses": ("one", "responses"),
        "callbacks": ("map", "callback"),
        "externalDocs": ("one", "external docs"),
        "servers": ("list", "server"),
    },
    "callback": {"*": ("one", "path item")},
    "parameter": _DESCRIBED,
    "header": _DESCRIBED,
    "request body": {"content": ("map", "media type")},
    "media type": {**_DESCRIBED, **_ENCODINGS, "itemSchema": ("one", "schema")},
    "encoding": {"headers": ("map", "header"), **_ENCODINGS},
    "responses": {"*": ("one", "response")},
    "response": {"headers": ("map", "header"), "content": ("map", "media type"), "links": ("map", "link")},
    "link": {"server": ("one", "server")},
    "components": {
        "schemas": ("map", "schema"),
        "parameters": ("map", "parameter"),
        "headers": ("map", "header"),
        "responses": ("map", "response"),
        "requestBodies": ("map", "request body"),
        "examples": ("map", "example"),
        "links": ("map", "link"),
        "securitySchemes": ("map", "security scheme"),
        "callbacks": ("map", "callback"),
        "pathItems": ("map", "path item"),
        "mediaTypes": ("map", "media type"),
    },
    "tag": {"externalDocs": ("one", "external docs")},
    "schema": _SUBSCHEMAS,
    "subschema": _SUBSCHEMAS,
    "property": _SUBSCHEMAS,
}

SCHEMA_KINDS = frozenset({"schema", "subschema", "property"})
"""A top-level schema, a schema below another schema, and a schema under `properties`."""


def walk(node: Node, kind: str = "root") -> Iterator[tuple[str, Node]]:
    """Yield a node and every object below it, each with its kind. References are not resolved."""
    yield kind, node
    members = _GRAMMAR.get(kind, {})
    for name, child in node.items():
        if name in members:
            shape, child_kind = members[name]
        elif "*" in members and not name.startswith("x-"):
            shape, child_kind = members["*"]
        else:
            continue
        for item in _values_of(child, shape):
            yield from walk(item, child_kind)


def walk_document(document: Document) -> tuple[tuple[str, Node], ...]:
    """Return every object of a document with its kind, as :func:`walk` yields them. Dozens of rules read them."""
    return document.once("walk", lambda: tuple(walk(document.root)))


def references(node: Node) -> Iterator[Node]:
    """Yield every object with a ``$ref`` in a document or a part of it."""
    return (one for one in _nodes(node) if one.get("$ref") is not None)


def document_references(document: Document) -> tuple[Node, ...]:
    """Return every object with a ``$ref`` in a document, as :func:`references` yields them."""
    return document.once("references", lambda: tuple(references(document.root)))


def texts(document: Document) -> tuple[Node, ...]:
    """Return every text of a document: descriptions, summaries, examples and all others."""
    return document.once("texts", lambda: tuple(one for one in _nodes(document.root) if isinstance(one.value, str)))


def _nodes(root: Node) -> Iterator[Node]:
    """Yield a node and everything below it, in the order of the document."""
    pending = [root]
    while pending:
        current = pending.pop()
        yield current
        pending += [*current.children()][::-1]


def _values_of(node: Node, shape: _Shape) -> Iterator[Node]:
    match shape:
        case "one":
            yield node
        case "list":
            yield from node.elements()
        case "map":
            yield from (child for _, child in node.items())
