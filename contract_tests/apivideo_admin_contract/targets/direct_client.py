"""A client for a server in this process, without what only matters on a network."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import httpx2


class DirectClient(httpx2.Client):
    """A client that calls its transport directly.

    It has no authentication, redirects or measured time, which a check of a mock in this process never uses, and which take as long as the
    response of the mock.
    """

    def __init__(self, transport: httpx2.BaseTransport, base_url: str) -> None:
        super().__init__(transport=transport, base_url=base_url)
        self._direct, self._base = transport, base_url

    def build_request(self, method: str, url: httpx2.URL | str, **options: Any) -> httpx2.Request:
        """Return a request. The same targets return in each session, so that their URLs are kept."""
        return super().build_request(method, _absolute(self._base, url) if isinstance(url, str) else url, **options)

    def send(self, request: httpx2.Request, **_: Any) -> httpx2.Response:
        """Send a request, and read the response."""
        response = self._direct.handle_request(request)
        response.request = request
        response.read()
        if "set-cookie" in response.headers:
            self.cookies.extract_cookies(response)
        return response


@lru_cache(maxsize=8192)
def _absolute(base: str, target: str) -> httpx2.URL:
    """Return the URL of a target, as a client of httpx2 merges it with its base URL."""
    url, relative = httpx2.URL(base), httpx2.URL(target)
    if not relative.is_relative_url:
        return relative
    return url.copy_with(raw_path=url.raw_path.rstrip(b"/") + b"/" + relative.raw_path.lstrip(b"/"))
