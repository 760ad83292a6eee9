"""Rules for values that the mock reads from a URL, compares or sorts by: each has one plain type."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document, Node
from generator.document.operations import PAGING, enum_of, item_schema, operations, properties, query_parameters
from generator.document.resources import collection_path

_PLAIN = ("string", "integer", "number", "boolean")


def _types(document: Document, schema: Node | None) -> set[str]:
    """Return the types of a value without null."""
    kind = document.resolve(schema).value.get("type", []) if schema is not None else []
    return set(kind if isinstance(kind, list) else [kind]) - {"null"}


def query_parameters_are_plain(document: Document) -> Iterator[Diagnostic]:
    """Require one plain type for query parameters. Text in a URL could match several types."""
    for operation in operations(document):
        for name, item in query_parameters(document, operation).items():
            schema = document.find(item.node, "schema")
            if schema is not None and schema.value.get("type") not in _PLAIN:
                message = f"the query parameter `{name}` does not have one plain type."
                yield document.diagnostic(
                    schema.at("type"), message, f"Write `type:` with one of: {', '.join(_PLAIN)}."
                )


def paging_has_defaults(document: Document) -> Iterator[Diagnostic]:
    """Require defaults for `page` and `page_size` (openapi/README.md, Pages). The mock has none of its own."""
    for operation in operations(document):
        found = query_parameters(document, operation) if operation.action == "list" else {}
        for name in PAGING.keys() & found.keys():
            schema = document.find(found[name].node, "schema")
            if schema is not None and type(schema.value.get("default")) is not int:
                yield document.diagnostic(schema, f"`{name}` has no default.", "Add `default:` with an integer.")


def filters_have_the_type_of_their_property(document: Document) -> Iterator[Diagnostic]:
    """Require the type of the property for its filter, and text for `contains`. Values of other types never match."""
    items = {
        operation.path: properties(document, item_schema(document, operation))
        for operation in operations(document)
        if operation.action == "list"
    }
    for operation in operations(document):
        known = items.get(operation.path.removesuffix("/count"), {})
        for name, item in query_parameters(document, operation).items():
            match, schema = item.node.value.get("x-filter"), document.find(item.node, "schema")
            if match is None or schema is None or name not in known or schema.value.get("type") not in _PLAIN:
                continue  # another rule reports the type
            filter_types, property_types = _types(document, schema), _types(document, known[name])
            if filter_types != property_types:
                message = f"the filter `{name}` has the type {_format_types(filter_types)}, but the property {_format_types(property_types)}."
                yield document.diagnostic(schema.at("type"), message, "Use the same type for both.")
            elif match == "contains" and filter_types != {"string"}:
                message = f"`contains` requires text, but `{name}` has the type {_format_types(filter_types)}."
                yield document.diagnostic(item.node.at("x-filter"), message, "Write `x-filter: equals`.")


def sorts_are_by_plain_values(document: Document) -> Iterator[Diagnostic]:
    """Require one plain type for properties to sort by. Lists, objects and mixed types have no order."""
    for operation in operations(document):
        item = query_parameters(document, operation).get("sort_by") if operation.action == "list" else None
        known = properties(document, item_schema(document, operation)) if item else {}
        schema = document.find(item.node, "schema") if item else None
        for name in enum_of(schema):
            types = _types(document, known.get(name))
            if schema is not None and name in known and (len(types) != 1 or not types <= {*_PLAIN}):
                message = f"`sort_by` lists `{name}`, which does not have one plain type."
                yield document.diagnostic(schema.at("enum"), message, f"Remove it, or use one of: {', '.join(_PLAIN)}.")


def paths_lead_through_items(document: Document) -> Iterator[Diagnostic]:
    """Require a get for each item in a path. The mock looks the item up by its get."""
    gets = {operation.path for operation in operations(document) if operation.action == "get"}
    for operation in operations(document):
        path = operation.path if not operation.is_item else collection_path(operation.path)
        while "{" in path:
            path, _, _ = path.rpartition("}")
            if f"{path}}}" not in gets:
                message = f"the path contains an item of `{collection_path(path)}`, which has no get."
                yield document.diagnostic(operation.node.at("x-action"), message, f"Add a GET of `{path}}}`.")
            path = collection_path(path)


def _format_types(types: set[str]) -> str:
    return ", ".join(sorted(types)) or "any"


RULES = (
    query_parameters_are_plain,
    paging_has_defaults,
    filters_have_the_type_of_their_property,
    sorts_are_by_plain_values,
    paths_lead_through_items,
)
