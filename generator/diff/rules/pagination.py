"""Rules for paging. The limits and defaults of the paging parameters are those of any parameter."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.pair import Finding, Pair


def paging_added(pair: Pair) -> Iterator[Finding]:
    """Clients break because they take the first page for everything."""
    if pair.added:
        yield pair.finding("major", f"`{pair.label}` answers page by page now.")


def paging_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because they ask for pages, and the SDK's method gives no list that walks them any more."""
    if pair.removed:
        yield pair.finding("major", f"`{pair.label}` no longer answers page by page.")
