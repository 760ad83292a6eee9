"""Measures the SDK beside plain httpx2 and beside what two other generators make of the same document."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from contract_tests.tools.bench.sdk import calls, imports, memory, pace


def main() -> int:
    """Measure and print. Exits with 1 where an aim was missed."""
    parser = argparse.ArgumentParser(prog="nox -s bench -- sdk", description="Measures the SDK.")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each candidate (default: %(default)s)")
    parser.add_argument(
        "--pages", type=int, default=10_000, help="pages of 100 of the long walk (default: %(default)s)"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="apivideo-admin-bench-") as folder:
        met = [
            calls.measure(Path(folder), arguments.rounds),
            imports.measure(Path(folder), arguments.rounds),
            memory.measure(arguments.pages),
            pace.measure(),
        ]
    print("\nevery aim is met" if all(met) else "\nan aim is missed")
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
