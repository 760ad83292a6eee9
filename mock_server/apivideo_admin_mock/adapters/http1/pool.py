"""Run functions in a bounded number of threads that start on demand and never delay the end of the process."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final

_IDLE_SECONDS: Final = 30.0


class Pool:
    """Up to ``size`` daemon threads. `concurrent.futures` would wait for its threads at exit, as long as a request waits.

    ``running`` is the number of functions that were submitted and have not ended. The end of the server does not wait for those
    of a pool that ``only_waits``. Each function runs within a context that ``within`` returns.
    """

    def __init__(
        self,
        size: int,
        name: str,
        *,
        only_waits: bool = False,
        within: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._size, self._name, self.only_waits, self._within = size, name, only_waits, within
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._threads = self._idle = 0
        self.running = 0

    def submit(self, job: Callable[[], None]) -> None:
        """Run a function in a thread, once one is free. The function must not raise."""
        with self._lock:
            is_new = self._idle <= self._jobs.qsize() and self._threads < self._size
            self._threads += is_new
            self.running += 1
            self._jobs.put(job)
        if is_new:
            threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._idle += 1
            try:
                job = self._jobs.get(timeout=_IDLE_SECONDS)
            except queue.Empty:
                job = None
            with self._lock:
                self._idle -= 1
                if job is None and self._jobs.empty():
                    self._threads -= 1
                    return
            if job is not None:
                with self._within():
                    job()
                with self._lock:
                    self.running -= 1
