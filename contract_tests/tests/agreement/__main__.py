"""`python -m contract_tests.tests.agreement`: ask all readers about many documents, and plant bugs in the server of each.

Each batch of documents depends on the seed alone: ``--seed`` and ``--skip`` repeat or continue a run.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from contract_tests.tests.agreement.batch import SIZE, Batch, ask

_ENOUGH: Final = 0.95


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, print each disagreement and missed bug, and return 1 for a disagreement or fewer than 95 % of the bugs."""
    options = _parser().parse_args(arguments)
    numbers = range(options.skip // SIZE, (options.skip + options.documents) // SIZE)
    batches: list[Batch] = []
    # A process that ends after some batches returns its memory. The executor of concurrent.futures can wait for ever when it replaces one.
    with multiprocessing.get_context("spawn").Pool(options.jobs, maxtasksperchild=10) as pool:
        for batch in pool.imap(partial(ask, options.seed, bugs=options.bugs, falsifying=options.falsifying), numbers):
            batches.append(batch)
            sys.stdout.writelines(f"{line}\n" for line in (*batch.disagreements, *batch.missed))
            sys.stdout.write(f"{_figures(batches)}\n")
            sys.stdout.flush()
    caught, missed = sum(one.caught for one in batches), sum(len(one.missed) for one in batches)
    return int(any(one.disagreements for one in batches) or caught < _ENOUGH * (caught + missed))


def _parser() -> argparse.ArgumentParser:
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
    add("--falsifying", type=Path, help="folder for the documents that the readers disagree about")
    return parser


def _figures(batches: Sequence[Batch]) -> str:
    """Return one line with the figures of a run so far."""
    documents, accepted = sum(one.documents for one in batches), sum(one.accepted for one in batches)
    distinct = len(frozenset[str]().union(*(one.distinct for one in batches)))
    found = sum(len(one.disagreements) for one in batches)
    caught, missed = sum(one.caught for one in batches), sum(len(one.missed) for one in batches)
    named = sum(one.named for one in batches)
    bugs = f", {caught} of {caught + missed} bugs caught, {named} by a rule of their own" if caught + missed else ""
    seconds = sum(one.seconds for one in batches) / documents
    return (
        f"{documents} documents ({distinct} distinct), {accepted} accepted, {documents - accepted} refused, "
        f"{found} disagreements{bugs}; {seconds:.2f} CPU seconds a document, {max(one.memory for one in batches):.0f} MB"
    )


if __name__ == "__main__":
    sys.exit(main())
