"""`python -m contract_tests.faults` is `python -m contract_tests --faults`."""

from __future__ import annotations

import sys

from contract_tests.faults.table import main

if __name__ == "__main__":
    sys.exit(main())
