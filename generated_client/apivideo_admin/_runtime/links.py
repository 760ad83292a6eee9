"""Resolve the ``next`` link of a page and check that it may be followed."""

from __future__ import annotations

from collections import deque
from copy import copy
from typing import TYPE_CHECKING, Protocol, Self, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx2

from .errors import PagingError, without_query
from .hidden import HiddenAddress
from .redact import SECRET_VALUES, printable, redact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .settings import Settings

_RECENT_PAGES = 64

ItemT_co = TypeVar("ItemT_co", covariant=True)


class Link(Protocol):
    """A link of a page: ``href`` is a URI reference, ``rel`` its relation to the page."""

    @property
    def rel(self) -> str: ...
    @property
    def href(self) -> str: ...


class PageModel(Protocol[ItemT_co]):
    """The attributes that every page has."""

    @property
    def items(self) -> Sequence[ItemT_co]: ...
    @property
    def links(self) -> Sequence[Link]: ...


class CycleGuard:
    """Detects a cycle in the ``next`` links of one iteration, in constant memory.

    A cycle of up to ``_RECENT_PAGES`` pages is detected before any page is requested twice. A longer one is detected by
    Brent's algorithm: a checkpoint page, replaced whenever the number of pages reaches a power of two, occurs again.
    """

    __slots__ = ("_checkpoint", "_recent", "_settings", "_steps")

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._recent: deque[str] = deque(maxlen=_RECENT_PAGES)
        self._checkpoint = ""
        self._steps = 0

    def copy(self) -> Self:
        """Return a guard of another iteration that read the same pages."""
        other = copy(self)
        other._recent = self._recent.copy()  # noqa: SLF001 (a copy of this object)
        return other

    def next_url(self, page: PageModel[object], url: str) -> str | None:
        """Return the URL of the page after the one at ``url``, or None if that was the last.

        Raise PagingError if the link points to another server or to a page that this iteration has read.
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
                _shown(
                    f"The pages form a cycle: the next link of {without_query(httpx2.URL(url))} points to a page already read.",
                    url,
                    self._settings,
                )
            )
        return following


def resolve(href: str, url: str, settings: Settings) -> str:
    """Return the absolute URL of a link on the page at ``url``.

    A path is relative to the base URL, including its path prefix (openapi/README.md, Pages). Any other reference is resolved
    according to RFC 3986. Raise PagingError for another origin, because it would receive the credentials.
    """
    target = _parse(href, url, settings)
    if isinstance(target, str):
        raise PagingError(_shown(f"The next link is not a URL: {target}", url, settings))
    if _origin(target) != _origin(settings.origin) or target.userinfo:
        raise PagingError(
            _shown(
                f"The next link points to another server ({target.scheme}://{target.host}) than {settings.base_url} "
                "and was not followed. Behind a proxy, set base_url to the URL that the server uses in its links.",
                url,
                settings,
            )
        )
    return str(target)


def _parse(href: str, url: str, settings: Settings) -> httpx2.URL | str:
    """Return the URL of a link, or the reason why it is not one: an exception would keep the text of the server."""
    try:
        return httpx2.URL(_absolute(href, url, settings))
    except (httpx2.InvalidURL, ValueError) as error:
        return str(error)


def _shown(message: str, url: str, settings: Settings) -> str:
    """Return a message without the key and the secrets of the query, which a link can repeat."""
    request = httpx2.Request("GET", url, headers=settings.headers)
    if isinstance(url, HiddenAddress):
        request.extensions[SECRET_VALUES] = url.secrets
    return printable(redact(message, request))


def _absolute(href: str, url: str, settings: Settings) -> str:
    if not href.startswith("/") or href.startswith("//"):
        return urljoin(url, href)
    prefix = settings.origin.path.rstrip("/")
    path = urlsplit(href).path
    present = urlsplit(url).path
    if path == present.removeprefix(prefix):  # the same list, also where the prefix looks like a part of it
        return settings.base_url + href
    inside = path == prefix or path.startswith(f"{prefix}/")
    return settings.base_url.removesuffix(prefix) + href if inside else settings.base_url + href


def _origin(url: httpx2.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port
