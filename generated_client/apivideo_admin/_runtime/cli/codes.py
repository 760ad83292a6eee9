"""The exit codes, and the exception that ends a command with one of them."""

from __future__ import annotations

from collections.abc import Sequence

OTHER = 1
USAGE = 2
UNAUTHENTICATED = 3
FORBIDDEN = 4
NOT_FOUND = 5
REFUSED = 6
RATE_LIMITED = 7
SERVER = 8
NO_RESPONSE = 9
INTERRUPTED = 130
"""128 plus the number of SIGINT, as in shells."""

CLOSED_OUTPUT = 141
"""128 plus the number of SIGPIPE, as in shells."""


class CommandError(Exception):
    """A command failed. ``lines`` are printed to standard error, and ``code`` is the exit code."""

    def __init__(self, lines: Sequence[str], code: int) -> None:
        super().__init__(*lines)
        self.lines = tuple(lines)
        self.code = code
