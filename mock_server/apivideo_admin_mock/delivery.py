"""Sends an answer that a fault has hit, over WSGI: late, in part, or not at all."""

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
    """Raised amid an answer: a WSGI server closes the connection then, for it can't send the rest."""


def deliver(body: bytes, delivery: Delivery, environ: WSGIEnvironment) -> Iterator[bytes]:
    """Give the chunks to send. The status is sent with the first, so that where there is none nothing is sent."""
    if delivery.sent:
        yield body[: delivery.sent]
    # A server sends a chunk at its leisure; the part must be out before the connection goes.
    time.sleep(max(delivery.stall, _FLUSH if delivery.sent else 0))
    _close(environ.get("werkzeug.socket"))
    raise InjectedResetError("a fault closes the connection")


_FLUSH = 0.05


def _close(connection: socket.socket | None) -> None:
    """Close a connection at once where the server lets us have it; Granian closes it on the exception."""
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)
