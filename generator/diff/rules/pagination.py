"""Rules for paging. Limits and defaults of the paging parameters are covered by the rules of parameters."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.pair import Finding, Pair


def paging_added(pair: Pair) -> Iterator[Finding]:
    """Clients break because they read the first page as the whole list."""
    if pair.added:
        yield pair.finding("major", f"`{pair.label}` is now paged.")


def paging_removed(pair: Pair) -> Iterator[Finding]:
    """Clients break because they request pages, and the SDK's method no longer returns a pager."""
    if pair.removed:
        yield pair.finding("major", f"`{pair.label}` is no longer paged.")
