"""Send an incomplete response over WSGI, as an injected fault asks for."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from apivideo_admin_mock.http import Delivery

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class InjectedResetError(ConnectionError):
    """Raised while a response is sent, so that the WSGI server closes the connection."""


def deliver(body: bytes, delivery: Delivery, environ: WSGIEnvironment) -> Iterator[bytes]:
    """Yield the chunks to send, then close the connection.

    WSGI sends the status with the first chunk: without a chunk, nothing is sent.
    """
    if delivery.sent:
        yield body[: delivery.sent]
    # A server may buffer a chunk. Wait, so that it is sent before the connection is closed.
    time.sleep(max(delivery.stall, _FLUSH if delivery.sent else 0))
    _close(environ.get("werkzeug.socket"))
    raise InjectedResetError("an injected fault closes the connection")


_FLUSH = 0.05


def _close(connection: socket.socket | None) -> None:
    """Reset a connection if the server exposes it, as Werkzeug does. Granian closes it on the exception."""
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)
