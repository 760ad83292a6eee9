"""Send requests to one server, and call a function with each response. Everything runs in one event loop."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

from apivideo_admin_mock.adapters.http1.receiver import Receiver
from apivideo_admin_mock.adapters.proxy.address import Address
from apivideo_admin_mock.adapters.proxy.parser import InvalidResponseError, ResponseParser
from apivideo_admin_mock.proxy.exchange import UpstreamFailure, UpstreamResponse

#: The largest body of a response, in bytes.
MAX_BODY: Final = 16 * 1024 * 1024
#: The number of connections to the server. Further requests wait for one.
MAX_CONNECTIONS: Final = 64

Done = Callable[[UpstreamResponse | UpstreamFailure], None]
# Repeated on a new connection if the server closed the idle one that was chosen (RFC 9110, section 9.2.2).
_IDEMPOTENT: Final = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})


@dataclass(slots=True, eq=False)
class _Job:
    """A request: its bytes, its method, and the function that gets the response."""

    method: str
    data: bytes
    done: Done


class Upstream:
    """The connections to the upstream server. A request fails after ``timeout`` seconds.

    An ``https`` server must have a valid certificate of its name: the authorities are those of OpenSSL (``SSL_CERT_FILE`` names others).
    """

    def __init__(self, address: Address, *, timeout: float) -> None:
        self.address, self.timeout = address, timeout
        self.context: ssl.SSLContext | None = None
        if address.is_secure:
            self.context = ssl.create_default_context()
            self.context.set_alpn_protocols(["http/1.1"])
        self._idle: list[_Connection] = []
        self._waiting: deque[_Job] = deque()
        self._open = 0
        # The deadlines of the connections with a request, the next one first, and the timer of one that was the next one.
        self._deadlines: dict[_Connection, float] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, method: str, target: bytes, fields: bytes, body: bytes, done: Done) -> None:
        """Send a request. ``done`` is called once, later or at once, in the event loop."""
        if body or method in {"POST", "PUT", "PATCH"}:
            fields += b"content-length: %d\r\n" % len(body)
        prefix = b"" if target == b"*" else self.address.prefix.encode()
        head = b"%b %b%b HTTP/1.1\r\n%b\r\n" % (method.encode(), prefix, target, fields)
        self._run(_Job(method, head + body, done))

    def _run(self, job: _Job) -> None:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed:
                connection.start(job)
                return
        if self._open >= MAX_CONNECTIONS:
            self._waiting.append(job)
            return
        self._connect(job)

    def _connect(self, job: _Job) -> None:
        self._open += 1
        task = asyncio.get_running_loop().create_task(self._connected(job))
        self._tasks.add(task)  # the loop holds tasks weakly
        task.add_done_callback(self._tasks.discard)

    async def _connected(self, job: _Job) -> None:
        address, loop = self.address, asyncio.get_running_loop()
        name = address.host if self.context is not None else None
        connecting = loop.create_connection(
            lambda: _Connection(self), address.host, address.port, ssl=self.context, server_hostname=name
        )
        try:
            async with asyncio.timeout(self.timeout):
                _, connection = await connecting
        except TimeoutError:
            failure = UpstreamFailure(504, f"No connection to {address.authority} within {self.timeout:g} seconds.")
        except (OSError, ssl.CertificateError) as error:
            failure = UpstreamFailure(502, f"No connection to {address.authority}: {error.strerror or error}")
        else:
            connection.start(job)
            return
        self.closed()
        job.done(failure)

    def released(self, connection: _Connection) -> None:
        """Use a connection again whose response is complete."""
        if self._waiting:
            connection.start(self._waiting.popleft())
        else:
            self._idle.append(connection)

    def closed(self) -> None:
        """Count a connection no more, and open another one for the next request that waits."""
        self._open -= 1
        if self._waiting:
            self._connect(self._waiting.popleft())

    def again(self, job: _Job) -> bool:
        """Send a request on a new connection if that is safe. Return whether it is."""
        if job.method not in _IDEMPOTENT:
            return False
        self._connect(job)
        return True

    def watch(self, connection: _Connection) -> None:
        """Start the time in which a response must be complete."""
        loop = asyncio.get_running_loop()
        self._deadlines[connection] = at = loop.time() + self.timeout
        if self._timer is None:
            self._timer = loop.call_at(at, self._expire)

    def unwatch(self, connection: _Connection) -> None:
        """Note that a response is complete. The timer goes on: one for each request would take a tenth of its time."""
        self._deadlines.pop(connection, None)

    def _expire(self) -> None:
        loop, self._timer = asyncio.get_running_loop(), None
        for connection, at in list(self._deadlines.items()):
            if at > loop.time():
                self._timer = loop.call_at(at, self._expire)
                break
            connection.expire()

    def close(self) -> None:
        """Close the connections that wait for a request."""
        if self._timer is not None:
            self._timer.cancel()
        for connection in self._idle:
            connection.transport.abort()


def encode_fields(headers: list[tuple[str, str]]) -> bytes:
    """Return header fields as bytes."""
    return "".join([f"{name}: {value}\r\n" for name, value in headers]).encode("latin-1", "replace")


class _Connection(Receiver):
    """A connection with one request at a time."""

    transport: asyncio.Transport

    def __init__(self, upstream: Upstream) -> None:
        super().__init__()
        self._upstream = upstream
        self._job: _Job | None = None
        self._parser: ResponseParser | None = None
        self._is_reused = False
        self.is_closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def start(self, job: _Job) -> None:
        """Send a request."""
        self._job = job
        self._parser = ResponseParser(is_head=job.method == "HEAD", max_bytes=MAX_BODY)
        self._upstream.watch(self)
        self.transport.write(job.data)

    def data_received(self, data: bytes) -> None:
        """Read a part of the response. Without a request, nothing may arrive."""
        parser = self._parser
        if parser is None:
            self.transport.abort()
            return
        try:
            parser.feed(data)
        except InvalidResponseError as error:
            self._give_up(UpstreamFailure(502, f"The upstream server sent an invalid response: {error}."))
            return
        if parser.done:
            self._finish(parser)

    def eof_received(self) -> bool:
        """Let the transport close, which calls `connection_lost`."""
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """End the request that is in progress: a response can end with its connection."""
        self.is_closed = True
        parser, job, upstream = self._parser, self._job, self._upstream
        if parser is not None and job is not None:
            try:
                parser.end()
            except InvalidResponseError as reason:
                if self._is_reused and not parser.has_started and upstream.again(job):
                    self._clear()
                else:
                    text = f"The upstream server sent an incomplete response: {reason if error is None else error}."
                    self._end(UpstreamFailure(502, text))
            else:
                self._end(parser.response())
        upstream.closed()

    def _finish(self, parser: ResponseParser) -> None:
        job, response = self._clear(), parser.response()
        if parser.keep_alive:
            self._is_reused = True
            self._upstream.released(self)
        else:
            self.transport.close()
        if job is not None:
            job.done(response)

    def expire(self) -> None:
        """End a request that takes too long."""
        self._give_up(
            UpstreamFailure(504, f"The upstream server did not respond within {self._upstream.timeout:g} seconds.")
        )

    def _give_up(self, failure: UpstreamFailure) -> None:
        self.transport.abort()
        self._end(failure)

    def _end(self, result: UpstreamResponse | UpstreamFailure) -> None:
        job = self._clear()
        if job is not None:
            job.done(result)

    def _clear(self) -> _Job | None:
        job, self._job, self._parser = self._job, None, None
        self._upstream.unwatch(self)
        return job
