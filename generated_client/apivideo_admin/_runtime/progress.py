"""Detect an iteration that makes no progress, although each page has a ``next`` link that was not followed before.

A server that ignores the number of the page returns the same page for ever; another one returns empty pages.
"""

from __future__ import annotations

from collections import deque
from copy import copy
from typing import TYPE_CHECKING, Self

import msgspec

from .errors import PagingError

if TYPE_CHECKING:
    from .links import PageModel

MAX_PAGES = 10
"""Pages in a row without a new item after which an iteration ends.

One page can repeat another or be empty while items are created or deleted: they shift by up to the size of a page.
"""

_RECENT_PAGES = 64


class ProgressGuard:
    """Looks at each page of one iteration, in constant memory."""

    __slots__ = ("_previous", "_recent", "_without_progress")

    def __init__(self) -> None:
        self._previous: PageModel[object] | None = None
        self._recent: deque[bytes] | None = None  # most lists have one page
        self._without_progress = 0

    def copy(self) -> Self:
        """Return a guard of another iteration that read the same pages."""
        other = copy(self)
        other._recent = None if self._recent is None else self._recent.copy()  # noqa: SLF001 (a copy of this object)
        return other

    def check(self, page: PageModel[object]) -> None:
        """Raise PagingError if a page shows that the iteration will not end. Its last page always passes."""
        if all(link.rel != "next" for link in page.links):
            return
        previous, self._previous = self._previous, page
        if previous is not None and page.items and _is_same(page, previous):
            raise PagingError(
                "The server returned the same page twice, with another next link: it ignores the number of the page."
            )
        ends = msgspec.json.encode([*page.items[:1], *page.items[-1:]])
        if self._recent is None:
            self._recent = deque(maxlen=_RECENT_PAGES)
        is_new = bool(page.items) and ends not in self._recent
        self._recent.append(ends)
        self._without_progress = 0 if is_new else self._without_progress + 1
        if self._without_progress >= MAX_PAGES:
            raise PagingError(f"{MAX_PAGES} pages in a row have no new item, and the last one still has a next link.")


def _is_same(page: PageModel[object], other: PageModel[object]) -> bool:
    """Return whether two pages have the same items and the same position; False if they state no position."""
    position = getattr(page, "pagination", None)
    return position is not None and position == getattr(other, "pagination", None) and page.items == other.items
