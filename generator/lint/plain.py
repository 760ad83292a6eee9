"""Rules for values that the mock reads from a URL or sorts by: each has one plain type."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.filters import PLAIN, types_of
from generator.document.operations import (
    PAGING,
    SORTING,
    Parameter,
    enum_of,
    item_schema,
    operations,
    properties,
    query_parameters,
)
from generator.document.resources import collection_path, resources


def query_parameters_are_plain(document: Document) -> Iterator[Diagnostic]:
    """Require one plain type for query parameters, or a list of one. Text in a URL could match several types."""
    for operation in operations(document):
        for name, item in query_parameters(document, operation).items():
            schema = document.find(item.node, "schema")
            if schema is None or schema.value.get("type") in PLAIN or _style(item) != "form":
                continue
            what = f"the query parameter `{name}` does not have"
            if schema.value.get("type") == "array" and name not in {*PAGING, *SORTING}:
                values = document.find(schema, "items")
                if values is None or values.value.get("type") not in PLAIN:
                    fix = f"Write `items:` with the type {', '.join(PLAIN)}."
                    yield document.diagnostic(
                        (values or schema).at("items" if values is None else "type"),
                        f"{what} a list of one plain type.",
                        fix,
                    )
                continue
            yield document.diagnostic(
                schema.at("type"), f"{what} one plain type.", f"Write `type:` with one of: {', '.join(PLAIN)}."
            )


def lists_in_the_query_are_repeated_or_separated_by_commas(document: Document) -> Iterator[Diagnostic]:
    """Allow the style `form` only, and `explode` for lists only: the SDK and the mock write and read no other form."""
    for operation in operations(document):
        for name, item in query_parameters(document, operation).items():
            schema = document.find(item.node, "schema")
            if _style(item) != "form":
                message = f"`style: {_style(item)}` is not supported: each value of `{name}` is a parameter, or follows a comma."
                fix = "Remove it. A filter by a nested property has a parameter of its own, see `x-filter` in openapi/EXTENSIONS.md."
                yield document.diagnostic(item.node.at("style"), message, fix)
            elif "explode" in item.node.value and schema is not None and schema.value.get("type") in PLAIN:
                message = f"`explode` has no effect: `{name}` has one value."
                yield document.diagnostic(item.node.at("explode"), message, "Remove it.")


def _style(item: Parameter) -> str:
    return str(item.node.value.get("style", "form"))


def paging_has_defaults(document: Document) -> Iterator[Diagnostic]:
    """Require defaults for `page` and `page_size` (openapi/README.md, Pages). The mock has none of its own."""
    for operation in operations(document):
        found = query_parameters(document, operation) if operation.action == "list" else {}
        for name in PAGING.keys() & found.keys():
            schema = document.find(found[name].node, "schema")
            if schema is not None and type(schema.value.get("default")) is not int:
                yield document.diagnostic(schema, f"`{name}` has no default.", "Add `default:` with an integer.")


def sorts_are_by_plain_values(document: Document) -> Iterator[Diagnostic]:
    """Require one plain type for properties to sort by. Lists, objects and mixed types have no order."""
    for operation in operations(document):
        item = query_parameters(document, operation).get("sort_by") if operation.action == "list" else None
        known = properties(document, item_schema(document, operation)) if item else {}
        schema = document.find(item.node, "schema") if item else None
        for name in enum_of(schema):
            types = types_of(document, known.get(name))
            if schema is not None and name in known and (len(types) != 1 or not types <= {*PLAIN}):
                message = f"`sort_by` lists `{name}`, which does not have one plain type."
                yield document.diagnostic(schema.at("enum"), message, f"Remove it, or use one of: {', '.join(PLAIN)}.")


def paths_lead_through_items(document: Document) -> Iterator[Diagnostic]:
    """Require a resource for each id in a path. The mock looks the item up before it acts."""
    known = {resource.item_path for resource in resources(document)}
    for operation in operations(document):
        path = operation.path if not operation.is_item else collection_path(operation.path)
        while "{" in path:
            path, _, _ = path.rpartition("}")
            if f"{path}}}" not in known:
                message = f"the path contains an item of `{collection_path(path)}`, which has no resource with this id."
                yield document.diagnostic(operation.node.at("x-action"), message, f"Add a GET of `{path}}}`.")
            path = collection_path(path)


RULES = (
    query_parameters_are_plain,
    lists_in_the_query_are_repeated_or_separated_by_commas,
    paging_has_defaults,
    sorts_are_by_plain_values,
    paths_lead_through_items,
)
