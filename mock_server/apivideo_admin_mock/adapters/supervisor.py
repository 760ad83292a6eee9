"""Run Granian's worker so that it ends exactly when its parent process ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from typing import Any

from granian import Granian

#: The time for running requests to finish, in seconds.
GRACE = 3
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ParentPipe:
    """A pipe between the parent and the worker. It closes when the parent closes its end, or ends for any reason."""

    def __init__(self) -> None:
        # The worker inherits its end when it is forked.
        self._worker_end, self._parent_end = multiprocessing.Pipe(duplex=False)

    def close(self) -> None:
        """Close the parent's end. Closing it again has no effect."""
        self._parent_end.close()

    def exit_on_close(self, listening: threading.Event) -> None:
        """End this process when the pipe closes. ``listening`` is set once the worker, which calls this, listens."""
        # The worker must not keep the parent's end open, or the pipe never closes.
        self._parent_end.close()
        threading.Thread(target=self._wait, args=(listening,), daemon=True).start()

    def _wait(self, listening: threading.Event) -> None:
        self._worker_end.poll(None)
        end = time.monotonic() + GRACE
        # Granian installs its handler before it listens.
        if listening.wait(GRACE):
            handler = signal.getsignal(signal.SIGTERM)
            if callable(handler):
                handler(signal.SIGTERM, None)
        time.sleep(max(0.0, end - time.monotonic()))
        # A request that still waits must not keep the port in use.
        os._exit(0)


class Supervisor(Granian):  # type: ignore[misc, valid-type] # Granian chooses its class when it is imported
    """Granian's parent process. A thread waits for the signals that end it; no Python signal handler runs.

    A terminal sends SIGINT to both processes; ``timeout`` and ``pkill`` send SIGTERM to both. Granian's handlers set an event
    in the thread that waits for it: a second signal, or one at the wrong moment, can deadlock on the lock of that event.
    Therefore the signals are blocked in the worker as well, and the worker ends when its pipe closes.
    """

    def __init__(self, parent_pipe: ParentPipe, **settings: Any) -> None:
        super().__init__("apivideo_admin_mock", **settings)
        self._parent_pipe = parent_pipe

    def serve(self, *arguments: Any, **named: Any) -> None:
        """Serve until a signal arrives. Signals stay blocked, so that a late one does not change the exit code."""
        multiprocessing.set_start_method("fork", force=True)
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            super().serve(*arguments, **named)
        finally:
            self._parent_pipe.close()

    def startup(self, *arguments: Any) -> None:
        """Start the worker, then the thread that waits for signals: a process with threads should not fork."""
        super().startup(*arguments)
        threading.Thread(target=self._wait_for_signal, daemon=True).start()

    def shutdown(self, *arguments: Any) -> None:
        """End the worker. Mark it as interrupted first, so that Granian does not report an unexpected exit."""
        for worker in self.wrks:
            worker.interrupt_by_parent = True
        self._parent_pipe.close()
        # Granian's own timeout would report a worker that has just ended as one that does not stop.
        last_resort = threading.Timer(GRACE + 2, _kill, args=(list(self.wrks),))
        last_resort.daemon = True
        last_resort.start()
        super().shutdown(*arguments)

    def _wait_for_signal(self) -> None:
        # In Granian, SIGHUP starts a second worker, with its own data. Here it ends the server, like the other signals.
        signal.sigwait(_SIGNALS)
        self.interrupt_signal = True
        self.main_loop_interrupt.set()


def _kill(workers: list[Any]) -> None:
    for worker in workers:
        worker.kill()
