"""Send a request and read the whole response: on connections of the client's own, or through the caller's transport or httpx2 client.

The SDK uses bare httpx2 transports by default. They cost a third of the time of ``httpx2.Client`` and log nothing;
the log lines of ``httpx2.Client`` show the query. A client that the caller passes keeps its hooks, proxies and logging.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import httpx2

from . import body, fork
from .connections import AsyncConnection, AsyncConnections, Connection, Connections, make_ssl_context
from .deadline import EXTENSION, MESSAGE, DeadlineExceededError
from .errors import ClientClosedError, ConfigurationError
from .proxy import describe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CLOSED_MESSAGE = "This client is closed. Create a new one."
_IN_PROCESS = (httpx2.MockTransport, httpx2.WSGITransport, httpx2.ASGITransport)
"""Transports without connections, which a forked process can use too."""


class _Caller:
    """What the caller passed to send with: its process, and whether it may have opened connections there."""

    def __init__(self, name: str, *, has_connections: bool) -> None:
        self._name = name
        self._has_connections = has_connections
        self._used = False
        self._inherited = False
        fork.register(self)

    def reset_after_fork(self) -> None:
        """Remember that this process inherited the connections of another one."""
        self._inherited = self._used and self._has_connections

    def check(self) -> None:
        """Raise ConfigurationError in a process that was forked after connections were opened."""
        if self._inherited:
            raise ConfigurationError(
                f"{self._name} was used before this process was forked, and a connection that two processes use returns "
                f"responses to the wrong one. Create {self._name} and the client in the child process."
            )
        self._used = True


def _send(transport: httpx2.BaseTransport, request: httpx2.Request) -> httpx2.Response:
    return body.read(transport.handle_request(request), request)


def _send_with(
    http_client: httpx2.Client, send: Callable[[httpx2.Request], httpx2.Response], request: httpx2.Request
) -> httpx2.Response:
    if http_client.is_closed:
        raise ClientClosedError("The http_client of this client is closed. Create a new one, and a new client.")
    return body.read(send(request), request)


class Transport:
    """The transport of a blocking client. ``close`` closes its own connections, never the caller's ``http_client``."""

    def __init__(
        self,
        url: httpx2.URL,
        *,
        proxy: httpx2.Proxy | None,
        transport: httpx2.BaseTransport | None,
        http_client: httpx2.Client | None,
    ) -> None:
        self._closed = False
        self._close: Callable[[], None] | None = None
        self._send: Callable[[httpx2.Request], httpx2.Response]
        self._caller: _Caller | None = None
        self.proxy = None if proxy is None else describe(proxy)
        if http_client is not None:
            send = partial(http_client.send, stream=True, auth=None, follow_redirects=False)
            self._send = partial(_send_with, http_client, send)
            self._caller = _Caller("http_client", has_connections=True)
        elif transport is not None:
            self._send = partial(_send, transport)
            self._close = transport.close
            self._caller = _Caller("transport", has_connections=not isinstance(transport, _IN_PROCESS))
        else:
            context = make_ssl_context(url, proxy)
            connections = Connections(partial(Connection, context, proxy))
            self._send = connections.send
            self._close = connections.close

    def send(self, request: httpx2.Request) -> httpx2.Response | httpx2.HTTPError:
        """Return the response, completely read, or the error that prevented it. Follow no redirects.

        Raise ClientClosedError after ``close``.
        """
        if self._closed:
            raise ClientClosedError(CLOSED_MESSAGE)
        if self._caller is not None:
            self._caller.check()
        try:
            response = self._send(request)
        except httpx2.HTTPError as error:
            return error
        response.request = request
        return response

    def close(self) -> None:
        """Close the connections."""
        self._closed = True
        if self._close is not None:
            self._close()


async def _send_async(transport: httpx2.AsyncBaseTransport, request: httpx2.Request) -> httpx2.Response:
    return await body.aread(await transport.handle_async_request(request), request)


async def _send_with_async(
    http_client: httpx2.AsyncClient,
    send: Callable[[httpx2.Request], Awaitable[httpx2.Response]],
    request: httpx2.Request,
) -> httpx2.Response:
    if http_client.is_closed:
        raise ClientClosedError("The http_client of this client is closed. Create a new one, and a new client.")
    return await body.aread(await send(request), request)


class AsyncTransport:
    """The transport of an asynchronous client; see Transport."""

    def __init__(
        self,
        url: httpx2.URL,
        *,
        proxy: httpx2.Proxy | None,
        transport: httpx2.AsyncBaseTransport | None,
        http_client: httpx2.AsyncClient | None,
    ) -> None:
        self._closed = False
        self._close: Callable[[], Awaitable[None]] | None = None
        self._send: Callable[[httpx2.Request], Awaitable[httpx2.Response]]
        self._caller: _Caller | None = None
        self.proxy = None if proxy is None else describe(proxy)
        if http_client is not None:
            send = partial(http_client.send, stream=True, auth=None, follow_redirects=False)
            self._send = partial(_send_with_async, http_client, send)
            self._caller = _Caller("http_client", has_connections=True)
        elif transport is not None:
            self._send = partial(_send_async, transport)
            self._close = transport.aclose
            self._caller = _Caller("transport", has_connections=not isinstance(transport, _IN_PROCESS))
        else:
            context = make_ssl_context(url, proxy)
            connections = AsyncConnections(partial(AsyncConnection, context, proxy))
            self._send = connections.send
            self._close = connections.aclose

    async def send(self, request: httpx2.Request) -> httpx2.Response | httpx2.HTTPError:
        """Return the response, completely read, or the error that prevented it. Follow no redirects.

        Raise ClientClosedError after ``close``.
        """
        if self._closed:
            raise ClientClosedError(CLOSED_MESSAGE)
        if self._caller is not None:
            self._caller.check()
        import asyncio  # imported late: a blocking program does not need it

        limit = asyncio.timeout(request.extensions.get(EXTENSION))
        try:
            async with limit:
                response = await self._send(request)
        except httpx2.HTTPError as error:
            return error
        except TimeoutError:
            if limit.expired():
                return DeadlineExceededError(MESSAGE)
            raise
        response.request = request
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        self._closed = True
        if self._close is not None:
            await self._close()
