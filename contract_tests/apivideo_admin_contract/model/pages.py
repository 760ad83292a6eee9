"""What a list, its pages and their links must contain (openapi/README.md, Pages)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from apivideo_admin_contract.document.document import Ids, Operation, Row
from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.model.expected_item import timestamp
from apivideo_admin_contract.model.filters import passes
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.values.query import decode_query, encode_query


def select(operation: Operation, rows: list[Row], query: Mapping[str, Any]) -> list[Row]:
    """Return the rows that match the filters of a query, in the order that it asks for."""
    for parameter in operation.filters:
        if parameter.name in query:
            rows = [row for row in rows if passes(parameter, row, query[parameter.name])]
    if "sort_by" in query:
        # `sorted` keeps the order of equal rows in both directions, as the API does.
        name, items = query["sort_by"], (operation.response or {})["properties"]["items"]["items"]
        schema = items["properties"][name]
        rows = sorted(rows, key=lambda row: _rank(row.get(name), schema), reverse=query.get("sort_order") == "desc")
    return rows


def page_of(operation: Operation, rows: list[Row], query: Mapping[str, Any]) -> tuple[list[Row], int, int]:
    """Return the rows of the requested page, its number and its size."""
    defaults = {one.name: one.schema.get("default") for one in operation.query}
    number, size = (query.get(name, defaults[name]) for name in ("page", "page_size"))
    return rows[(number - 1) * size : number * size], number, size


def check_page_content(
    operation: Operation, ids: Ids, query: Mapping[str, Any], page: Mapping[str, Any], rows: list[Row]
) -> None:
    """Check the items, ``pagination`` and ``links`` of a page. ``rows`` are the items of all pages. Raises Violation."""
    items, number, size = page_of(operation, rows, query)
    where = f"of {operation.id} with {expect.shown(query)}"
    expect.equal(page["items"], items, f"the items {where}")
    pagination = {"page": number, "page_size": size, "item_count": len(items)}
    expect.equal(page["pagination"], pagination, f"`pagination` {where}")
    check_links(page["links"], operation, ids, query, number, size, more=len(rows) > number * size)


def check_links(
    links: list[Mapping[str, str]],
    operation: Operation,
    ids: Ids,
    query: Mapping[str, Any],
    number: int,
    size: int,
    *,
    more: bool,
) -> None:
    """Check which links a page has, their order, and the reference of each. ``more`` is whether a page follows.

    A reference is relative to the server, keeps the filters and the sort of ``query``, contains ``page_size``, and ends with
    ``page``. Raises Violation.
    """
    expected = ([("previous", number - 1)] if number > 1 else []) + [("self", number)]
    expected += [("next", number + 1)] if more else []
    try:
        expect.equal([link["rel"] for link in links], [rel for rel, _ in expected], f"the links of page {number}")
        for link, (rel, page) in zip(links, expected, strict=True):
            kept = {name: value for name, value in query.items() if name != "page"} | {"page_size": size}
            _check_reference(link["href"], operation, ids, {**kept, "page": page}, f"the link `{rel}` of page {number}")
    except Violation as violation:
        raise Violation(violation.message, resource_rules.PAGE_LINKS, violation.difference) from None


def _check_reference(href: str, operation: Operation, ids: Ids, query: Mapping[str, Any], what: str) -> None:
    reference = urlsplit(href)
    is_relative = (reference.scheme, reference.netloc, reference.fragment) == ("", "", "")
    expect.holds(is_relative, f"{what}: expected a reference relative to the server, got {href}")
    expect.equal(reference.path, operation.path_for(ids), f"the path of {what}")
    expected, pairs = (decode_query(operation, one) for one in (encode_query(operation, query), reference.query))
    page = query["page"]
    expect.holds(pairs[-1:] == expected[-1:], f"{what}: expected a query that ends with page={page}, got {href}")
    # The values of a list keep their order.
    expect.equal(_sorted(pairs[:-1]), _sorted(expected[:-1]), f"the query of {what}, {href}")


def _sorted(pairs: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, tuple[str, ...]]]:
    return sorted(pairs, key=lambda pair: pair[0])


def _rank(value: Any, schema: Schema) -> tuple[bool, Any]:
    if value is None:
        return (False, "")
    # Date-times are sorted by time, whatever the offset of each.
    return (True, timestamp(value) if schema.get("format") == "date-time" else value)
