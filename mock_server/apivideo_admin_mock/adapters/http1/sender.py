"""The sending half of a connection: send responses, whole or as an injected fault demands, and close."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from abc import abstractmethod
from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import Any, Final, Protocol

from apivideo_admin_mock.adapters.http1.application import Application, Body, Later, Limits, Peer
from apivideo_admin_mock.adapters.http1.budget import Budget
from apivideo_admin_mock.adapters.http1.encoding import encode_response
from apivideo_admin_mock.adapters.http1.head import Head
from apivideo_admin_mock.adapters.http1.pool import Pool
from apivideo_admin_mock.adapters.http1.receiver import Receiver
from apivideo_admin_mock.http.messages import Response

_log = logging.getLogger("apivideo_admin_mock")
_FLUSH: Final = 0.05  # seconds, so that a part of a response arrives before the connection is reset


class State(Enum):
    """What a connection waits for."""

    HEAD = auto()  # the next request
    BODY = auto()  # the body of a request
    TURN = auto()  # the budget for a body
    RESPONSE = auto()  # the application
    SENDING = auto()  # the client, which reads the response slowly
    DRAIN = auto()  # the rest of a refused request, before the connection closes
    CLOSED = auto()


#: The states in which the client is the one to wait for.
WAITING: Final = frozenset({State.HEAD, State.BODY, State.SENDING, State.DRAIN})


#: Called with the address of the client, the method, the path, the status and the time in milliseconds.
Log = Callable[[str, str, str, int, float], None]


class Host(Protocol):
    """The server of a connection: what all its connections share. ``clock`` is in seconds; ``date`` is the field `Date`."""

    application: Application
    limits: Limits
    budget: Budget
    log: Log | None
    clock: Callable[[], float]
    date: str
    stopping: bool

    def add(self, connection: Sender) -> None:
        """Count a connection."""

    def remove(self, connection: Sender) -> None:
        """Do not count a connection any more."""

    def call_soon(self, function: Callable[..., None], *arguments: Any) -> None:
        """Call a function in the event loop. Thread-safe."""

    def call_later(self, seconds: float, function: Callable[..., None], *arguments: Any) -> None:
        """Call a function in the event loop after a time."""


class Sender(Receiver):
    """Sends the response to one request at a time. `_sent` continues after it."""

    transport: asyncio.Transport
    socket: socket.socket
    peer: Peer

    def __init__(self, server: Host) -> None:
        super().__init__()
        self.server = server
        self.state = State.HEAD
        self.deadline = self.since = 0.0
        self.is_delayed = False  # an injected fault or a wait delays the response
        self._head: Head | None = None
        self._held = 0  # bytes of the budget
        self._unsent = 0  # bytes of a response in the buffer of the transport
        self._close_after = False  # close after the response
        self._is_paused = False
        self._in_pool = False
        self._started = 0.0

    @abstractmethod
    def _sent(self) -> None:
        """Continue after a response."""

    @abstractmethod
    def check(self, now: float) -> None:
        """End a wait for the client that took too long."""

    def _respond(self, head: Head, body: Body) -> None:
        application = self.server.application
        where = application.pool_for(head, len(body.data))
        if where is None:
            self._send(application.respond(head, body, self.peer))
        elif isinstance(where, Pool):
            self.state, self._in_pool, self.is_delayed = State.RESPONSE, True, where.only_waits
            where.submit(partial(self._run, head, body))
        elif isinstance(where, Later):
            self.state, self._in_pool = State.RESPONSE, True
            where.start(head, body, self.peer, self._send)
        else:
            self._send(where)

    def _run(self, head: Head, body: Body) -> None:
        """Call the application in a thread."""
        application = self.server.application
        try:
            response = application.respond(head, body, self.peer)
        except Exception:  # noqa: BLE001 - the client must get a response even if the application has a bug
            _log.exception("%s %s failed", head.method, head.path)
            response = application.refuse(500, "The server failed.")
        self.server.call_soon(self._send, response)

    def pause_writing(self) -> None:
        """Count a response that the client has not read yet."""
        self._unsent = self.transport.get_write_buffer_size()
        self.server.budget.add(self._unsent)

    def resume_writing(self) -> None:
        """Continue after the client has read the response."""
        self.server.budget.release(self._unsent)
        self._unsent = 0
        if self.state is State.SENDING:
            self._sent()

    def _send(self, response: Response) -> None:
        self._in_pool = False
        self._release()
        if self.state is State.CLOSED:
            return
        delivery = response.delivery
        self.state = State.RESPONSE
        if delivery is None:
            self._write(response)
        elif delivery.delay:
            self.is_delayed = True
            self.server.call_later(delivery.delay, self._deliver, response)
        else:
            self._deliver(response)

    def _deliver(self, response: Response) -> None:
        """Send a response that an injected fault delays or cuts."""
        delivery = response.delivery
        if self.state is State.CLOSED or delivery is None:
            return
        if delivery.complete:
            self._write(response)
        elif delivery.sent is None:
            self._log(response.status)
            self.reset()
        else:
            is_head = self._head is not None and self._head.method == "HEAD"
            self._log(response.status)
            self.is_delayed = True
            self.transport.write(encode_response(response, self.server.date, None, is_head=is_head, sent=delivery.sent))
            self.server.call_later(max(delivery.stall, _FLUSH), self.reset)

    def _write(self, response: Response) -> None:
        head, server = self._head, self.server
        if server.stopping:
            self._close_after = True
        connection = "close" if self._close_after else "keep-alive" if head is not None and head.is_http_1_0 else None
        is_head = head is not None and head.method == "HEAD"
        data = encode_response(response, server.date, connection, is_head=is_head)
        self._log(response.status)
        self.transport.write(data)
        if self._unsent:
            self._wait(State.SENDING, server.limits.send)
        else:
            self._sent()

    def _release(self) -> None:
        if self._held:
            held, self._held = self._held, 0
            self.server.budget.release(held)

    def _log(self, status: int) -> None:
        log = self.server.log
        if log is not None:
            head = self._head
            milliseconds = 1000 * (self.server.clock() - self._started)
            log(self.peer.client, head.method if head else "-", head.path if head else "-", status, milliseconds)

    def close(self) -> None:
        """Close the connection after what was written."""
        self.state = State.CLOSED
        self.transport.close()

    def reset(self) -> None:
        """Reset the connection: the client gets an error, not an end."""
        if self.state is not State.CLOSED:
            self.state = State.CLOSED
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()

    def _pause(self) -> None:
        if not self._is_paused:
            self._is_paused = True
            self.transport.pause_reading()

    def _resume(self) -> None:
        if self._is_paused:
            self._is_paused = False
            self.transport.resume_reading()

    def _wait(self, state: State, seconds: float) -> None:
        self.state, self.is_delayed = state, False
        self.since = now = self.server.clock()
        self.deadline = now + seconds
