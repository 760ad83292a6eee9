"""Sends a request and reads the answer whole: through a transport of our own, or through the caller's httpx2 client.

A client talks to one server only, so a bare transport does all that httpx2.Client would, at a third of its cost, and without
its log lines, which show the query. The caller's own client keeps its hooks, its proxies and its logging.
"""

from __future__ import annotations

import urllib.request
from functools import partial
from typing import TYPE_CHECKING

import httpx2

from .errors import ClientClosedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CLOSED_MESSAGE = "This client is closed. Make a new one."


def environment_proxy(url: httpx2.URL) -> str | None:
    """Give the proxy that HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY name for this server, or None."""
    if urllib.request.proxy_bypass(url.host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def _send(transport: httpx2.BaseTransport, request: httpx2.Request) -> httpx2.Response:
    response = transport.handle_request(request)
    response.request = request
    response.read()
    return response


class Transport:
    """The blocking way to the server. It closes the transport that it has, but never the caller's ``http_client``."""

    def __init__(
        self, url: httpx2.URL, *, transport: httpx2.BaseTransport | None, http_client: httpx2.Client | None
    ) -> None:
        self._closed = False
        self._close: Callable[[], None] | None = None
        self._send: Callable[[httpx2.Request], httpx2.Response]
        if http_client is not None:
            self._send = partial(http_client.send, auth=None, follow_redirects=False)
            return
        transport = transport or httpx2.HTTPTransport(proxy=environment_proxy(url))
        self._send = partial(_send, transport)
        self._close = transport.close

    def send(self, request: httpx2.Request) -> httpx2.Response | httpx2.HTTPError:
        """Give the answer, read whole, or why none arrived. Redirects are not followed. Raises ClientClosedError."""
        if self._closed:
            raise ClientClosedError(CLOSED_MESSAGE)
        try:
            return self._send(request)
        except httpx2.HTTPError as error:
            return error

    def close(self) -> None:
        """Give the connections back."""
        self._closed = True
        if self._close is not None:
            self._close()


async def _send_async(transport: httpx2.AsyncBaseTransport, request: httpx2.Request) -> httpx2.Response:
    response = await transport.handle_async_request(request)
    response.request = request
    await response.aread()
    return response


class AsyncTransport:
    """The asynchronous twin of Transport."""

    def __init__(
        self, url: httpx2.URL, *, transport: httpx2.AsyncBaseTransport | None, http_client: httpx2.AsyncClient | None
    ) -> None:
        self._closed = False
        self._close: Callable[[], Awaitable[None]] | None = None
        self._send: Callable[[httpx2.Request], Awaitable[httpx2.Response]]
        if http_client is not None:
            self._send = partial(http_client.send, auth=None, follow_redirects=False)
            return
        transport = transport or httpx2.AsyncHTTPTransport(proxy=environment_proxy(url))
        self._send = partial(_send_async, transport)
        self._close = transport.aclose

    async def send(self, request: httpx2.Request) -> httpx2.Response | httpx2.HTTPError:
        """Give the answer, read whole, or why none arrived. Redirects are not followed. Raises ClientClosedError."""
        if self._closed:
            raise ClientClosedError(CLOSED_MESSAGE)
        try:
            return await self._send(request)
        except httpx2.HTTPError as error:
            return error

    async def aclose(self) -> None:
        """Give the connections back."""
        self._closed = True
        if self._close is not None:
            await self._close()
