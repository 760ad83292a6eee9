"""Hunts many faults, several at a time, each in a process of its own making."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Final

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.document.document import Collection, Document, Operation, read_document
from apivideo_admin_contract.session.check import Case
from contract_tests.planted_bugs.harness.run_until_caught import (
    EFFORT,
    Catch,
    CrashedError,
    limited,
    named_first,
    named_only,
    run_until_caught,
)
from contract_tests.planted_bugs.harness.setup import Setup
from contract_tests.planted_bugs.harness.vanilla_run import stock_catch
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS
from contract_tests.planted_bugs.server.planting import PlantedBug


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be told of each fault: what its named checks say, what the whole suite says first, what is said by URL, and stock Schemathesis."""

    named: bool = True
    whole: bool = True
    http: bool = False
    stock: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What came of a fault. Each catch is None where nothing was found, or where it was not asked for.

    With ``clock`` it can't show by URL, where no clock can be moved.
    """

    name: str
    theme: str
    rules: tuple[str, ...]
    named: Catch | None = None
    whole: Catch | None = None
    http: Catch | None = None
    stock: Catch | None = None
    crash: str | None = None
    clock: bool = False


@dataclass(frozen=True, slots=True)
class Matrix:
    """A document, the cases of all checks that hold a server to it, and the operations at which faults are planted."""

    document: Document
    cases: tuple[Case, ...]
    only: frozenset[Operation]


def matrix_of(document: Document, globs: Sequence[str] = ()) -> Matrix:
    """Give the ground of a document. ``globs`` pick operations, and the cases that are done for them or for the whole."""
    chosen = [one for one in document.operations if not globs or any(fnmatchcase(one.id, glob) for glob in globs)]
    only = frozenset(chosen)
    cases = (case for check in CHECKS for case in check.cases(document))
    return Matrix(document, tuple(case for case in cases if _concerns(case, only)), only)


def _concerns(case: Case, only: frozenset[Operation]) -> bool:
    parts = [one for one in case.subject if isinstance(one, Operation | Collection)]
    return all(one in only if isinstance(one, Operation) else only & {*one.operations.values()} for one in parts)


def examine(planted_bug: PlantedBug, matrix: Matrix, plan: Plan) -> Row:
    """Hunt one fault."""
    setup = Setup(matrix.document, planted_bug, matrix.only.__contains__)
    row = Row(planted_bug.name, planted_bug.theme, tuple(sorted(planted_bug.rules)), clock=planted_bug.clock)
    try:
        if plan.named:
            cases = named_only(planted_bug.rules, matrix.cases)
            row = replace(row, named=run_until_caught(setup, setup.in_process(effort=EFFORT), cases, planted_bug.rules))
        if plan.whole:
            row = replace(row, whole=run_until_caught(setup, setup.in_process(effort=EFFORT), matrix.cases))
        if plan.http and not planted_bug.clock:
            row = replace(row, http=_by_url(setup, planted_bug, matrix))
        if plan.stock:
            row = replace(row, stock=stock_catch(setup))
    except CrashedError as error:
        return replace(row, crash=str(error))
    return row


def _by_url(setup: Setup, planted_bug: PlantedBug, matrix: Matrix) -> Catch | None:
    # Where the rate is limited, all cases would take minutes: those that look at the limit are enough there.
    of_rate = planted_bug.theme == _RATE
    cases = named_first(planted_bug.rules, limited(matrix.cases) if of_rate else matrix.cases)
    with setup.served(limited=of_rate, effort=EFFORT) as (target, _):
        return run_until_caught(setup, target, cases)


def examine_all(
    planted_bugs: Sequence[PlantedBug], plan: Plan, jobs: int, node: Mapping[str, Any], globs: Sequence[str] = ()
) -> Iterator[Row]:
    """Hunt faults in a document, ``jobs`` at a time, and give the rows in the order of the faults."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max(1, min(jobs, len(planted_bugs))), context, _begin, (node, globs)) as pool:
        waiting = [pool.submit(_examine, one.name, plan) for one in planted_bugs]
        try:
            for future in waiting:
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_RATE: Final = "rate"
_matrix: list[Matrix] = []


def _begin(node: Mapping[str, Any], globs: Sequence[str]) -> None:
    _matrix[:] = [matrix_of(read_document(node), globs)]


def _examine(name: str, plan: Plan) -> Row:
    planted_bug = next(one for one in PLANTED_BUGS if one.name == name)
    return examine(planted_bug, _matrix[0], plan)
