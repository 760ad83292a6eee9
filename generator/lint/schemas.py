"""Rules for object schemas: they are named, declare what is required, and are closed in requests."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic, suggest
from generator.document import Document, Node
from generator.document.operations import body_schema, operations, properties
from generator.document.walk import SCHEMA_KINDS, walk, walk_document

_NAMED = ("components", "schemas")
_NAMED_DEPTH = 3


def is_object(schema: Node) -> bool:
    """Return whether a schema describes an object, by its type or its properties."""
    if not isinstance(schema.value, dict):
        return False
    kind = schema.value.get("type")
    types = kind if isinstance(kind, list) else [kind]
    return "object" in types or "properties" in schema.value


def _objects(document: Document) -> Iterator[Node]:
    for kind, node in walk_document(document):
        if kind in SCHEMA_KINDS and is_object(node):
            yield node


def object_schemas_are_named(document: Document) -> Iterator[Diagnostic]:
    """Require object schemas to be components. The name of the component is the name of the SDK's class."""
    for node in _objects(document):
        if node.path[:2] != _NAMED or len(node.path) != _NAMED_DEPTH:
            fix = "Move it to `components/schemas` and refer to it."
            yield document.diagnostic(node, "an object schema is not a component.", fix)


def object_schemas_declare_required(document: Document) -> Iterator[Diagnostic]:
    """Require an explicit `required`. It determines the types in the SDK, and a missing one is easily an omission."""
    for node in _objects(document):
        if node.get("required") is None:
            fix = "Add `required: [...]`, or `required: []` if no property is required."
            yield document.diagnostic(node, "the object schema has no `required`.", fix)


def required_properties_are_defined(document: Document) -> Iterator[Diagnostic]:
    """Require a schema for each required property."""
    for node in _objects(document):
        known = properties(document, node)
        for name in node.value.get("required", []):
            if name not in known:
                message = f"the required property `{name}` does not exist."
                fix = suggest(name, known, "Add it to `properties` or remove it from `required`.")
                yield document.diagnostic(node.at("required"), message, fix)


def request_schemas_are_closed(document: Document) -> Iterator[Diagnostic]:
    """Require `additionalProperties: false` in requests, so that misspelt properties are rejected."""
    for operation in operations(document):
        schema = body_schema(document, operation)
        for node in _reachable(document, schema) if schema else ():
            if is_object(node) and node.value.get("additionalProperties") is not False:
                fix = "Add `additionalProperties: false`."
                location = node.at("additionalProperties")
                yield document.diagnostic(location, "the schema of a request accepts unknown properties.", fix)


def arrays_have_items(document: Document) -> Iterator[Diagnostic]:
    """Require `items` for arrays. Without it the elements have no type in the SDK."""
    for kind, node in walk_document(document):
        if kind in SCHEMA_KINDS and isinstance(node.value, dict):
            of = node.value.get("type")
            if (of == "array" or (isinstance(of, list) and "array" in of)) and "items" not in node.value:
                yield document.diagnostic(node, "the array has no `items`.", "Add `items: {type: ...}`.")


def _reachable(document: Document, schema: Node) -> list[Node]:
    """Return a schema and all schemas below it, each once. References are resolved."""
    found: dict[tuple[str | int, ...], Node] = {}
    pending = [schema]
    while pending:
        node = document.resolve(pending.pop())
        if node.path not in found:
            found[node.path] = node
            pending += [child for _, child in walk(node, "schema") if child.path != node.path]
    return list(found.values())


RULES = (
    object_schemas_are_named,
    object_schemas_declare_required,
    required_properties_are_defined,
    request_schemas_are_closed,
    arrays_have_items,
)
