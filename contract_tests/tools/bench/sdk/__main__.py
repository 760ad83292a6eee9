"""Compare the SDK with plain httpx2 and with the clients of two other generators."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from contract_tests.tools.bench.sdk import calls, imports, memory, throughput


def main() -> int:
    """Measure and print. Exit with 1 if an aim is missed."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench -- sdk", description="Compare the SDK with plain httpx2 and two generated clients."
    )
    parser.add_argument("--rounds", type=int, default=9, help="measurements of each client (default: %(default)s)")
    parser.add_argument(
        "--pages", type=int, default=10_000, help="pages of 100 items in the memory benchmark (default: %(default)s)"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="apivideo-admin-bench-") as folder:
        met = [
            calls.measure(Path(folder), arguments.rounds),
            imports.measure(Path(folder), arguments.rounds),
            memory.measure(arguments.pages),
            throughput.measure(),
        ]
    print(
        "\nPASS: every aim is met" if all(met) else "\nFAIL: an aim is missed; compare each figure with its aim above"
    )
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
