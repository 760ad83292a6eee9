"""Rules for `x-filter`: a list and its count have the same filters, each by a property of the items."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.filters import MATCHES, PLAIN, TIMES, Filter, Values, filter_of, types_of, values_at
from generator.document.operations import (
    PAGING,
    SORTING,
    Operation,
    Parameter,
    item_schema,
    operations,
    query_parameters,
)

_COUNT = "/count"
_COMPARISONS = frozenset({"gt", "gte", "lt", "lte"})
_OBJECT = "`x-filter: {match: equals, property: ...}`"


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


def counts_have_a_list(document: Document) -> Iterator[Diagnostic]:
    """Require a list for each count. A list can do without a count."""
    for listing, count in _pairs(document):
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
            for member in ("x-filter", "explode"):
                if here[name].node.value.get(member) != there[name].node.value.get(member):
                    message = f"`{name}` has another `{member}` than in the list."
                    yield document.diagnostic(there[name].used, message, f"Use the same `{member}`.")


def query_parameters_have_a_meaning(document: Document) -> Iterator[Diagnostic]:
    """Require `x-filter` on filters and `x-effect` on what neither filters nor sorts: the mock must know what each one does."""
    for operation in operations(document):
        if operation.action == "report":
            continue
        filters = operation.action in {"list", "count"}
        for name, item in _filters(document, operation).items():
            if "x-filter" in item.node.value:
                continue
            meaning = f"`x-filter:` with one of {', '.join(MATCHES)}, or " if filters else ""
            message = f"the mock does not know what the query parameter `{name}` does."
            yield document.diagnostic(
                item.node, message, f"Add {meaning}`x-effect: none` if the mock returns the same without it."
            )


def a_parameter_has_one_meaning(document: Document) -> Iterator[Diagnostic]:
    """Forbid `x-effect` on parameters that filter, page, sort or select days."""
    for operation in operations(document):
        for name, item in query_parameters(document, operation).items():
            others = {"x-filter", "x-days"} & item.node.value.keys() or name in {*PAGING, *SORTING}
            if "x-effect" in item.node.value and others:
                message = f"`{name}` has an effect: it filters, pages, sorts or selects days."
                yield document.diagnostic(item.node.at("x-effect"), message, "Remove `x-effect`.")


def only_lists_counts_and_reports_filter(document: Document) -> Iterator[Diagnostic]:
    """Forbid `x-filter` outside of the filters of lists, counts and reports."""
    for operation in operations(document):
        filters = _filters(document, operation) if operation.action in {"list", "count", "report"} else {}
        listed = operation.node.get("parameters")
        for used in listed.elements() if listed else ():
            node = document.resolve(used)
            if "x-filter" in node.value and node.value["name"] not in filters:
                message = f"`x-filter` is not allowed on `{node.value['name']}` here."
                fix = "Use `x-filter` in the query of lists, counts and reports only."
                yield document.diagnostic(used, message, fix)


def filters_are_by_properties(document: Document) -> Iterator[Diagnostic]:
    """Require a property for each filter: the one of its name, or the one that it names. The mock compares with it."""
    for listing, _ in _pairs(document):
        schema = item_schema(document, listing) if listing else None
        if not (listing and schema):
            continue
        for name, item in _filters(document, listing).items():
            found = filter_of(item)
            values = values_at(document, schema, found.path if found else name)
            if isinstance(values, list):
                message = f"`{found.path if found else name}` is not a property of the items."
                fix = f"Filter by one of: {', '.join(values)}." if values else "Filter by another property."
                yield document.diagnostic(item.used, message, f"{fix} A filter of another name has {_OBJECT}.")


def filters_have_the_type_of_their_property(document: Document) -> Iterator[Diagnostic]:
    """Require values of the filter that the property can have, and a comparison that is defined for them."""
    items = {one.path: item_schema(document, one) for one in operations(document) if one.action in {"list", "report"}}
    for operation in operations(document):
        schema = items.get(operation.path.removesuffix(_COUNT))
        for name, item in query_parameters(document, operation).items():
            found = filter_of(item)
            values = values_at(document, schema, found.path) if found and schema else []
            if found is not None and isinstance(values, Values):
                yield from _misfits(document, name, item, found, values)


def _misfits(document: Document, name: str, item: Parameter, found: Filter, values: Values) -> Iterator[Diagnostic]:
    sent = document.find(item.node, "schema")
    if sent is None:
        return
    if values.is_list != (found.match == "has"):
        is_list = "is a list" if values.is_list else "is not a list"
        message = f"`{found.match}` requires {MATCHES[found.match]}, but `{found.path}` {is_list}."
        other = "has" if values.is_list else "equals"
        yield document.diagnostic(found.node, message, f"Write `{found.form}: {other}`.")
        return
    if types_of(document, sent) == {"array"}:
        if not values.is_list:
            message = f"the filter `{name}` is a list, but `{found.path}` has one value."
            kind = min(types_of(document, values.schema), default="string")
            yield document.diagnostic(sent.at("type"), message, f"Write `type: {kind}`, and remove `items`.")
            return
        sent = document.find(sent, "items")
    if sent is None or sent.value.get("type") not in PLAIN:
        return  # another rule reports the type
    ours, theirs = types_of(document, sent), types_of(document, values.schema)
    formats = [one.value.get("format") for one in (sent, values.schema)]
    is_time = bool(TIMES & {*formats})
    if ours != theirs:
        message = f"the filter `{name}` has the type {_listed(ours)}, but the property {_listed(theirs)}."
        yield document.diagnostic(sent.at("type"), message, "Use the same type for both.")
    elif is_time and formats[0] != formats[1]:
        ours_and_theirs = [one or "none" for one in formats]
        message = f"the filter `{name}` has the format {ours_and_theirs[0]}, but the property {ours_and_theirs[1]}."
        yield document.diagnostic(sent.at("format"), message, "Use the same format for both.")
    elif found.match == "contains" and (ours != {"string"} or is_time):
        message = f"`contains` requires text, but `{name}` has the type {formats[1] if is_time else _listed(ours)}."
        yield document.diagnostic(found.node, message, f"Write `{found.form}: equals`.")
    elif found.match in _COMPARISONS and not ({"integer", "number"} & ours or is_time):
        message = f"`{found.match}` requires {MATCHES[found.match]}, but `{name}` has the type {_listed(ours)}."
        yield document.diagnostic(found.node, message, f"Write `{found.form}: equals`.")


def _listed(types: set[str]) -> str:
    return ", ".join(sorted(types)) or "any"


RULES = (
    counts_have_a_list,
    counts_filter_as_their_lists,
    query_parameters_have_a_meaning,
    a_parameter_has_one_meaning,
    only_lists_counts_and_reports_filter,
    filters_are_by_properties,
    filters_have_the_type_of_their_property,
)
