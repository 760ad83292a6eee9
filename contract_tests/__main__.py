"""Hold a server to the Admin API: ``python -m contract_tests --help``."""

from __future__ import annotations

import os
import sys
from typing import Final

from contract_tests.suite.interruption import listen

_INTERRUPTED: Final = 130


def _run() -> int:
    listen()
    try:
        # It imports all that there is, which takes seconds.
        from contract_tests.suite.cli import main

        return main(sys.argv[1:], os.environ)
    except KeyboardInterrupt:
        sys.stderr.write("contract_tests: interrupted, so there is no report\n")
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(_run())
