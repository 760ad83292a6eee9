"""End a command without a traceback if the reader of its output ends first, as ``head`` does."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

#: The exit code of a command whose output was closed: 128 plus the number of SIGPIPE, as in shells.
BROKEN_PIPE: Final = 141


@contextmanager
def exit_on_closed_output() -> Iterator[None]:
    """Flush the output at the end of the block. Raises SystemExit with `BROKEN_PIPE` if its reader has closed it."""
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        if not discard_closed_output():
            raise  # It comes from another pipe.
        raise SystemExit(BROKEN_PIPE) from None


def discard_closed_output() -> bool:
    """Redirect each standard stream whose reader has closed it to the null device, and return whether there was one.

    Otherwise Python writes the rest of its buffer again at exit, and prints an error.
    """
    closed = [stream for stream in (sys.stdout, sys.stderr) if stream is not None and _is_closed(stream)]
    for stream in closed:
        discard(stream)
    return bool(closed)


def _is_closed(stream: TextIO) -> bool:
    # Not by a second flush: with PYTHONUNBUFFERED nothing is left to write.
    poll = select.poll()
    poll.register(stream.fileno(), 0)
    return any(state & (select.POLLERR | select.POLLHUP) for _, state in poll.poll(0))


def discard(stream: TextIO) -> None:
    """Redirect a stream to the null device, with what its buffer still contains."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)
