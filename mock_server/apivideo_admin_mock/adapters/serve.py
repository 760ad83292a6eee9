"""Serve an application in this process, until a signal ends it."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from socket import socket
from typing import Any, Final

from apivideo_admin_mock.adapters.http1.application import Application
from apivideo_admin_mock.adapters.http1.sender import Log
from apivideo_admin_mock.adapters.http1.server import Server
from apivideo_admin_mock.adapters.threaded import new_event_loop

#: The time for running requests to finish, in seconds.
GRACE: Final = 3
# How long a thread keeps Python's interpreter lock while the event loop waits for it, after each system call. Python's default of 5 ms
# would let one busy thread slow down the event loop to 200 system calls a second.
_SWITCH_INTERVAL: Final = 0.0005


def serve(
    application: Application,
    sockets: Sequence[socket],
    *,
    ready: Callable[[], None],
    log: Log | None = None,
    budget: int | None = None,
    parent: int | None = None,
) -> None:
    """Serve until a signal arrives, or until the other end of the pipe ``parent``, a file descriptor, closes.

    ``ready`` is called once the server accepts connections. If it raises, the server ends.
    """
    sys.setswitchinterval(_SWITCH_INTERVAL)
    loop = new_event_loop()
    asyncio.set_event_loop(loop)
    stopped = asyncio.Event()
    server = Server(application, log=log, budget=budget)

    async def run() -> None:
        await server.start(sockets)
        ready()
        await stopped.wait()
        await server.stop(GRACE)

    if parent is None:
        on_end_signals(lambda: loop.call_soon_threadsafe(stopped.set))
    else:
        loop.add_reader(parent, stopped.set)
    try:
        loop.run_until_complete(run())
    finally:
        ignore_end_signals()
        asyncio.set_event_loop(None)
        loop.close()


def on_end_signals(end: Callable[[], object]) -> None:
    """Call a function once, at the first signal that ends the server: Ctrl+C, SIGTERM, and SIGHUP unless `nohup` ignores it."""
    is_ended = False

    def handle(_number: int, _frame: Any) -> None:
        nonlocal is_ended
        if not is_ended:
            is_ended = True
            end()

    for number in _end_signals():
        signal.signal(number, handle)


def ignore_end_signals() -> None:
    """Ignore the signals that end the server, so that a late one does not change the exit code."""
    for number in _end_signals():
        signal.signal(number, signal.SIG_IGN)


def _end_signals() -> list[int]:
    """Return the signals of this system that end the server. Windows has no SIGHUP, other systems no SIGBREAK."""
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    found = [int(getattr(signal, name)) for name in names if hasattr(signal, name)]
    # A shell starts background jobs with SIGINT ignored, and `nohup` a command with SIGHUP ignored.
    return [number for number in found if signal.getsignal(number) is not signal.SIG_IGN]
