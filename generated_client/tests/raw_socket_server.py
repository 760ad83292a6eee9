"""A server on a raw socket that sends any bytes, and closes, resets or stalls as an action says."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Self

Then = Literal["keep", "close", "reset", "stall", "trickle"]
_JOIN_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Action:
    """Send bytes in response to a request, and then keep the connection, close or reset it, or send nothing or a byte now and then."""

    sent: bytes = b""
    then: Then = "close"


def respond(status: int, body: bytes = b"{}", *, then: Then = "close", **headers: str) -> Action:
    """Send a complete response. Headers replace the default ones; an underscore in a name means a hyphen, an empty value no header."""
    fields = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    fields["Connection"] = "keep-alive" if then == "keep" else "close"
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return Action(f"HTTP/1.1 {status} What\r\n{head}\r\n".encode() + body, then)


class RawSocketServer:
    """Do one action for each request in turn, then the last one for ever. ``requests`` are the heads and bodies that arrived."""

    def __init__(self, *actions: Action) -> None:
        self._actions = list(actions)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._connections: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.requests: list[bytes] = []

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        with suppress(OSError):  # wakes the thread that accepts
            self._listener.shutdown(socket.SHUT_RDWR)
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(_JOIN_SECONDS)
        self._listener.close()

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while request := _read_request(connection):
                with self._lock:
                    self.requests.append(request)
                    action = self._actions.pop(0) if len(self._actions) > 1 else self._actions[0]
                connection.sendall(action.sent)
                if action.then == "stall":
                    connection.recv(1)  # returns when the client has had enough
                for _ in range(40 if action.then == "trickle" else 0):  # two seconds
                    self._stopping.wait(0.05)
                    connection.sendall(b" " if action.sent else b"H")
                if action.then == "reset":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                if action.then != "keep":
                    return


def _read_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65536)
        if not chunk:
            return b""
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
