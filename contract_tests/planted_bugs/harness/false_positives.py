"""`python -m contract_tests.planted_bugs.harness.false_positives`: run the suite on the healthy mock with many random seeds; each finding is a false positive."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.outcome.runner import run
from apivideo_admin_contract.session.check import Case
from apivideo_admin_contract.targets.in_process import Target
from apivideo_admin_mock.spec import bundled_document
from contract_tests.planted_bugs.harness.pool import matrix_of
from contract_tests.planted_bugs.harness.run_until_caught import limited
from contract_tests.planted_bugs.harness.setup import Setup


@dataclass(frozen=True, slots=True)
class Run:
    """A random seed, and where to run with it: in process, or by URL with or without the rate limit."""

    seed: int
    where: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Run with each seed, print the findings, and return 1 if there is any."""
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.planted_bugs.harness.false_positives", description=__doc__.partition(": ")[2]
    )
    add = parser.add_argument
    add("--seeds", type=int, default=50, help="runs in process (default 50)")
    add("--http", type=int, default=10, help="runs by URL, each with and without the rate limit (default 10)")
    add("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one for each core)")
    options = parser.parse_args(arguments)
    runs = [Run(seed, "in process") for seed in range(options.seeds)]
    runs += [Run(seed, where) for seed in range(options.http) for where in ("by URL", "by URL, limited")]
    total = 0
    with ProcessPoolExecutor(options.jobs, multiprocessing.get_context("spawn")) as pool:
        for one, found in zip(runs, pool.map(false_positives_of, runs), strict=True):
            sys.stdout.write(f"seed {one.seed} {one.where}: {len(found)} false positives\n")
            sys.stdout.writelines(f"  {line}\n" for line in found)
            sys.stdout.flush()
            total += len(found)
    sys.stdout.write(f"{total} false positives in {len(runs)} runs\n")
    return int(total > 0)


def false_positives_of(one: Run) -> list[str]:
    """Return the findings on a healthy server, each in a line."""
    document = read_document(bundled_document())
    setup, matrix = Setup(document, None), matrix_of(document)
    if one.where == "in process":
        return _found(matrix.cases, setup.in_process(seed=one.seed))
    is_limited = one.where != "by URL"
    with setup.served(limited=is_limited, seed=one.seed) as (target, _):
        # At the speed of the rate limit all cases would take minutes: only those that look at the limit differ.
        return _found(limited(matrix.cases) if is_limited else matrix.cases, target)


def _found(cases: Iterable[Case], target: Target) -> list[str]:
    findings = [result.finding for result in run(cases, target) if result.finding]
    return [f"{one.rule.id}: {one.check}: {one.message}" for one in findings]


if __name__ == "__main__":
    sys.exit(main())
