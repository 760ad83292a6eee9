"""`python -m contract_tests --faults --sdk`: plants each fault into the SDK, and tells what catches it, after how long."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatchcase

from apivideo_admin_contract.session.check import Case
from contract_tests.planted_bugs.harness.comparison import is_missed
from contract_tests.planted_bugs.harness.pool import Plan, Row
from contract_tests.planted_bugs.harness.report import WRITERS
from contract_tests.planted_bugs.harness.run_until_caught import Catch
from contract_tests.planted_bugs.harness.table import add_flags, write
from contract_tests.sdk_faults import CLIENT_FAULTS
from contract_tests.sdk_faults.catching import all_cases, first_finding, named_cases
from contract_tests.sdk_faults.planting import ClientFault
from contract_tests.tests.support.subject import DOCUMENT

_DESCRIPTION = "Hold the checks of the SDK to planted faults: each must be caught by a check of a rule that it breaks."


def main(arguments: Sequence[str] | None = None) -> int:
    """Hunt faults, print a table, and give 1 if one was missed, 2 for a wrong argument, else 0."""
    given = _parser().parse_args(arguments)
    names = [one.name for one in CLIENT_FAULTS if _is_chosen(one, given.select)]
    if not names:
        sys.stderr.write(f"--select {' '.join(given.select)} fits no fault; --list lists them.\n")
        return 2
    if given.list:
        sys.stdout.writelines(f"{name}\n" for name in names)
        return 0
    begun = time.perf_counter()
    plan = Plan(whole=not given.named_only)
    rows = list(_examine_all(names, plan, given.jobs))
    write(WRITERS[given.report](rows, plan, time.perf_counter() - begun), given.output)
    return int(any(is_missed(row, plan) for row in rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m contract_tests --faults --sdk", description=_DESCRIPTION)
    add_flags(parser, "only these: a fault or a rule; repeatable")
    return parser


def _is_chosen(fault: ClientFault, globs: Sequence[str]) -> bool:
    names = {fault.name, *(rule.id for rule in fault.rules)}
    return not globs or any(fnmatchcase(name, glob) for name in names for glob in globs)


def _examine_all(names: Sequence[str], plan: Plan, jobs: int) -> Iterator[Row]:
    # A patch of the SDK must not outlive its fault, nor meet another: each process looks at one at a time.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max(1, min(jobs, len(names))), context) as pool:
        yield from pool.map(_examine, names, [plan] * len(names))


def _examine(name: str, plan: Plan) -> Row:
    fault = next(one for one in CLIENT_FAULTS if one.name == name)
    rules = tuple(sorted(rule.id for rule in fault.rules))
    return Row(
        name,
        "sdk",
        rules,
        named=_catch(fault, named_cases(fault, DOCUMENT)),
        whole=_catch(fault, all_cases(DOCUMENT)) if plan.whole else None,
    )


def _catch(fault: ClientFault, cases: Iterable[Case]) -> Catch | None:
    begun = time.perf_counter()
    result = first_finding(fault, cases, DOCUMENT)
    if result is None or result.finding is None:
        return None
    finding = result.finding
    return Catch(finding.check, finding.rule.id, finding.message, time.perf_counter() - begun)
