"""The position of an iteration over the pages of a list, and the checks that it ends."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, Self

from .hidden import HiddenAddress
from .links import CycleGuard, PageModel
from .progress import ProgressGuard

if TYPE_CHECKING:
    from .options import CallOptions
    from .settings import Settings


class PageCursor:
    """The position of an iteration: ``url`` is the next page to read, None at the end."""

    def __init__(self, settings: Settings, url: str, limit: int | None) -> None:
        self.url: str | None = None if limit == 0 else url
        self._cycle_guard = CycleGuard(settings)
        self._progress_guard = ProgressGuard()
        self._remaining = limit

    def copy(self) -> Self:
        """Return a cursor at the same position that moves by itself."""
        other = copy(self)
        other._cycle_guard = self._cycle_guard.copy()  # noqa: SLF001 (a copy of this object)
        other._progress_guard = self._progress_guard.copy()  # noqa: SLF001 (as above)
        return other

    def check(self, page: PageModel[Any]) -> None:
        """Raise PagingError if a page that was read shows that the iteration will not end."""
        self._progress_guard.check(page)

    def is_last(self, page: PageModel[Any]) -> bool:
        """Return whether a page that was read has no next link, or completes the limit."""
        is_complete = self._remaining is not None and self._remaining <= len(page.items)
        return is_complete or all(link.rel != "next" for link in page.links)

    def advance(self, page: PageModel[Any]) -> None:
        """Move past a page that was read. Raise PagingError if its ``next`` link cannot be followed."""
        if self._remaining is not None:
            self._remaining -= len(page.items)
        if self.url is not None:
            is_complete = self._remaining is not None and self._remaining <= 0
            following = None if is_complete else self._cycle_guard.next_url(page, self.url)
            if following is not None and isinstance(self.url, HiddenAddress):  # the link repeats the query
                following = HiddenAddress(following, self.url.secrets)
            self.url = following


def check_limit(limit: int | None) -> int | None:
    """Return the limit unchanged. Raise ValueError if it is negative."""
    if limit is not None and limit < 0:
        raise ValueError(f"limit is {limit}; pass 0 or more, or None for all items.")
    return limit


def sized(
    query: Mapping[str, object] | None, limit: int | None, largest: int | None, options: CallOptions
) -> Mapping[str, object] | None:
    """Return the query of a list with the size of its pages, so that no more items are requested than the limit.

    Nothing changes if the caller chose a size or a page: the number of a page depends on the size of all pages.
    """
    names = ("page", "page_size")
    chosen = any((query or {}).get(name) is not None or name in (options.extra_query or ()) for name in names)
    if not limit or largest is None or chosen:
        return query
    return {**(query or {}), "page_size": min(limit, largest)}
