"""Where a page's ``next`` link leads, and whether it may be followed."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import urljoin

import httpx2

from .errors import PagingError, without_query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .settings import Settings

_RECENT_PAGES = 64

ItemT_co = TypeVar("ItemT_co", covariant=True)


class Link(Protocol):
    """A link of a page: ``href`` is a URI reference, ``rel`` what it leads to."""

    @property
    def rel(self) -> str: ...
    @property
    def href(self) -> str: ...


class Page(Protocol[ItemT_co]):
    """What every page has."""

    @property
    def items(self) -> Sequence[ItemT_co]: ...
    @property
    def links(self) -> Sequence[Link]: ...


class CycleGuard:
    """The way of one walk, to notice a server that leads in a circle, in a memory that does not grow with the walk.

    A circle of up to ``_RECENT_PAGES`` pages is noticed before a page is read twice. For a longer one a page is marked, a new one each
    time that the walk has doubled, and met again (Brent's algorithm).
    """

    __slots__ = ("_checkpoint", "_recent", "_settings", "_steps")

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._recent: deque[str] = deque(maxlen=_RECENT_PAGES)
        self._checkpoint = ""
        self._steps = 0

    def next_url(self, page: Page[object], url: str) -> str | None:
        """Give the URL of the page after the one that was read from ``url``, or None if that was the last.

        Raises PagingError if the link leads to another server, or to a page that this walk has read.
        """
        self._steps += 1
        if self._steps.bit_count() == 1:
            self._checkpoint = url
        self._recent.append(url)
        href = next((link.href for link in page.links if link.rel == "next"), None)
        if href is None:
            return None
        following = resolve(href, url, self._settings)
        if following == self._checkpoint or following in self._recent:
            raise PagingError(
                f"The pages go in a circle: {without_query(httpx2.URL(url))} leads back to a page already read."
            )
        return following


def resolve(href: str, url: str, settings: Settings) -> str:
    """Give the absolute URL of a link on the page at ``url``.

    A path is relative to the server, that is to the base URL with any path prefix of it (facts document, "Pages"). Anything
    else resolves as RFC 3986 says. Raises PagingError for another origin: the credentials go to no other server.
    """
    try:
        target = httpx2.URL(_absolute(href, url, settings))
    except (httpx2.InvalidURL, ValueError) as error:
        raise PagingError(f"The link to the next page is not a URL: {error}") from error
    if _origin(target) != _origin(settings.origin) or target.userinfo:
        raise PagingError(
            f"The link to the next page leads to another server ({target.scheme}://{target.host}), not to "
            f"{settings.base_url}. It was not followed. If a proxy stands between, set base_url to what the server calls itself."
        )
    return str(target)


def _absolute(href: str, url: str, settings: Settings) -> str:
    if not href.startswith("/") or href.startswith("//"):
        return urljoin(url, href)
    prefix = settings.origin.path.rstrip("/")
    inside = href.startswith((f"{prefix}/", f"{prefix}?"))
    return settings.base_url.removesuffix(prefix) + href if inside else settings.base_url + href


def _origin(url: httpx2.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port
