"""Send a request and read the whole response, through the SDK's own transport or the caller's httpx2 client.

The SDK uses a bare httpx2 transport by default. It costs a third of the time of ``httpx2.Client`` and logs nothing;
the log lines of ``httpx2.Client`` show the query. A client that the caller passes keeps its hooks, proxies and logging.
"""

from __future__ import annotations

import urllib.request
from functools import partial
from typing import TYPE_CHECKING

import httpx2

from .errors import ClientClosedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CLOSED_MESSAGE = "This client is closed. Create a new one."


def environment_proxy(url: httpx2.URL) -> str | None:
    """Return the proxy for this server from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, or None."""
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
    """The transport of a blocking client. ``close`` closes its own connections, never the caller's ``http_client``."""

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
        """Return the response, completely read, or the error that prevented it. Follow no redirects.

        Raise ClientClosedError after ``close``.
        """
        if self._closed:
            raise ClientClosedError(CLOSED_MESSAGE)
        try:
            return self._send(request)
        except httpx2.HTTPError as error:
            return error

    def close(self) -> None:
        """Close the connections."""
        self._closed = True
        if self._close is not None:
            self._close()


async def _send_async(transport: httpx2.AsyncBaseTransport, request: httpx2.Request) -> httpx2.Response:
    response = await transport.handle_async_request(request)
    response.request = request
    await response.aread()
    return response


class AsyncTransport:
    """The transport of an asynchronous client; see Transport."""

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
        """Return the response, completely read, or the error that prevented it. Follow no redirects.

        Raise ClientClosedError after ``close``.
        """
        if self._closed:
            raise ClientClosedError(CLOSED_MESSAGE)
        try:
            return await self._send(request)
        except httpx2.HTTPError as error:
            return error

    async def aclose(self) -> None:
        """Close the connections."""
        self._closed = True
        if self._close is not None:
            await self._close()
