"""How the command lines read their arguments."""

from __future__ import annotations

import argparse
from typing import NoReturn

UNUSABLE = 2
"""The exit code of a command that could not run."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage; its help shows the epilog as it is written."""

    def __init__(self, *, prog: str, description: str, epilog: str) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Leave with the exit code 2."""
        self.exit(UNUSABLE, f"{self.prog}: {message} (see --help)\n")
