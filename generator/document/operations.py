"""The operations of a document, with the lookups that the lint rules need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.document.model import Document, Node
from generator.document.walk import METHODS

JSON = "application/json"
PAGING = {"page": "Page", "page_size": "PageSize"}  # the parameters of a list and their components
SORTING = {"sort_by", "sort_order"}
_TEMPLATE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. A property is an empty value if the document does not define it."""

    node: Node
    path: str
    method: str

    @property
    def id(self) -> str:
        """The ``operationId``."""
        return str(self.node.value.get("operationId", ""))

    @property
    def action(self) -> str:
        """The ``x-action``; empty if it is not text."""
        action = self.node.value.get("x-action")
        return action if isinstance(action, str) else ""

    @property
    def tags(self) -> list[str]:
        """The tags."""
        return list(self.node.value.get("tags", []))

    @property
    def path_parameters(self) -> list[str]:
        """The names in the braces of the path."""
        return _TEMPLATE.findall(self.path)

    @property
    def is_item(self) -> bool:
        """Whether the path ends in a parameter."""
        return self.path.endswith("}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation: where it is used, and its definition, which may be a component."""

    used: Node
    node: Node

    @property
    def name(self) -> str:
        """The name in the request."""
        return str(self.node.value["name"])

    @property
    def location(self) -> str:
        """``query``, ``path``, ``header`` or ``cookie``."""
        return str(self.node.value["in"])


def operations(document: Document) -> tuple[Operation, ...]:
    """Return all operations in the order of the document."""
    return document.once("operations", lambda: tuple(_operations(document)))


def _operations(document: Document) -> Iterator[Operation]:
    paths = document.root.get("paths")
    for path, item in paths.items() if paths else ():
        for method, node in item.items():
            if method in METHODS:
                yield Operation(node, path, method)


def declared_tags(document: Document) -> list[str]:
    """Return the names of the tags that the root declares."""
    return [str(tag["name"]) for tag in document.content.get("tags", [])]


def parameters(document: Document, operation: Operation) -> list[Parameter]:
    """Return the parameters of an operation."""
    listed = operation.node.get("parameters")
    return [Parameter(used, document.resolve(used)) for used in listed.elements()] if listed else []


def query_parameters(document: Document, operation: Operation) -> dict[str, Parameter]:
    """Return the query parameters of an operation by name."""
    return {item.name: item for item in parameters(document, operation) if item.location == "query"}


def body_schema(document: Document, operation: Operation) -> Node | None:
    """Return the schema of the JSON request body, or None."""
    return document.find(operation.node, "requestBody", "content", JSON, "schema")


def responses(operation: Operation) -> Iterator[tuple[str, Node]]:
    """Yield every documented status with its response, which can be a reference."""
    node = operation.node.get("responses")
    yield from (item for item in node.items() if not item[0].startswith("x-")) if node else ()


def success_schema(document: Document, operation: Operation) -> Node | None:
    """Return the schema of the JSON in a successful response, or None."""
    for status, response in responses(operation):
        if status.startswith("2"):
            return document.find(response, "content", JSON, "schema")
    return None


def properties(document: Document, schema: Node | None) -> dict[str, Node]:
    """Return the properties of an object schema. References are not resolved."""
    found = document.find(schema, "properties") if schema else None
    return dict(found.items()) if found else {}


def required(document: Document, schema: Node | None) -> set[str]:
    """Return the names of the required properties of an object schema."""
    return set(document.resolve(schema).value.get("required", [])) if schema else set()


def enum_of(schema: Node | None) -> list[str]:
    """Return the values of the ``enum`` of a schema as text, or an empty list."""
    return [] if schema is None else [str(value) for value in schema.value.get("enum", [])]


def item_schema(document: Document, operation: Operation) -> Node | None:
    """Return the schema of the ``items`` that a list or a report returns, or None."""
    schema = success_schema(document, operation)
    return None if schema is None else document.find(schema, "properties", "items", "items")
