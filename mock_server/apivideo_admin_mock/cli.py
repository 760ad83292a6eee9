"""The command ``apivideo-admin-mock``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

from apivideo_admin_mock.arguments import parse_arguments
from apivideo_admin_mock.closed_output import exit_on_closed_output
from apivideo_admin_mock.commands import init, proxy, serve
from apivideo_admin_mock.errors import MockError, SettingsError
from apivideo_admin_mock.ready_file import ReadyFile


class Command(Protocol):
    """The module of a command."""

    def check(self, parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
        """End with an error for arguments that cannot be combined."""

    def run(self, arguments: argparse.Namespace, ready_file: ReadyFile) -> int:
        """Run the command, and return its exit code. Raises MockError."""


_INTERRUPTED = 130  # the convention of shells: 128 plus the number of SIGINT
_INVALID = 2  # the exit code of argparse
_COMMANDS: Mapping[str, Command] = {"serve": serve, "proxy": proxy, "init": init}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0: stopped by a signal. 1: the mock cannot serve, or the proxy found violations and has to fail on them. 2: invalid arguments.
    130: interrupted before it served. 141: the reader of the output closed it.
    """
    with exit_on_closed_output():
        return _main(argv)


def _main(argv: Sequence[str] | None) -> int:
    parser, arguments = parse_arguments(argv, os.environ)
    command = _COMMANDS[arguments.command]
    command.check(parser, arguments)
    ready_file = ReadyFile(getattr(arguments, "ready_file", None))
    try:
        # Before the slow imports: a client may wait for this file already.
        ready_file.prepare()
        return command.run(arguments, ready_file)
    except MockError as error:
        for line in str(error).splitlines():
            print(f"apivideo-admin-mock: {line}", file=sys.stderr)
        return _INVALID if isinstance(error, SettingsError) else 1
    except KeyboardInterrupt:
        return _INTERRUPTED
