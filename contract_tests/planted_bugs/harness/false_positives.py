"""`python -m contract_tests.planted_bugs.harness.false_positives`: run the suite on the healthy mock with many random seeds; each finding is a false positive.

The runs by URL share one server, so that each check finds what earlier ones have left. Some of them shuffle the checks, in each
of the documents, on servers that already hold items.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Final

from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.outcome.runner import run
from apivideo_admin_contract.plan import EFFORTS
from apivideo_admin_contract.session.check import Case
from apivideo_admin_contract.targets.in_process import Target
from apivideo_admin_mock.spec import bundled_document
from contract_tests.planted_bugs.harness.first_catches import read_documents
from contract_tests.planted_bugs.harness.pool import matrix_of
from contract_tests.planted_bugs.harness.run_until_caught import limited
from contract_tests.planted_bugs.harness.setup import Setup
from contract_tests.tools.order.simulation import SimulatedTime, simulate

#: The items that a server holds before a shuffled run: none, less than a page, and several pages.
_IN_USE: Final = (0, 7, 150)


@dataclass(frozen=True, slots=True)
class Run:
    """A random seed, and where to run with it: in process, or by URL with or without the rate limit, or with the checks shuffled.

    A shuffled run uses the document at the position ``document`` of `read_documents`, and a server with ``in_use`` items of each
    collection without parents.
    """

    seed: int
    where: str
    document: int = 0
    in_use: int = 0

    def __str__(self) -> str:
        """Return it as a line of the report names it."""
        return f"seed {self.seed} {self.where}, document {self.document}, {self.in_use} items"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run with each seed, print the findings, and return 1 if there is any."""
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.planted_bugs.harness.false_positives", description=__doc__.partition(": ")[2]
    )
    add = parser.add_argument
    add("--seeds", type=int, default=50, help="runs in process (default 50)")
    add("--http", type=int, default=10, help="runs by URL, each with and without the rate limit (default 10)")
    add("--shuffled", type=int, default=5, help="shuffled runs by URL of each document in simulated time (default 5)")
    add("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one for each core)")
    options = parser.parse_args(arguments)
    runs = [Run(seed, "in process") for seed in range(options.seeds)]
    runs += [Run(seed, where) for seed in range(options.http) for where in ("by URL", "by URL, limited")]
    runs += [
        Run(seed, "shuffled", number, _IN_USE[seed % len(_IN_USE)])
        for seed in range(options.shuffled)
        for number in range(len(read_documents()))
    ]
    total = 0
    with ProcessPoolExecutor(options.jobs, multiprocessing.get_context("spawn")) as pool:
        for one, found in zip(runs, pool.map(false_positives_of, runs), strict=True):
            sys.stdout.write(f"{one}: {len(found)} false positives\n")
            sys.stdout.writelines(f"  {line}\n" for line in found)
            sys.stdout.flush()
            total += len(found)
    sys.stdout.write(f"{total} false positives in {len(runs)} runs\n")
    return int(total > 0)


def false_positives_of(one: Run) -> list[str]:
    """Return the findings on a healthy server, each in a line."""
    if one.where == "shuffled":
        return _found_shuffled(one)
    document = read_document(bundled_document())
    setup, matrix = Setup(document, None), matrix_of(document)
    if one.where == "in process":
        return _found(matrix.cases, setup.in_process(seed=one.seed))
    is_limited = one.where != "by URL"
    with setup.served(limited=is_limited, seed=one.seed) as (target, _):
        # At the speed of the rate limit all cases would take minutes: only those that look at the limit differ.
        return _found(limited(matrix.cases) if is_limited else matrix.cases, target)


def _found_shuffled(one: Run) -> list[str]:
    """Run the checks of a document in a random order, with the rate limit for even seeds."""
    document = read_documents()[one.document]
    cases = list(matrix_of(document).cases)
    Random(one.seed).shuffle(cases)  # noqa: S311 - an order is not a secret
    with SimulatedTime().patched() as clock:
        is_limited = one.seed % 2 == 0
        setup = Setup(document, None)
        simulation = simulate(
            setup, clock, limited=is_limited, effort=EFFORTS["fast"], seed=one.seed, in_use=one.in_use
        )
        return _found(cases, simulation.target)


def _found(cases: Iterable[Case], target: Target) -> list[str]:
    findings = [result.finding for result in run(cases, target) if result.finding]
    return [f"{one.rule.id}: {one.check}: {one.message}" for one in findings]


if __name__ == "__main__":
    sys.exit(main())
