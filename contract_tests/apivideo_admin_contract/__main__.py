"""Run the command: ``python -m apivideo_admin_contract --help``."""

from __future__ import annotations

import os
import sys

from apivideo_admin_contract.cli import INTERRUPTED, main
from apivideo_admin_contract.environment import PROGRAM
from apivideo_admin_contract.safety.interruption import install_handlers
from apivideo_admin_mock.closed_output import exit_on_closed_output


def run() -> int:
    """Run the command with the arguments of the process, and return its exit code."""
    install_handlers()
    try:
        with exit_on_closed_output():
            return main(sys.argv[1:], os.environ)
    except KeyboardInterrupt:
        sys.stderr.write(f"{PROGRAM}: interrupted before the first check; no report was written\n")
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(run())
