"""Ends the worker of Granian whenever its parent is to end, and never otherwise."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from typing import Any

from granian import Granian

#: The seconds that requests under way have to come to an end.
GRACE = 3
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Lifeline:
    """A pipe of which the parent holds one end and the worker the other: it breaks when the parent lets go, or is gone."""

    def __init__(self) -> None:
        # The worker gets its end by the fork.
        self._worker_end, self._parent_end = multiprocessing.Pipe(duplex=False)

    def release(self) -> None:
        """Let go, in the parent. May be called again."""
        self._parent_end.close()

    def follow(self, listening: threading.Event) -> None:
        """Begin to end this process as soon as the line breaks; called in the worker, which begins to listen a bit later."""
        # Held here too, it would never break.
        self._parent_end.close()
        threading.Thread(target=self._follow, args=(listening,), daemon=True).start()

    def _follow(self, listening: threading.Event) -> None:
        self._worker_end.poll(None)
        end = time.monotonic() + GRACE
        # Granian's handler is there once it listens.
        if listening.wait(GRACE):
            handler = signal.getsignal(signal.SIGTERM)
            if callable(handler):
                handler(signal.SIGTERM, None)
        time.sleep(max(0.0, end - time.monotonic()))
        # A request that stalls or waits must not keep the port.
        os._exit(0)


class Supervisor(Granian):  # type: ignore[misc, valid-type] # Granian chooses its class when it is imported
    """Granian's parent process, where the signals that end it are taken by a thread, and come to no Python handler.

    A terminal sends SIGINT to both processes, ``timeout`` and ``pkill`` send SIGTERM to both. Granian's handlers set an
    event that their own thread waits for: a second signal, or one at a wrong moment, waits for ever for the lock of it.
    So the signals are blocked in the worker, which ends by its lifeline alone.
    """

    def __init__(self, lifeline: Lifeline, **settings: Any) -> None:
        super().__init__("apivideo_admin_mock", **settings)
        self._lifeline = lifeline

    def serve(self, *arguments: Any, **named: Any) -> None:
        """Serve until a signal comes, which are left blocked: one that comes late must not change how the process ends."""
        multiprocessing.set_start_method("fork", force=True)
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            super().serve(*arguments, **named)
        finally:
            self._lifeline.release()

    def startup(self, *arguments: Any) -> None:
        """Start the worker, and the thread that takes the signals only then, since a fork should find no threads."""
        super().startup(*arguments)
        threading.Thread(target=self._wait_for_signal, daemon=True).start()

    def shutdown(self, *arguments: Any) -> None:
        """End the worker; that it does is expected from here on."""
        for worker in self.wrks:
            worker.interrupt_by_parent = True
        self._lifeline.release()
        # Granian's own limit takes a worker that has just ended for one that refuses to, and says so.
        last_resort = threading.Timer(GRACE + 2, _kill, args=(list(self.wrks),))
        last_resort.daemon = True
        last_resort.start()
        super().shutdown(*arguments)

    def _wait_for_signal(self) -> None:
        # A SIGHUP would start a second worker beside the first, each with a state of its own: it ends the server as well.
        signal.sigwait(_SIGNALS)
        self.interrupt_signal = True
        self.main_loop_interrupt.set()


def _kill(workers: list[Any]) -> None:
    for worker in workers:
        worker.kill()
