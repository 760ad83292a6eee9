"""What the server calls: the interface of an application, and the limits of what its clients can occupy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from apivideo_admin_mock.adapters.http1.head import Head
from apivideo_admin_mock.adapters.http1.pool import Pool
from apivideo_admin_mock.http.messages import Response


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the server waits for a client, in seconds, and how many connections it keeps.

    - ``head``: for the request line and the header fields, from their first byte on; ``idle``: for the next request.
    - ``body``: for a body, from the time at which the server starts to read it.
    - ``send``: for the client to read any part of a response.
    - ``drain``: for the rest of a request that was refused; ``drain_bytes`` bounds it as well.
    - ``connections``: beyond it, the connection that has waited longest for its client is closed.
    """

    head: float = 30.0
    idle: float = 75.0
    body: float = 30.0
    send: float = 30.0
    drain: float = 2.0
    drain_bytes: int = 8 * 1024 * 1024
    connections: int = 1000

    @property
    def tick(self) -> float:
        """The time between two checks of the deadlines."""
        return min(1.0, min(self.head, self.idle, self.body, self.send, self.drain) / 4)


@dataclass(frozen=True, slots=True)
class Body:
    """A body. ``oversize`` means that it is larger than the application reads; ``defect`` is why it is incomplete or invalid."""

    data: bytes = b""
    oversize: bool = False
    defect: str | None = None


NO_BODY = Body()


@dataclass(frozen=True, slots=True)
class Peer:
    """The addresses of a connection: of the client, and the host and port of the server."""

    client: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Later:
    """A function that starts a request in the event loop, and calls its last argument with the response, at once or later."""

    start: Callable[[Head, Body, Peer, Callable[[Response], None]], None]


class Application(Protocol):
    """Responds to requests. `respond` runs in the thread of a pool or, if `pool_for` returns None, in the event loop."""

    def max_body(self, head: Head) -> int:
        """Return the number of bytes of a body to read at most."""

    def needs_body(self, head: Head, peer: Peer) -> bool:
        """Whether the response depends on the body. If not, the server responds without it, for example with a 401."""

    def pool_for(self, head: Head, size: int) -> Pool | Response | Later | None:
        """Return where a request runs: in threads, None for the event loop, or there with a later response.

        A response is that to a request which is too much: too many run already.
        """

    def respond(self, head: Head, body: Body, peer: Peer) -> Response:
        """Return the response to a request."""

    def refuse(self, status: int, detail: str) -> Response:
        """Return the response to a request that the server does not read further."""

    def close(self) -> None:
        """Release what requests share. It is called once, in the event loop, after the last response."""
