"""The argument parser that all commands share."""

from __future__ import annotations

import argparse
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
