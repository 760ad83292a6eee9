"""Run `python -m contract_tests.planted_bugs`."""

from __future__ import annotations

import sys

from contract_tests.planted_bugs.harness.table import main

if __name__ == "__main__":
    sys.exit(main())
