"""The pages of the site in reading order, and what follows from it: contents, breadcrumbs, previous and next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.site import addresses

_MAX_OPEN = 40
"""With more operations than this, the contents list only those of the current resource."""
_MAX_BELOW = 12
"""With more pages than this below a page that is not a resource, the contents list none of them: it lists them itself."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its file name, template and title. ``parent`` is the page above it, ``method`` the HTTP method of an operation.

    ``section`` is its heading in the contents, and ``label`` a shorter title there, if it has one. ``values`` are what its template needs
    beside the reference.
    """

    name: str
    template: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    section: str = ""
    parent: str = addresses.INDEX
    method: str = ""
    deprecated: bool = False
    label: str = ""


class Navigation:
    """The pages in reading order. The first one is the root of all breadcrumbs."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = tuple(pages)
        self._places = {page.name: place for place, page in enumerate(self._pages)}
        self._children: dict[str, list[Page]] = {}
        for page in self._pages[1:]:
            self._children.setdefault(page.parent, []).append(page)
        self._is_short = sum(bool(page.method) for page in self._pages) <= _MAX_OPEN

    def sections(self) -> dict[str, list[Page]]:
        """Return the pages at the top of the contents by their headings. The first page is there too."""
        found: dict[str, list[Page]] = {}
        for page in (self._pages[0], *self._children.get(self._pages[0].name, ())):
            found.setdefault(page.section, []).append(page)
        return found

    def is_open(self, section: str, current: str) -> bool:
        """Return whether the contents list the pages of a section: of the one that is shown, and on the first page of all."""
        page = self._pages[self._places[current]]
        return page is self._pages[0] or section in {"", page.section}

    def below(self, page: Page, current: str) -> list[Page]:
        """Return the pages to list below a page of the contents while ``current`` is shown."""
        children = self._children.get(page.name, []) if page.parent != page.name else []
        are_operations = any(child.method for child in children)
        is_listed = are_operations and self._is_short
        is_above = page.name in {one.name for one in self.trail(current)}
        return children if is_listed or (is_above and (are_operations or len(children) <= _MAX_BELOW)) else []

    def trail(self, current: str) -> list[Page]:
        """Return the pages from the first one to ``current``."""
        page = self._pages[self._places[current]]
        found = [page]
        while page is not self._pages[0]:
            page = self._pages[self._places[page.parent]]
            found.insert(0, page)
        return found

    def before(self, current: str) -> Page | None:
        """Return the page before ``current`` in reading order, or None."""
        place = self._places[current]
        return self._pages[place - 1] if place else None

    def after(self, current: str) -> Page | None:
        """Return the page after ``current`` in reading order, or None."""
        return next(iter(self._pages[self._places[current] + 1 :]), None)
