"""Write log lines in a thread: a reader that is slow or has gone never delays a response."""

from __future__ import annotations

import logging
import os
import queue
import sys
import threading
import time
from typing import Final, TextIO

from apivideo_admin_mock.monotonic import monotonic

_MAX_LINES: Final = 10_000
_ENCODING_ERRORS: Final = "backslashreplace"


class LineWriter:
    """Writes lines to a stream. While its pipe is full, up to 10,000 lines wait; further ones are dropped and counted."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        try:
            self._descriptor: int | None = stream.fileno()
        except OSError:  # a test captures the stream
            self._descriptor = None
        self._encoding = stream.encoding or "utf-8"
        self._lines: queue.Queue[str] = queue.Queue(_MAX_LINES)
        self._lock = threading.Lock()
        self._process = 0
        self._dropped = 0
        self._is_closed = False

    def write(self, line: str) -> None:
        """Write a line soon. Thread-safe."""
        if self._process != os.getpid():
            self._start()
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._dropped += 1

    def close(self, seconds: float = 1.0) -> None:
        """Wait until all lines are written, but no longer than a time. Afterwards nothing is written: the stream may be closed."""
        end = monotonic() + seconds
        while self._lines.unfinished_tasks and monotonic() < end:
            time.sleep(0.005)
        self._is_closed = True

    def _start(self) -> None:
        """Start the thread. A process that was forked needs one of its own."""
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._lines = queue.Queue(_MAX_LINES)
                threading.Thread(target=self._run, name="log", daemon=True).start()

    def _run(self) -> None:
        is_open = True
        while True:
            line = self._lines.get()
            dropped, self._dropped = self._dropped, 0
            if dropped:
                line = f"{dropped} lines of the log were dropped: its reader is too slow\n{line}"
            if is_open:
                is_open = self._write(f"{line}\n".encode(self._encoding, _ENCODING_ERRORS))
            self._lines.task_done()

    def _write(self, data: bytes) -> bool:
        """Write to the descriptor: the lock of the stream would block the end of the process. Return whether it is open."""
        if self._is_closed:
            return False
        if self._descriptor is None:
            self._stream.write(data.decode(self._encoding))
            return True
        try:
            while data and not self._is_closed:
                data = data[os.write(self._descriptor, data) :]
        except OSError:  # the reader has gone
            return False
        return True


class LineHandler(logging.Handler):
    """A handler that writes records with a `LineWriter`."""

    def __init__(self, writer: LineWriter) -> None:
        super().__init__()
        self._writer = writer

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        try:
            self._writer.write(self.format(record))
        except Exception:  # noqa: BLE001 - the rule of handlers: a record that cannot be formatted raises nothing
            self.handleError(record)


def log_to(writer: LineWriter) -> None:
    """Write the records of the mock with a `LineWriter`."""
    logger = logging.getLogger("apivideo_admin_mock")
    logger.addHandler(LineHandler(writer))
    logger.propagate = False


def standard_error() -> LineWriter:
    """Return a writer to standard error."""
    return LineWriter(sys.stderr)
