"""What Ctrl-C and its like do to a run: they end the checks, but what cleans up after these only if it is asked for again and again.

Signals are of the process, and so is `INTERRUPTION`; `listen` has it hear them. Where nothing listens, nothing is held.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

#: Windows has no SIGHUP, which comes when a terminal is closed.
_SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP")


class Interruption:
    """The first signal ends the checks, by a KeyboardInterrupt. What is held goes on until there are two more.

    ``is_stopping`` is whether the checks were ended, or are over; ``is_forced`` whether what was held was ended as well. ``tell`` is given
    a line for the user.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self.reset()

    def reset(self) -> None:
        """Forget all signals: a run begins."""
        self.is_stopping = self.is_forced = self._is_asked = False
        self._doing: Callable[[], str] | None = None

    def raise_if_interrupted(self) -> None:
        """Raise KeyboardInterrupt if the checks were to end, and go on: Schemathesis takes an interruption for its own."""
        if self.is_stopping:
            raise KeyboardInterrupt

    def end_checks(self) -> None:
        """Let no signal end the run any more: what follows are its last words."""
        self.is_stopping = True

    def handle_signal(self, *_: object) -> None:
        """Take a signal. Raises KeyboardInterrupt unless something is held."""
        if self._doing is None and not self.is_stopping:
            self.is_stopping = True
            raise KeyboardInterrupt
        if self._is_asked:
            self.is_forced = self.is_stopping = True
            raise KeyboardInterrupt
        self._is_asked = True
        self._tell(self._doing() if self._doing else "about to clean up; once more to leave all that was made")

    @contextmanager
    def deferred(self, doing: Callable[[], str]) -> Iterator[None]:
        """Hold the first signal until this is done; ``doing`` says what it is, and what one more signal does.

        Raises KeyboardInterrupt afterwards if there was a signal that is to end the checks. Only the main thread gets signals.
        """
        if self._doing is not None or threading.current_thread() is not threading.main_thread():
            yield
            return
        self._doing = doing
        try:
            yield
        finally:
            self._doing, asked, self._is_asked = None, self._is_asked, False
            if asked and not self.is_stopping:
                self.is_stopping = True
                raise KeyboardInterrupt


def _to_stderr(line: str) -> None:
    # A signal may come while the stream writes, and it can't be entered twice.
    os.write(2, f"\ncontract_tests: {line}\n".encode(errors="backslashreplace"))


INTERRUPTION: Final = Interruption(_to_stderr)


def install_handlers() -> None:
    """Hear the signals that ask a program to end, but for those that whoever started it has it ignore, as ``nohup`` does."""
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, INTERRUPTION.handle_signal)
