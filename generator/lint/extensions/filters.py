"""Rules for `x-filter`: a list and its count have the same filters, each by a property of the items."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.operations import (
    PAGING,
    SORTING,
    Operation,
    Parameter,
    item_schema,
    operations,
    properties,
    query_parameters,
)

_COUNT = "/count"


def _filters(document: Document, operation: Operation) -> dict[str, Parameter]:
    """Return the query parameters that filter, or that say neither that they do nor that they do not."""
    found = query_parameters(document, operation)
    return {
        name: item
        for name, item in found.items()
        if name not in {*PAGING, *SORTING} and ("x-effect" not in item.node.value or "x-filter" in item.node.value)
    }


def _pairs(document: Document) -> Iterator[tuple[Operation | None, Operation | None]]:
    """Yield every list with its count, either of which can be None."""
    found = list(operations(document))
    lists = {operation.path: operation for operation in found if operation.action == "list"}
    counts = {operation.path.removesuffix(_COUNT): operation for operation in found if operation.action == "count"}
    for path in {**lists, **counts}:
        yield lists.get(path), counts.get(path)


def lists_have_a_count(document: Document) -> Iterator[Diagnostic]:
    """Require a count for each list, and a list for each count. Pages do not contain the total (openapi/README.md, Pages)."""
    for listing, count in _pairs(document):
        if listing and not count:
            message = f"the list `{listing.path}` has no count."
            fix = f"Add a GET of `{listing.path}{_COUNT}` with `x-action: count`."
            yield document.diagnostic(listing.node.at("x-action"), message, fix)
        if count and not listing:
            message = f"`{count.path}` counts a list that does not exist."
            fix = f"Add a GET of `{count.path.removesuffix(_COUNT)}` with `x-action: list`."
            yield document.diagnostic(count.node.at("x-action"), message, fix)


def counts_filter_as_their_lists(document: Document) -> Iterator[Diagnostic]:
    """Require the same filters for a list and its count (openapi/README.md, Operations)."""
    for listing, count in _pairs(document):
        if not (listing and count):
            continue
        here, there = _filters(document, listing), _filters(document, count)
        for name in here.keys() - there.keys():
            message = f"the list filters by `{name}`, but its count does not."
            yield document.diagnostic(count.node.at("parameters"), message, "Add it, the same as in the list.")
        for name in there.keys() - here.keys():
            message = f"the count filters by `{name}`, but its list does not."
            yield document.diagnostic(there[name].used, message, "Add it to the list or remove it here.")
        for name in here.keys() & there.keys():
            if here[name].node.value.get("x-filter") != there[name].node.value.get("x-filter"):
                message = f"`{name}` has another `x-filter` than in the list."
                yield document.diagnostic(there[name].used, message, "Use the same `x-filter`.")


def query_parameters_have_a_meaning(document: Document) -> Iterator[Diagnostic]:
    """Require `x-filter` on filters and `x-effect` on what neither filters nor sorts: the mock must know what each one does."""
    for operation in operations(document):
        if operation.action == "report":
            continue
        filters = operation.action in {"list", "count"}
        for name, item in _filters(document, operation).items():
            if "x-filter" in item.node.value:
                continue
            meaning = "`x-filter: contains` or `x-filter: equals`, or " if filters else ""
            message = f"the mock does not know what the query parameter `{name}` does."
            yield document.diagnostic(
                item.node, message, f"Add {meaning}`x-effect: none` if the mock returns the same without it."
            )


def a_parameter_has_one_meaning(document: Document) -> Iterator[Diagnostic]:
    """Forbid `x-effect: none` on parameters that filter, page, sort or select days."""
    for operation in operations(document):
        for name, item in query_parameters(document, operation).items():
            others = {"x-filter", "x-days"} & item.node.value.keys() or name in {*PAGING, *SORTING}
            if "x-effect" in item.node.value and others:
                message = f"`{name}` has an effect: it filters, pages, sorts or selects days."
                yield document.diagnostic(item.node.at("x-effect"), message, "Remove `x-effect`.")


def only_lists_and_counts_filter(document: Document) -> Iterator[Diagnostic]:
    """Forbid `x-filter` outside of the filters of lists and counts."""
    for operation in operations(document):
        filters = _filters(document, operation) if operation.action in {"list", "count"} else {}
        listed = operation.node.get("parameters")
        for used in listed.elements() if listed else ():
            node = document.resolve(used)
            if "x-filter" in node.value and node.value["name"] not in filters:
                message = f"`x-filter` is not allowed on `{node.value['name']}` here."
                yield document.diagnostic(used, message, "Use `x-filter` in the query of lists and counts only.")


def filters_are_by_properties(document: Document) -> Iterator[Diagnostic]:
    """Require filters to be named after a property. The mock compares with this property."""
    for listing, _ in _pairs(document):
        schema = item_schema(document, listing) if listing else None
        if not (listing and schema):
            continue
        known = properties(document, schema)
        for name, item in _filters(document, listing).items():
            if name not in known:
                message = f"`{name}` is not a property of the items."
                yield document.diagnostic(item.used, message, f"Filter by one of: {', '.join(known)}.")


RULES = (
    lists_have_a_count,
    counts_filter_as_their_lists,
    query_parameters_have_a_meaning,
    a_parameter_has_one_meaning,
    only_lists_and_counts_filter,
    filters_are_by_properties,
)
