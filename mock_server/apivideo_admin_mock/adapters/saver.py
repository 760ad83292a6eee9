"""Save after changes, in a thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.monotonic import monotonic

_log = logging.getLogger("apivideo_admin_mock")
#: Changes within this time, in seconds, are saved together.
PAUSE: Final = 0.2
# Of the time, saving takes one part in so many at most.
_SHARE: Final = 10


class Saver:
    """Calls a function some time after `changed`, and at the end. It may raise MockError, which is logged."""

    def __init__(self, save: Callable[[], None], *, pause: float = PAUSE) -> None:
        self._save, self._pause = save, pause
        self._changed = threading.Event()
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="save", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def changed(self) -> None:
        """Save soon. Thread-safe."""
        self._changed.set()

    def close(self) -> None:
        """End the thread and save once more. Raises what the function raises."""
        self._is_closed.set()
        self._changed.set()
        self._thread.join()
        self._save()

    def _run(self) -> None:
        pause = self._pause
        while not self._is_closed.is_set():
            self._changed.wait()
            if self._is_closed.wait(pause):
                return
            self._changed.clear()
            began = monotonic()
            try:
                self._save()
            except MockError as error:
                _log.error("%s", error)
            except Exception:  # noqa: BLE001 - a later change is saved all the same
                _log.exception("the state is not saved")
            pause = max(self._pause, _SHARE * (monotonic() - began))
