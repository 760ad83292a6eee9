"""What a list, its pages and their links must contain (openapi/README.md, Pages)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from apivideo_admin_contract.document.document import Operation, Row, Schema
from apivideo_admin_contract.model.expected_item import timestamp
from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.verdict import Violation
from apivideo_admin_contract.values.samples import query_text


def select(operation: Operation, rows: list[Row], query: Mapping[str, Any]) -> list[Row]:
    """Give the rows that pass the filters, in the order asked for."""
    for parameter in operation.filters:
        if parameter.name in query:
            wanted, name = query[parameter.name], parameter.name
            if parameter.match == "contains":
                rows = [row for row in rows if row.get(name) is not None and wanted in row[name]]
            else:
                rows = [row for row in rows if row.get(name) == wanted]
    if "sort_by" in query:
        # Python keeps the order of equal rows in both directions, which is the facts document's rule for ties.
        name, items = query["sort_by"], (operation.response or {})["properties"]["items"]["items"]
        schema = items["properties"][name]
        rows = sorted(rows, key=lambda row: _rank(row.get(name), schema), reverse=query.get("sort_order") == "desc")
    return rows


def page_of(operation: Operation, rows: list[Row], query: Mapping[str, Any]) -> tuple[list[Row], int, int]:
    """Give the rows of a page, the page's number and its size."""
    defaults = {one.name: one.schema.get("default") for one in operation.query}
    number, size = (query.get(name, defaults[name]) for name in ("page", "page_size"))
    return rows[(number - 1) * size : number * size], number, size


def _rank(value: Any, schema: Schema) -> tuple[bool, Any]:
    if value is None:
        return (False, "")
    # The order of moments is that of time, whatever offset each is written with.
    return (True, timestamp(value) if schema.get("format") == "date-time" else value)


def check_links(
    links: list[Mapping[str, str]], path: str, query: Mapping[str, Any], number: int, size: int, *, more: bool
) -> None:
    """Check ``previous``, ``self`` and ``next``: which there are, in which order, and each one's reference.

    A reference is relative to the server, keeps the filters and the sort of ``query``, states ``page_size``, and ends with
    ``page``. Raises Broken.
    """
    expected = ([("previous", number - 1)] if number > 1 else []) + [("self", number)]
    expected += [("next", number + 1)] if more else []
    try:
        expect.equal([link["rel"] for link in links], [rel for rel, _ in expected], f"the links of page {number}")
        for link, (rel, page) in zip(links, expected, strict=True):
            _check_reference(link["href"], path, query, page, size, f"the link `{rel}` of page {number}")
    except Violation as broken:
        raise Violation(broken.message, resource_rules.PAGE_LINKS, broken.difference) from None


def _check_reference(href: str, path: str, query: Mapping[str, Any], page: int, size: int, what: str) -> None:
    kept = {name: query_text(value) for name, value in query.items() if name != "page"} | {"page_size": str(size)}
    reference = urlsplit(href)
    relative = (reference.scheme, reference.netloc, reference.fragment) == ("", "", "")
    expect.holds(relative, f"{what} is not relative to the server: {href}")
    expect.equal(reference.path, path, f"the path of {what}")
    pairs = parse_qsl(reference.query, keep_blank_values=True)
    expect.holds(pairs and pairs[-1] == ("page", str(page)), f"{what} must end with page={page}: {href}")
    expect.equal(sorted(pairs[:-1]), sorted(kept.items()), f"the query of {what}, {href}")
