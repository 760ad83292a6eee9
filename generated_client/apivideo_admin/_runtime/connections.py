"""The client's own connections. Each call uses one alone, and only a connection that is in order is used again.

A shared pool of httpcore2 has one lock and one list for all calls. An interruption, a fork or a closed event loop leaves them in a
state in which other calls get no connection, or a response that belongs to another call. Here, a call takes a connection from the
idle ones in one atomic step, and puts it back only after a complete exchange. Whatever ends the call otherwise, its
connection is dropped. Idle connections belong to one process and, for asynchronous clients, to one event loop.
"""

from __future__ import annotations

import os
import ssl
from collections import deque
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import httpx2

from . import body, fork
from .clock import monotonic
from .deadline import EXTENSION, BoundedBackend, Deadline, DeadlineExceededError, NotConnectedError
from .errors import ConfigurationError
from .retry import was_sent

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

MAX_IDLE = 20
KEEPALIVE_SECONDS = 5.0
"""The time that an idle connection stays open. It is that of httpx2, which checks it again before each request."""


class Connection:
    """A transport that serves one call at a time, and so never has more than one connection."""

    def __init__(self, verify: ssl.SSLContext, proxy: httpx2.Proxy | None) -> None:
        self._transport = httpx2.HTTPTransport(verify=verify, proxy=proxy)
        self._deadline = Deadline()
        self.idle_since = 0.0
        # Private parts of httpx2 and httpcore2, held by test_connections. The lock is for threads that share a pool. An
        # exception that arrives while it is acquired would leave it locked, and the cleanup of httpcore2 would wait for ever.
        pool = self._transport._pool  # noqa: SLF001 (as above)
        pool._optional_thread_lock = nullcontext()  # type: ignore[assignment]  # noqa: SLF001 (as above)
        pool._network_backend = BoundedBackend(pool._network_backend, self._deadline)  # type: ignore[assignment]  # noqa: SLF001 (as above)

    def send(self, request: httpx2.Request) -> httpx2.Response:
        """Return the complete response. Raise httpx2.HTTPError if there is none."""
        self._deadline.start(request.extensions.get(EXTENSION))
        try:
            return body.read(self._transport.handle_request(request), request)
        except httpx2.TimeoutException as error:
            self._deadline.check(DeadlineExceededError if was_sent(error) else NotConnectedError)
            raise

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()


class Connections:
    """The connections of a blocking client."""

    def __init__(self, open_connection: Callable[[], Connection]) -> None:
        self._open = open_connection
        self._idle: deque[Connection] = deque()
        self._closed = False
        self._put_back(open_connection(), self._idle)  # now, and not in the first call: it imports much
        fork.register(self)

    def reset_after_fork(self) -> None:
        """Forget the connections of the parent process, which stay open there."""
        self._idle = deque()

    def send(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request on an idle connection or a new one. Raise httpx2.HTTPError if no complete response arrived."""
        idle = self._idle
        try:
            connection = idle.pop()
        except IndexError:
            connection = self._open()
        try:
            response = connection.send(request)
        except httpx2.HTTPError:  # httpcore2 has closed what cannot be used again
            self._put_back(connection, idle)
            raise
        self._put_back(connection, idle)
        return response

    def _put_back(self, connection: Connection, idle: deque[Connection]) -> None:
        if (
            self._closed or idle is not self._idle or len(idle) >= MAX_IDLE
        ):  # not the same if a hook forked this process
            connection.close()
            return
        now = monotonic()
        connection.idle_since = now
        with suppress(IndexError):  # another thread took the last one
            while idle and now - idle[0].idle_since > KEEPALIVE_SECONDS:
                idle.popleft().close()
        idle.append(connection)

    def close(self) -> None:
        """Close the idle connections now, and each other one when its call ends."""
        self._closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop().close()


class AsyncConnection:
    """An asynchronous transport that serves one call at a time; see Connection. The caller bounds the time of a call."""

    def __init__(self, verify: ssl.SSLContext, proxy: httpx2.Proxy | None) -> None:
        self._transport = httpx2.AsyncHTTPTransport(verify=verify, proxy=proxy)
        self.idle_since = 0.0

    async def send(self, request: httpx2.Request) -> httpx2.Response:
        """Return the complete response. Raise httpx2.HTTPError if there is none."""
        response = await self._transport.handle_async_request(request)
        return await body.aread(response, request)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._transport.aclose()


class AsyncConnections:
    """The connections of an asynchronous client, for each event loop that uses it."""

    def __init__(self, open_connection: Callable[[], AsyncConnection]) -> None:
        self._open = open_connection
        open_connection()  # not in the first call: it imports much
        self._idle: WeakKeyDictionary[asyncio.AbstractEventLoop, deque[AsyncConnection]] = WeakKeyDictionary()
        self._closed = False
        fork.register(self)

    def reset_after_fork(self) -> None:
        """Forget the connections of the parent process, which stay open there."""
        self._idle = WeakKeyDictionary()

    async def send(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request on an idle connection of this event loop or a new one; see Connections."""
        idle = self._idle_here()
        try:
            connection = idle.pop()
        except IndexError:
            connection = self._open()
        try:
            response = await connection.send(request)
        except httpx2.HTTPError:
            await self._put_back(connection, idle)
            raise
        await self._put_back(connection, idle)
        return response

    def _idle_here(self) -> deque[AsyncConnection]:
        from asyncio import get_running_loop  # imported late: a blocking program does not need it

        loop = get_running_loop()
        try:
            return self._idle[loop]
        except KeyError:
            return self._idle.setdefault(loop, deque())

    async def _put_back(self, connection: AsyncConnection, idle: deque[AsyncConnection]) -> None:
        if self._closed or idle is not self._idle_here() or len(idle) >= MAX_IDLE:
            await connection.aclose()
            return
        now = monotonic()
        connection.idle_since = now
        idle.append(connection)
        while now - idle[0].idle_since > KEEPALIVE_SECONDS:
            await idle.popleft().aclose()

    async def aclose(self) -> None:
        """Close the idle connections of this event loop now, and each other one when its call ends.

        A connection of another loop can only be closed there. It is dropped.
        """
        self._closed = True
        idle = self._idle_here()
        self._idle = WeakKeyDictionary()
        while idle:
            await idle.popleft().aclose()


def make_ssl_context(url: httpx2.URL, proxy: httpx2.Proxy | None) -> ssl.SSLContext:
    """Return the TLS settings of httpx2; without TLS, settings that trust no certificate, which read no files.

    Raise ConfigurationError if the certificates that the environment names cannot be read.
    """
    if url.scheme == "http" and (proxy is None or proxy.url.scheme != "https"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return httpx2.create_ssl_context()
    except OSError as error:  # ssl.SSLError is one too
        variables = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
        raise ConfigurationError(
            f"The CA certificates of {' and '.join(variables) or 'the system'} cannot be read: {error}. "
            "Set SSL_CERT_FILE to a file with CA certificates in PEM format, or unset it."
        ) from error
