"""Rules for lists, counts and reports: paging, sorting and the form of their responses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.operations import (
    PAGING,
    SORTING,
    Operation,
    enum_of,
    item_schema,
    operations,
    properties,
    query_parameters,
    required,
    success_schema,
)
from generator.document.walk import texts

_BOUNDS = ("minimum", "maximum", "default")
_PAGE = ("items", "pagination", "links")
_ORDERS = {"asc", "desc"}
_SIZES = (
    ("items", "maxItems"),
    ("pagination", "properties", "page_size", "maximum"),
    ("pagination", "properties", "item_count", "maximum"),
)
_SIZE_IN_A_TEXT = re.compile(r"`page_size`[^.]*? at most (\d+)")


def _lists(document: Document) -> Iterator[Operation]:
    return (operation for operation in operations(document) if operation.action == "list")


def lists_are_paged(document: Document) -> Iterator[Diagnostic]:
    """Require `page` and `page_size` on every list (openapi/README.md, Pages)."""
    for operation in _lists(document):
        found = query_parameters(document, operation)
        for name, component in PAGING.items():
            if name not in found:
                fix = f'Add `$ref: "#/components/parameters/{component}"` to its `parameters`.'
                yield document.diagnostic(operation.node.at("parameters"), f"the list has no parameter `{name}`.", fix)


def pages_have_bounds(document: Document) -> Iterator[Diagnostic]:
    """Require bounds and a default of at least 1 for `page` and `page_size` (openapi/README.md, Pages)."""
    for operation in _lists(document):
        found = query_parameters(document, operation)
        for name in PAGING.keys() & found.keys():
            schema = document.find(found[name].node, "schema")
            value = {} if schema is None else schema.value
            where = schema or found[name].node
            if value.get("type") != "integer":
                yield document.diagnostic(where.at("type"), f"`{name}` is not an integer.", "Write `type: integer`.")
                continue
            for bound in _BOUNDS:
                if not isinstance(value.get(bound), int):
                    yield document.diagnostic(where, f"`{name}` has no `{bound}`.", f"Add a `{bound}` of at least 1.")
                elif value[bound] < 1:
                    message = f"`{name}` has the {bound} {value[bound]}, which must be at least 1."
                    yield document.diagnostic(where.at(bound), message, f"Use a `{bound}` of at least 1.")


def pages_agree_on_their_size(document: Document) -> Iterator[Diagnostic]:
    """Require the maximum of `page_size` as the size of a page, in its schema and in texts: readers trust each of them."""
    sizes = set()
    for operation in _lists(document):
        size = query_parameters(document, operation).get("page_size")
        maximum = document.find(size.node, "schema", "maximum") if size else None
        page = success_schema(document, operation)
        if maximum is None or page is None:
            continue
        sizes.add(str(maximum.value))
        for keys in _SIZES:
            found = document.find(page, "properties", *keys)
            if found is not None and found.value != maximum.value:
                message = f"a page has at most {found.value} items here, but `page_size` allows {maximum.value}."
                yield document.diagnostic(found, message, f"Write `{keys[-1]}: {maximum.value}`.")
    for text in texts(document) if sizes else ():
        for number in _SIZE_IN_A_TEXT.findall(text.value):
            if number not in sizes:
                allowed = " or ".join(sorted(sizes))
                message = f"the text says that `page_size` is at most {number}, but it allows {allowed}."
                yield document.diagnostic(text, message, f"Write {allowed}.")


def only_lists_are_paged_and_sorted(document: Document) -> Iterator[Diagnostic]:
    """Forbid paging and sorting parameters outside of lists. Counts and reports are complete and unsorted."""
    for operation in operations(document):
        for name, item in query_parameters(document, operation).items():
            if operation.action != "list" and name in {*PAGING, *SORTING}:
                message = f"`{name}` is allowed on lists only."
                yield document.diagnostic(item.used, message, "Remove it.")


def sorts_have_an_order(document: Document) -> Iterator[Diagnostic]:
    """Require `sort_by` and `sort_order` together."""
    for operation in _lists(document):
        found = set(query_parameters(document, operation)) & SORTING
        for name in SORTING - found if found else ():
            message = f"the list has `{found.copy().pop()}` but no `{name}`."
            yield document.diagnostic(operation.node.at("parameters"), message, f"Add the parameter `{name}`.")


def sort_order_is_asc_or_desc(document: Document) -> Iterator[Diagnostic]:
    """Require the values `asc` and `desc` for `sort_order` (openapi/README.md, Operations)."""
    for operation in _lists(document):
        item = query_parameters(document, operation).get("sort_order")
        if item is not None:
            schema = document.find(item.node, "schema")
            if set(enum_of(schema)) != _ORDERS:
                where = (schema or item.node).at("enum")
                yield document.diagnostic(where, "`sort_order` must be `asc` or `desc`.", "Write `enum: [asc, desc]`.")


def sorts_are_by_properties(document: Document) -> Iterator[Diagnostic]:
    """Require an enum of properties for `sort_by`. The mock sorts by the property of that name."""
    for operation in _lists(document):
        item = query_parameters(document, operation).get("sort_by")
        if item is None:
            continue
        schema = document.find(item.node, "schema")
        values = enum_of(schema)
        if not values:
            message = "`sort_by` has no `enum`."
            yield document.diagnostic(item.node, message, "Add `enum: [...]` to its schema.")
            continue
        known = properties(document, item_schema(document, operation))
        for value in values:
            if value not in known:
                message = f"`sort_by` lists `{value}`, which is not a property of the items."
                yield document.diagnostic(item.node, message, f"Use one of: {', '.join(known)}.")


def lists_return_a_page(document: Document) -> Iterator[Diagnostic]:
    """Require the properties `items`, `pagination` and `links` of a page (openapi/README.md, Pages)."""
    for operation in _lists(document):
        schema = success_schema(document, operation)
        found, always = properties(document, schema), required(document, schema)
        for name in _PAGE:
            if name not in found or name not in always:
                message = f"the page of the list has no required property `{name}`."
                yield document.diagnostic(
                    schema or operation.node.at("responses"), message, "Add it to `properties` and `required`."
                )
        if "items" in found and item_schema(document, operation) is None:
            yield document.diagnostic(found["items"], "`items` is not an array.", "Add `type: array` and `items`.")


def counts_return_an_integer(document: Document) -> Iterator[Diagnostic]:
    """Require a count to return `{count}` (openapi/README.md, Operations). The SDK returns the integer."""
    for operation in operations(document):
        if operation.action != "count":
            continue
        schema = success_schema(document, operation)
        count = properties(document, schema).get("count")
        if count is None or document.resolve(count).value.get("type") != "integer":
            fix = "Refer to `#/components/schemas/Count`."
            location = operation.node.at("responses")
            yield document.diagnostic(location, "the count does not return an integer `count`.", fix)


def reports_return_items(document: Document) -> Iterator[Diagnostic]:
    """Require a report to return an array `items` (openapi/README.md, Objects). The SDK returns the list."""
    for operation in operations(document):
        if operation.action == "report" and item_schema(document, operation) is None:
            message = "the report does not return an array `items`."
            fix = "Add an array `items` to the schema of its 200."
            yield document.diagnostic(operation.node.at("responses"), message, fix)


RULES = (
    lists_are_paged,
    pages_have_bounds,
    pages_agree_on_their_size,
    only_lists_are_paged_and_sorted,
    sorts_have_an_order,
    sort_order_is_asc_or_desc,
    sorts_are_by_properties,
    lists_return_a_page,
    counts_return_an_integer,
    reports_return_items,
)
