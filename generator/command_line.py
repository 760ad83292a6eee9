"""The parts that all command lines share: the argument parser, exit code 2, and the report of unexpected exceptions."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

UNUSABLE = 2
"""The exit code of a command that could not run."""


class Parser(argparse.ArgumentParser):
    """Report errors in one line, without the usage text, and print the epilog of ``--help`` unchanged."""

    def __init__(self, *, prog: str, description: str, epilog: str) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Print the message and exit with code 2."""
        self.exit(UNUSABLE, f"{self.prog}: {message} (see --help)\n")


def run(command: str, work: Callable[[], int], folder: Path) -> int:
    """Return the exit code of a command. An exception is one line on standard error, and exit code 2.

    ``folder`` is what the line names if the exception has no file.
    """
    try:
        return work()
    except OSError as error:
        return fail(command, UNUSABLE, f"{error.strerror or error}: {error.filename or folder}")
    except Exception as error:  # noqa: BLE001 - a traceback would exit with 1, which has another meaning
        return fail(command, UNUSABLE, describe_unexpected(error))


def fail(command: str, code: int, *reasons: object) -> int:
    """Write each reason to standard error, in a line that starts with the name of the command. Return the exit code."""
    sys.stderr.writelines(f"{command}: {reason}\n" for reason in reasons)
    return code


_HERE = Path(__file__).parent
SHOW = "GENERATOR_TRACEBACK"
"""The environment variable that, if set, raises the exception with its traceback."""


def describe_unexpected(error: Exception) -> str:
    """Return one line with the exception and its location in the generator. Raise it if ``GENERATOR_TRACEBACK`` is set."""
    if os.environ.get(SHOW):
        raise error
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(_HERE)]
    where = (
        f" in generator/{Path(own[-1].filename).relative_to(_HERE).as_posix()}, line {own[-1].lineno}" if own else ""
    )
    reason = next((line for line in str(error).splitlines() if line.strip()), "no reason given").rstrip(".:")
    return (
        f"{type(error).__name__}{where}: {reason}. This is a bug in the generator: undo your last change and report it "
        f"(set {SHOW}=1 to see the traceback)"
    )
