"""Serve a mock with Granian."""

from __future__ import annotations

import logging
import multiprocessing
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from granian.constants import Interfaces
from granian.log import LogLevels

from apivideo_admin_mock.adapters.supervisor import ParentPipe, Supervisor
from apivideo_admin_mock.errors import MockError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


# Standard output is reserved for the line with the URL.
_LOGGING = {
    "handlers": {
        "console": {
            "formatter": "generic",
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stderr",
            "filters": ["expected"],
        }
    },
    "filters": {"expected": {"()": "apivideo_admin_mock.adapters.server.ExpectedMessageFilter"}},
    "loggers": {"_granian": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
# A latency, a stall, a wait or a slow client blocks one thread; the others keep responding. Threads start on demand.
_THREADS = 128
_PAUSE = 0.01
_TRIES = 1000


class ExpectedMessageFilter(logging.Filter):
    """Drops Granian's warnings about intended behaviour: many threads, and connections closed by an injected fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to log a record."""
        message = record.getMessage()
        return "Configuration allows spawning" not in message and "InjectedResetError" not in message


class ServeError(MockError):
    """The server cannot listen on the address."""


def free_port(host: str, port: int) -> int:
    """Return the port, or a free port for 0. Raises ServeError if the server cannot listen on it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # The same option as the server sets, so that a port in TIME_WAIT is accepted here as well.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ServeError(
                f"cannot listen on {host}:{port}: {reason}. Choose another --host or --port (0 selects a free port)."
            ) from None
        return int(probe.getsockname()[1])


def serve(
    application: WSGIApplication,
    host: str,
    port: int,
    *,
    ready: Callable[[], None],
    started: Callable[[], None] = lambda: None,
    workers: int = 1,
) -> None:
    """Serve until a signal ends the process. More than one worker need a backend that they share.

    In each worker process, ``started`` is called before the server listens. ``ready`` is called in one of them, once the server
    accepts connections.
    """
    parent_pipe = ParentPipe()
    announced = multiprocessing.Lock()

    def load() -> WSGIApplication:
        # Granian calls this in the worker, just before it listens. A thread waits until it does.
        listening = threading.Event()
        parent_pipe.exit_on_close(listening)
        started()
        is_first = announced.acquire(block=False)
        announce = ready if is_first else lambda: None
        threading.Thread(target=_announce, args=(host, port, listening, announce), daemon=True).start()
        return application

    server: Any = Supervisor(
        parent_pipe,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
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
