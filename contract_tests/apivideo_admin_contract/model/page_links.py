"""What the links of a page must be (facts document, Pages)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from apivideo_admin_contract.rules import expect, resource_rules
from apivideo_admin_contract.rules.verdict import Broken
from apivideo_admin_contract.values.samples import query_text


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
    except Broken as broken:
        raise Broken(broken.message, resource_rules.PAGE_LINKS, broken.difference) from None


def _check_reference(href: str, path: str, query: Mapping[str, Any], page: int, size: int, what: str) -> None:
    kept = {name: query_text(value) for name, value in query.items() if name != "page"} | {"page_size": str(size)}
    reference = urlsplit(href)
    relative = (reference.scheme, reference.netloc, reference.fragment) == ("", "", "")
    expect.holds(relative, f"{what} is not relative to the server: {href}")
    expect.equal(reference.path, path, f"the path of {what}")
    pairs = parse_qsl(reference.query, keep_blank_values=True)
    expect.holds(pairs and pairs[-1] == ("page", str(page)), f"{what} must end with page={page}: {href}")
    expect.equal(sorted(pairs[:-1]), sorted(kept.items()), f"the query of {what}, {href}")
