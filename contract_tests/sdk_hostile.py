"""A server on a raw socket that does what a good one never does, and clients of the SDK that do not wait between their tries."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, Self

from msgspec.structs import replace

from apivideo_admin import AdminClient, AsyncAdminClient

_PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Act:
    """What a server does with a request: it sends bytes, and then goes on as agreed, closes, resets, or says no more."""

    sent: bytes = b""
    then: Literal["keep", "close", "reset", "stall"] = "close"


def response(
    status: int, body: bytes = b"{}", *, then: Literal["keep", "close", "reset", "stall"] = "close", **headers: str
) -> Act:
    """Give a whole answer; a header replaces ours of the same name, and an underscore in its name stands for a hyphen."""
    fields = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    fields["Connection"] = "keep-alive" if then == "keep" else "close"
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return Act(f"HTTP/1.1 {status} What\r\n{head}\r\n".encode() + body, then)


class HostileServer:
    """Acts on each request in turn; the last act is for all that follow. ``requests`` are the heads and bodies that came."""

    def __init__(self, *acts: Act) -> None:
        self._acts = list(acts)
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
            thread.join(_PATIENCE)
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
                    act = self._acts.pop(0) if len(self._acts) > 1 else self._acts[0]
                connection.sendall(act.sent)
                if act.then == "stall":
                    connection.recv(1)  # returns when the client has had enough
                if act.then == "reset":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                if act.then != "keep":
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


async def _no_wait(_: float) -> None:
    await asyncio.sleep(0)


def impatient(admin: Any) -> Any:
    """Give a client that retries at once, as if it had waited."""
    sender = admin._api.sender  # noqa: SLF001 - how long a client waits is no part of its face
    sleep = _no_wait if isinstance(admin, AsyncAdminClient) else lambda _: None
    admin._api.sender = replace(sender, environment=replace(sender.environment, sleep=sleep))  # noqa: SLF001 - as above
    return admin


def run(face: str, action: Callable[[Any], Any], **options: Any) -> Any:
    """Call an action with a client of a face that does not wait between tries, and give what it gives."""
    if face == "sync":
        with impatient(AdminClient("key", **options)) as admin:
            return action(admin)

    async def call() -> Any:
        async with impatient(AsyncAdminClient("key", **options)) as admin:
            return await action(admin)

    return asyncio.run(call())
