"""Send bytes to a server, and read its responses strictly (RFC 9112)."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from apivideo_admin_mock.testing import AdminMock

Address = tuple[str, int]
KEY = f"Authorization: {AdminMock.authorization_of('mock-admin-key')}\r\n"
HOST = "Host: localhost\r\n"
HEALTH = f"GET /_mock/health HTTP/1.1\r\n{HOST}\r\n".encode()
CANARY = f"GET /projects/count HTTP/1.1\r\n{HOST}{KEY}\r\n".encode()


@dataclass(frozen=True)
class RawResponse:
    status: int
    reason: str
    fields: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Connection:
    """A connection that reads exactly one response at a time."""

    def __init__(self, address: Address) -> None:
        self.socket = socket.create_connection(address, timeout=10)
        self._received = b""

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def half_close(self) -> None:
        self.socket.shutdown(socket.SHUT_WR)

    def _receive(self) -> bool:
        chunk = self.socket.recv(65536)
        self._received += chunk
        return bool(chunk)

    def read(self, *, is_head: bool = False) -> RawResponse:
        """Read one response. Raises EOFError if the connection closes before its end."""
        while b"\r\n\r\n" not in self._received:
            if not self._receive():
                raise EOFError(self._received)
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        line, *lines = head.decode("latin-1").split("\r\n")
        match = re.fullmatch(r"HTTP/1\.1 (\d{3}) ([\x20-\x7e]*)", line)
        assert match is not None, line
        fields: dict[str, str] = {}
        for one in lines:
            name, colon, value = one.partition(": ")
            assert colon, one
            assert name.lower() not in fields, f"{name} occurs twice"
            fields[name.lower()] = value
        status = int(match[1])
        length = 0 if is_head or status in {100, 204} else int(fields["content-length"])
        while len(self._received) < length:
            if not self._receive():
                raise EOFError(self._received)
        body, self._received = self._received[:length], self._received[length:]
        return RawResponse(status, match[2], fields, body)

    def is_at_end(self) -> bool:
        """Whether the server closes the connection without sending anything more."""
        return not self._received and not self._receive()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


def get(address: Address, path: str = "/projects/count") -> Any:
    """Return the JSON of a GET request on its own connection."""
    with Connection(address) as connection:
        connection.send(f"GET {path} HTTP/1.1\r\n{HOST}{KEY}\r\n".encode())
        return connection.read().json


@contextmanager
def running_command(*flags: str) -> Iterator[tuple[Address, subprocess.Popen[str]]]:
    """Run the command on a free port until the end of the block."""
    command = [sys.executable, "-m", "apivideo_admin_mock", "serve", "--port", "0", *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            match = re.search(r"http://([0-9.]+):([0-9]+)", process.stdout.readline())
            assert match is not None
            yield (match[1], int(match[2])), process
        finally:
            process.terminate()
