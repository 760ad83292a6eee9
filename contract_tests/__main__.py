"""Hold a server to the Admin API: ``python -m contract_tests --help``."""

from __future__ import annotations

import os
import signal
import sys

from contract_tests.suite.cli import main


def _stop(_number: int, _frame: object) -> None:
    """End as Ctrl-C does: what was made on a server is removed."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main(sys.argv[1:], os.environ))
