"""Interruption of a run by Ctrl-C and other signals: the first one ends the checks, two more end the cleanup.

Signals belong to the process, and so does `INTERRUPTION`. It receives none before `install_handlers` is called.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from apivideo_admin_contract.environment import PROGRAM

#: Windows has no SIGHUP, which is sent when a terminal is closed.
_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP")


class _Workers(threading.local):
    """Whether the current thread is a worker."""

    is_one = False


class Interruption:
    """The first signal raises KeyboardInterrupt, which ends the checks. Deferred work continues until two more signals.

    ``is_stopping`` is whether the checks were interrupted or are over, ``is_forced`` whether deferred work was ended as well. ``show``
    receives a line for the user.
    """

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._workers = _Workers()
        self.reset()

    def reset(self) -> None:
        """Discard all signals received so far. A run calls this when it starts."""
        self.is_stopping = self.is_forced = self._is_signalled = False
        self._doing: Callable[[], str] | None = None

    def raise_if_interrupted(self) -> None:
        """Raise KeyboardInterrupt if the checks were interrupted. Schemathesis catches the first one itself."""
        if self.is_stopping:
            raise KeyboardInterrupt

    def raise_in_worker(self) -> None:
        """Raise KeyboardInterrupt in a worker if the checks were interrupted: only the main thread receives signals."""
        if self.is_stopping and self._workers.is_one:
            raise KeyboardInterrupt

    @contextmanager
    def worker(self) -> Iterator[None]:
        """Make the current thread a worker: it runs checks, and the main thread cleans up after it."""
        self._workers.is_one = True
        try:
            yield
        finally:
            self._workers.is_one = False

    def end_checks(self) -> None:
        """Mark the checks as over: from now on a signal does not end the run."""
        self.is_stopping = True

    def handle_signal(self, *_: object) -> None:
        """Handle a signal. Raises KeyboardInterrupt unless work is deferred."""
        if self._doing is None and not self.is_stopping:
            self.is_stopping = True
            raise KeyboardInterrupt
        if self._is_signalled:
            self.is_forced = self.is_stopping = True
            raise KeyboardInterrupt
        self._is_signalled = True
        self._show(self._doing() if self._doing else "about to clean up; interrupt again to leave all created items")

    @contextmanager
    def deferred(self, doing: Callable[[], str]) -> Iterator[None]:
        """Defer the first signal to the end of the block. ``doing`` returns a line about the work, and about one more signal.

        Raises KeyboardInterrupt at the end if a signal ends the checks. In other threads it does nothing: they receive no signals.
        """
        if self._doing is not None or threading.current_thread() is not threading.main_thread():
            yield
            return
        self._doing = doing
        try:
            yield
        finally:
            self._doing, signalled, self._is_signalled = None, self._is_signalled, False
            if signalled and not self.is_stopping:
                self.is_stopping = True
                raise KeyboardInterrupt


def _to_stderr(line: str) -> None:
    # A signal may arrive while the stream is being written, and the stream is not reentrant.
    os.write(2, f"\n{PROGRAM}: {line}\n".encode(errors="backslashreplace"))


INTERRUPTION: Final = Interruption(_to_stderr)


def install_handlers() -> None:
    """Handle the signals that end a program, except those that its parent ignores, for example with ``nohup``."""
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, INTERRUPTION.handle_signal)
