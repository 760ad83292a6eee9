"""`python -m contract_tests.tests.agreement`: ask all readers about many documents, and plant bugs in the server of each.

Each batch of documents depends on the seed alone: ``--seed`` and ``--skip`` repeat or continue a run.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final

from contract_tests.tests.agreement.batch import SIZE, ask

_ENOUGH: Final = 0.95


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, print each disagreement and missed bug, and return 1 for a disagreement or fewer than 95 % of the bugs."""
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.tests.agreement", description=(__doc__ or "").partition(": ")[2]
    )
    add = parser.add_argument
    add("--documents", type=int, default=2000, help="documents in total (default: %(default)s)")
    add("--bugs", type=int, default=0, help="planted bugs of each document (default: %(default)s)")
    add("--seed", type=int, default=0, help="of the documents and the bugs (default: %(default)s)")
    add(
        "--skip",
        type=int,
        default=0,
        help="documents of this seed that another run has asked about (default: %(default)s)",
    )
    add("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one for each core)")
    options = parser.parse_args(arguments)
    numbers = range(options.skip // SIZE, (options.skip + options.documents) // SIZE)
    documents = caught = named = 0
    found: list[str] = []
    missed: list[str] = []
    with ProcessPoolExecutor(options.jobs, multiprocessing.get_context("spawn")) as pool:
        waiting = [pool.submit(ask, options.seed, number, options.bugs) for number in numbers]
        for batch in (one.result() for one in waiting):
            documents, caught, named = documents + batch.documents, caught + batch.caught, named + batch.named
            found, missed = found + batch.disagreements, missed + batch.missed
            sys.stdout.writelines(f"{line}\n" for line in (*batch.disagreements, *batch.missed))
            planted = caught + len(missed)
            bugs = f", {caught} of {planted} bugs caught, {named} by a rule of their own" if options.bugs else ""
            sys.stdout.write(f"{documents} documents, {len(found)} disagreements{bugs}\n")
            sys.stdout.flush()
    return int(bool(found) or caught < _ENOUGH * (caught + len(missed)))


if __name__ == "__main__":
    sys.exit(main())
