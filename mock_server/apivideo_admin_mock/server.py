"""Serves a mock on Granian."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from granian.constants import Interfaces
from granian.log import LogLevels

from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.supervisor import Lifeline, Supervisor

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


# Standard output is for the one line that tells the address.
_LOGGING = {
    "handlers": {
        "console": {
            "formatter": "generic",
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stderr",
            "filters": ["ours"],
        }
    },
    "filters": {"ours": {"()": "apivideo_admin_mock.server.WithoutOurs"}},
    "loggers": {"_granian": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
# A latency, a stall, a wait or a slow sender keeps its thread; the others answer meanwhile. They are started as needed.
_THREADS = 128
_PAUSE = 0.01
_TRIES = 1000


class WithoutOurs(logging.Filter):
    """Leaves out what Granian says of what we do on purpose: threads that wait, and connections that a fault closes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is written."""
        message = record.getMessage()
        return "Configuration allows spawning" not in message and "InjectedResetError" not in message


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


def serve(
    application: WSGIApplication,
    host: str,
    port: int,
    *,
    ready: Callable[[], None],
    started: Callable[[], None] = lambda: None,
) -> None:
    """Serve until a signal ends it; ``ready`` is called once connections are taken, ``started`` in the process that serves, before.

    One worker, since the state is in its memory.
    """
    lifeline = Lifeline()

    def load() -> WSGIApplication:
        # Runs in the worker, just before it listens; a thread waits for that.
        listening = threading.Event()
        lifeline.follow(listening)
        started()
        threading.Thread(target=_announce, args=(host, port, listening, ready), daemon=True).start()
        return application

    server: Any = Supervisor(
        lifeline,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=_LOGGING,
    )
    server.serve(target_loader=load, wrap_loader=False)


def _announce(host: str, port: int, listening: threading.Event, ready: Callable[[], None]) -> None:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    for _ in range(_TRIES):
        try:
            socket.create_connection((reachable, port), timeout=1).close()
        except OSError:
            time.sleep(_PAUSE)
        else:
            listening.set()
            ready()
            return
