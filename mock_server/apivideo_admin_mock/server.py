"""Serves a mock on Granian."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from apivideo_admin_mock.errors import MockError

if TYPE_CHECKING:
    from flask import Flask


class ServeError(MockError):
    """The address can't be served on."""


def free_port(host: str, port: int) -> int:
    """Give the port if it can be served on, or a free one for 0. Raises ServeError where it is in use or not allowed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does, so that a port in TIME_WAIT is no obstacle here either.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ServeError(
                f"can't serve on {host}:{port}: {reason}. Choose another --host or --port (0 takes a free one)."
            ) from None
        return int(probe.getsockname()[1])


def serve(app: Flask, host: str, port: int, *, threads: int = 1, access_log: bool = False) -> None:
    """Serve until a signal ends it. One worker, since the state is in its memory."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server: Any = Granian(
        "apivideo_admin_mock",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        websockets=False,
        log_access=access_log,
        log_level=LogLevels.warning if not access_log else LogLevels.info,
    )
    server.serve(target_loader=lambda: app, wrap_loader=False)
