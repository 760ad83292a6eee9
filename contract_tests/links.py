"""What the links of a page must be (facts document, Pages)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from contract_tests.target import wire


def check_links(
    links: list[Mapping[str, str]], path: str, query: Mapping[str, Any], number: int, size: int, *, more: bool
) -> None:
    """Check ``previous``, ``self`` and ``next``: which there are, in which order, and each one's reference.

    A reference is relative to the server, keeps the filters and the sort of ``query``, states ``page_size``, and ends with
    ``page``.
    """
    expected = ([("previous", number - 1)] if number > 1 else []) + [("self", number)]
    expected += [("next", number + 1)] if more else []
    assert [link["rel"] for link in links] == [rel for rel, _ in expected]
    kept = {name: wire(value) for name, value in query.items() if name != "page"} | {"page_size": str(size)}
    for link, (_, page) in zip(links, expected, strict=True):
        reference = urlsplit(link["href"])
        assert (reference.scheme, reference.netloc, reference.fragment) == ("", "", "")
        assert reference.path == path
        pairs = parse_qsl(reference.query, keep_blank_values=True)
        assert pairs[-1] == ("page", str(page))
        assert sorted(pairs[:-1]) == sorted(kept.items())
