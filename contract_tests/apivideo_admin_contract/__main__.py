"""Run the contract suite: ``apivideo-admin-contract --help``."""

from __future__ import annotations

import os
import sys
from typing import Final

from apivideo_admin_contract.safety.interruption import install_handlers

_INTERRUPTED: Final = 130


def run() -> int:
    """Run the command, and return its exit code."""
    install_handlers()
    try:
        # It imports all that there is, which takes seconds.
        from apivideo_admin_contract.cli import main

        return main(sys.argv[1:], os.environ)
    except KeyboardInterrupt:
        sys.stderr.write("apivideo-admin-contract: interrupted, so there is no report\n")
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(run())
