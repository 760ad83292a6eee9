"""A connection of a client: read its requests, one after the other."""

from __future__ import annotations

import asyncio
import socket
from typing import Final, cast

from apivideo_admin_mock.adapters.http1.application import NO_BODY, Peer
from apivideo_admin_mock.adapters.http1.budget import FREE_BYTES
from apivideo_admin_mock.adapters.http1.encoding import CONTINUE
from apivideo_admin_mock.adapters.http1.head import Head, Refusal, find_end, parse_head
from apivideo_admin_mock.adapters.http1.incoming import Incoming
from apivideo_admin_mock.adapters.http1.sender import WAITING, Host, Sender, State

_MAX_AHEAD: Final = 65_536  # bytes of later requests that are received during a request


class Connection(Sender):
    """One connection: its reading half. Its methods run in the event loop; only the application may run in a thread."""

    def __init__(self, server: Host) -> None:
        super().__init__(server)
        self._buffer = b""
        self._searched = 0
        self._incoming: Incoming | None = None
        self._skipping: Incoming | None = None  # a body that nobody needs
        self._drained = 0
        self._eof = False
        self._is_unread = False  # a part of the request is not read
        self._is_reading = False

    # Events of the transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start to wait for a request."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(0)
        self.socket: socket.socket = transport.get_extra_info("socket")
        if self.socket.family != getattr(socket, "AF_UNIX", None):
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client, own = transport.get_extra_info("peername"), transport.get_extra_info("sockname")
        self.peer = Peer(client[0] if client else "", own[0], own[1])
        self._wait(State.HEAD, self.server.limits.idle)
        self.server.add(self)

    def data_received(self, data: bytes) -> None:
        """Read a part of a request."""
        state = self.state
        if state is State.HEAD:
            self._buffer = self._buffer + data if self._buffer else data
            self._read_requests()
        elif state is State.BODY and self._incoming is not None:
            self._feed(self._incoming, data)
        elif state is State.DRAIN:
            self._held_back(data)
        elif state is not State.CLOSED:
            self._buffer += data
            if len(self._buffer) > _MAX_AHEAD:
                self._pause()

    def eof_received(self) -> bool:
        """Respond to what the client sent before it closed its side. Return True to keep the other side open."""
        self._eof = True
        if self.state is State.BODY and self._incoming is not None:
            self._incoming.end()
            self._body_done(self._incoming)
        elif self.state is State.HEAD:
            if self._buffer and self._skipping is None:
                self._refuse(Refusal(400, "The request ends before the empty line after its header fields."))
            else:
                self.close()
        elif self.state is State.DRAIN:
            self.close()
        return True

    def connection_lost(self, _error: Exception | None) -> None:
        """Drop what was received of a request. A request that runs already is carried out."""
        was_turn = self.state is State.TURN
        self.state = State.CLOSED
        self.server.remove(self)
        if was_turn:
            self.server.budget.cancel(self._turn)
        # A body that is still processed counts until the end of its request.
        self.server.budget.release(self._unsent + (0 if self._in_pool else self._held))
        self._held = self._held if self._in_pool else 0
        self._unsent = 0
        self._incoming = self._skipping = None
        self._buffer = b""

    # Reading

    def _read_requests(self) -> None:
        if self._is_reading:
            return  # the loop below continues
        self._is_reading = True
        while self.state is State.HEAD and self._buffer:
            if self._skipping is not None:
                self._skip()
                continue
            if self._buffer.startswith(b"\r\n"):  # an empty line before a request (RFC 9112, section 2.2)
                self._buffer = self._buffer[2:]
                continue
            end = find_end(self._buffer, max(0, self._searched - 3))
            if end is None:
                if not self._searched:
                    self._wait(State.HEAD, self.server.limits.head)
                self._searched = len(self._buffer)
                break
            head = end if isinstance(end, Refusal) else parse_head(self._buffer[:end])
            self._started = self.server.clock()
            if isinstance(head, Refusal):
                self._refuse(head)
                break
            self._buffer = self._buffer[cast("int", end) + 4 :]
            self._searched = 0
            self._begin(head)
        self._is_reading = False
        if self._eof and self.state is State.HEAD:
            self.eof_received()

    def _begin(self, head: Head) -> None:
        self._head = head
        self._is_unread = False
        if head.length == 0:
            self._close_after = not head.fields.keep_alive
            self._respond(head, NO_BODY)
            return
        application = self.server.application
        incoming = Incoming(head, application.max_body(head))
        if not application.needs_body(head, self.peer):
            # The rest of a small body is skipped. A client that waits for a 100 may never send it (RFC 9110, section 10.1.1).
            is_small = 0 <= head.length <= FREE_BYTES and not head.fields.expects_continue
            self._skipping = incoming if is_small else None
            self._is_unread = not is_small
            self._close_after = not (head.fields.keep_alive and is_small)
            self._respond(head, NO_BODY)
        elif incoming.oversize:
            self._incoming = incoming
            self._body_done(incoming)
        elif incoming.size <= FREE_BYTES:
            self._read_body(incoming)
        else:
            self._incoming = incoming
            self.state = State.TURN
            self._pause()
            self.server.budget.take(incoming.size, self._turn)

    def _turn(self) -> None:
        """Read a large body, now that the budget allows it."""
        incoming = self._incoming
        if self.state is not State.TURN or incoming is None:
            raise RuntimeError("a connection that does not wait for the budget got it")
        self._held = incoming.size
        self._resume()
        self._read_body(incoming)

    def _read_body(self, incoming: Incoming) -> None:
        self._incoming = incoming
        self._wait(State.BODY, self.server.limits.body)
        if incoming.head.fields.expects_continue and not self._buffer:
            self.transport.write(CONTINUE)
        if self._buffer:
            data, self._buffer = self._buffer, b""
            self._feed(incoming, data)

    def _feed(self, incoming: Incoming, data: bytes) -> None:
        incoming.feed(data)
        if incoming.done:
            self._body_done(incoming)

    def _body_done(self, incoming: Incoming) -> None:
        self._incoming = None
        self._buffer = incoming.rest
        body = incoming.body()
        self._is_unread = body.oversize or body.defect is not None
        self._close_after = self._is_unread or not incoming.head.fields.keep_alive
        self._respond(incoming.head, body)
        self._read_requests()

    def _skip(self) -> None:
        """Skip the rest of a body that nobody needs."""
        incoming = cast("Incoming", self._skipping)
        data, self._buffer = self._buffer, b""
        incoming.feed(data, keep=False)
        if incoming.done:
            self._skipping, self._buffer = None, incoming.rest

    # Ending a request

    def _refuse(self, refusal: Refusal) -> None:
        self._head, self._close_after, self._is_unread = None, True, True
        self._send(self.server.application.refuse(refusal.status, refusal.detail))

    def _sent(self) -> None:
        """Wait for the next request, or close the connection."""
        if self._close_after:
            self._drain()
            return
        self._wait(State.HEAD, self.server.limits.body if self._skipping is not None else self.server.limits.idle)
        self._resume()
        if self._buffer or self._eof:
            self._read_requests()

    # Closing

    def _drain(self) -> None:
        """Close the sending side, and read the rest of the request: closing at once would make the client lose the response."""
        if self._eof or not (self._is_unread or self._buffer):
            self.close()
            return
        self._wait(State.DRAIN, self.server.limits.drain)
        self._drained = len(self._buffer)
        self._buffer = b""
        self._resume()
        if self.transport.can_write_eof():
            self.transport.write_eof()

    def _held_back(self, data: bytes) -> None:
        self._drained += len(data)
        if self._drained > self.server.limits.drain_bytes:
            self.close()

    def check(self, now: float) -> None:
        """End a wait for the client that took too long."""
        if self.state not in WAITING or now < self.deadline:
            return
        if self.state is State.SENDING and self.transport.get_write_buffer_size() < self._unsent:
            left = self.transport.get_write_buffer_size()
            self.server.budget.release(self._unsent - left)
            self._unsent = left
            self._wait(State.SENDING, self.server.limits.send)
        elif self.state is State.BODY:
            self._refuse(Refusal(408, f"The body did not arrive within {self.server.limits.body:g} seconds."))
        elif self.state is State.HEAD and self._buffer and self._skipping is None:
            self._refuse(Refusal(408, f"The header fields did not arrive within {self.server.limits.head:g} seconds."))
        else:
            self.state = State.CLOSED
            self.transport.abort()
