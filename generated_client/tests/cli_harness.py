"""Run the command line in this process, on a mock or on a function that responds to its requests."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import httpx2
from msgspec.structs import replace
from sdk_harness import CALLS

from apivideo_admin import AdminClient, __main__

KEY = "mock-admin-key"
"""The key of a mock, and the one in the environment variable of each run."""


class Stream(io.StringIO):
    """A standard stream: a terminal or a file, in UTF-8 unless another encoding is given."""

    def __init__(self, *, is_terminal: bool, encoding: str = "utf-8") -> None:
        super().__init__()
        self._is_terminal = is_terminal
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]  # an attribute there
        return self._encoding

    def isatty(self) -> bool:
        return self._is_terminal


@dataclass(frozen=True)
class Ran:
    """What a run printed, and its exit code."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class CommandLine:
    """The command line, connected to a transport.

    ``main`` and ``client`` are its module and its client: those of this package, or of one that was rendered.
    ``terminal`` makes standard output and standard error terminals of ``width`` columns.
    """

    transport: httpx2.BaseTransport
    main: Any = __main__
    client: Any = AdminClient
    terminal: bool = False
    width: int = 80
    encoding: str = "utf-8"

    def __call__(self, *arguments: str, **variables: str) -> Ran:
        out = Stream(is_terminal=self.terminal, encoding=self.encoding)
        err = Stream(is_terminal=self.terminal)
        environment = {
            "APIVIDEO_ADMIN_API_KEY": KEY,
            "APIVIDEO_ADMIN_BASE_URL": "http://localhost",
            "COLUMNS": str(self.width),
            "NO_COLOR": "1",
            "TERM": "xterm",
        } | variables
        program = replace(self.main.PROGRAM, open_client=self._open_client)
        with patch.dict(os.environ, environment), redirect_stdout(out), redirect_stderr(err):
            code = self.main.run(program, arguments)
        return Ran(code, out.getvalue(), err.getvalue())

    def _open_client(self, **options: Any) -> Any:
        CALLS.total += 1
        return self.client(**{"transport": self.transport, "throttle": False, "max_retries": 0, **options})


def responding(respond: Callable[[httpx2.Request], httpx2.Response], **options: Any) -> CommandLine:
    """Return the command line on a function that responds to its requests."""
    return CommandLine(httpx2.MockTransport(respond), **options)
