"""Run the command line: parse the arguments, call the client, and turn each error into lines and an exit code."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING

from . import codes

if TYPE_CHECKING:
    import click

    from .table import Program

MISSING_EXTRA = 'The command line needs two more packages: pip install "apivideo-admin[cli]"'
_PACKAGES = ("click", "rich")


def run(program: Program, arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code. Only a bug raises."""
    if any(importlib.util.find_spec(name) is None for name in _PACKAGES):
        _print(f"Error: {MISSING_EXTRA}")
        return codes.OTHER
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(program, arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _print("Interrupted.")
        return codes.INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return codes.CLOSED_OUTPUT
    return code


def _run(program: Program, arguments: Sequence[str]) -> int:
    import click  # imported late, as it may be missing

    from .completion import complete, variable
    from .tree import make_root

    root = make_root(program)
    if instruction := os.environ.get(variable(program.name)):
        return complete(root, program.name, instruction)
    try:
        with root.make_context(program.name, list(arguments)) as context:
            root.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        _print(error.format_message())
        return codes.USAGE
    except click.UsageError as error:
        message = " ".join(error.format_message().split())
        _print(f"Error: {message}{_help_hint(error.ctx)}")
        return codes.USAGE
    except codes.CommandError as error:
        sys.stdout.flush()
        _print("\n".join([f"Error: {error.lines[0]}", *error.lines[1:]]))
        return error.code
    return 0


def _help_hint(context: click.Context | None) -> str:
    return f" hint: {context.command_path} --help" if context is not None else ""


def _print(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 (a command prints)


def _discard_output() -> None:
    """Redirect standard output to the null device: Python would write the rest of its buffer at exit, and print an error."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
