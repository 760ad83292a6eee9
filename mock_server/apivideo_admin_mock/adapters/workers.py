"""Serve in several processes that share the listening sockets and a database."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from apivideo_admin_mock.adapters.serve import GRACE, ignore_end_signals, on_end_signals
from apivideo_admin_mock.errors import MockError


def run_workers(count: int, run: Callable[[int, bool], None]) -> None:
    """Call ``run`` in ``count`` processes until a signal arrives. Raises MockError if a process ends before.

    The arguments of ``run`` are the reading end of a pipe, and whether it is the first process. The pipe closes when this process
    ends for any reason, even if it is killed: then `run` returns.
    """
    if not hasattr(os, "fork"):
        raise MockError("--workers needs a system with fork, which this one does not have. fix: remove --workers")
    # Buffered output would be written once in each process.
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    workers: set[int] = set()
    for number in range(count):
        pid = os.fork()
        if pid == 0:
            os.close(writing)
            _work(run, reading, is_first=number == 0)
        workers.add(pid)
    os.close(reading)
    if not _supervise(workers, writing):
        raise MockError("a worker process ended unexpectedly. hint: its error is above")


def _work(run: Callable[[int, bool], None], parent: int, *, is_first: bool) -> None:
    """Run in a new process, and end it. A terminal sends signals to all processes: only the parent acts on them."""
    code = 1
    try:
        ignore_end_signals()
        run(parent, is_first)
        code = 0
    except MockError as error:
        print(f"apivideo-admin-mock: {error}", file=sys.stderr)  # noqa: T201 - the command of this process
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def _supervise(workers: set[int], writing: int) -> bool:
    """Wait until all processes have ended. Return whether a signal ended them."""
    is_stopping = False

    def stop() -> None:
        nonlocal is_stopping
        if not is_stopping:
            is_stopping = True
            os.close(writing)
            last_resort = threading.Timer(GRACE + 2, _kill, args=(workers,))
            last_resort.daemon = True
            last_resort.start()

    on_end_signals(stop)
    is_expected = True
    while workers:
        pid, _ = os.wait()
        workers.discard(pid)
        is_expected = is_expected and is_stopping
        stop()
    ignore_end_signals()
    return is_expected


def _kill(workers: set[int]) -> None:
    for pid in list(workers):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
