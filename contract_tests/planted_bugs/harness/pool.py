"""Examine many planted bugs in several processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache, cached_property
from typing import Any, Final

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.order import in_order
from apivideo_admin_contract.outcome.runner import run_case
from apivideo_admin_contract.session.check import Case, Need
from contract_tests.planted_bugs.harness.compare_until_named import compare_until_named
from contract_tests.planted_bugs.harness.run_until_caught import (
    EFFORT,
    Catch,
    CrashedError,
    limited,
    named_first,
    run_until_caught,
)
from contract_tests.planted_bugs.harness.setup import Setup
from contract_tests.planted_bugs.harness.vanilla_schemathesis import catch_by_schemathesis
from contract_tests.planted_bugs.server.catalogue import find
from contract_tests.planted_bugs.server.planting import PlantedBug
from contract_tests.planted_bugs.server.selectors import anywhere
from contract_tests.planted_bugs.server.server import Server, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response

_RATE: Final = "rate"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run on each bug: the checks of its rules, the whole suite in its order, the suite by URL, `compare`, vanilla Schemathesis.

    Of the checks of its rules, those in ``first`` run first: names of checks that are known to catch the bug.
    """

    named: bool = True
    first: frozenset[str] = frozenset()
    whole: bool = True
    http: bool = False
    compare: bool = False
    vanilla: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The results of a bug. A catch is None if nothing was found, or if the plan leaves it out.

    With ``clock`` it does not show by URL, where no clock can be moved.
    """

    name: str
    theme: str
    rules: tuple[str, ...]
    named: Catch | None = None
    whole: Catch | None = None
    http: Catch | None = None
    compared: Catch | None = None
    vanilla: Catch | None = None
    crash: str | None = None
    clock: bool = False


@dataclass(frozen=True)
class Matrix:
    """A document, the cases of all checks in their order, and the operations at which bugs are planted."""

    document: Document
    cases: tuple[Case, ...]
    only: frozenset[Operation]

    @cached_property
    def quickest(self) -> tuple[Case, ...]:
        """The cases in the order of a run: the cheapest catch first."""
        return tuple(in_order(self.document, self.cases))


def matrix_of(document: Document, globs: Sequence[str] = ()) -> Matrix:
    """Return the matrix of a document. ``globs`` choose operations by id, and with them the cases."""
    return _matrix_of(document, tuple(globs))


@cache
def _matrix_of(document: Document, globs: tuple[str, ...]) -> Matrix:
    chosen = [one for one in document.operations if not globs or any(fnmatchcase(one.id, glob) for glob in globs)]
    only = frozenset(chosen)
    cases = (case for check in CHECKS for case in check.cases(document))
    return Matrix(document, tuple(case for case in cases if _concerns(case, only)), only)


def _concerns(case: Case, only: frozenset[Operation]) -> bool:
    parts = [one for one in case.subject if isinstance(one, Operation | Collection)]
    return all(one in only if isinstance(one, Operation) else only & {*one.operations.values()} for one in parts)


def examine(planted_bug: PlantedBug, matrix: Matrix, plan: Plan) -> Row:
    """Run a plan on one bug."""
    setup = Setup(matrix.document, planted_bug, matrix.only.__contains__)
    row = Row(planted_bug.name, planted_bug.theme, tuple(sorted(planted_bug.rules)), clock=planted_bug.clock)
    try:
        if plan.named:
            cases = named_first(planted_bug.rules, matrix.quickest, plan.first)
            row = replace(row, named=run_until_caught(setup, setup.in_process(effort=EFFORT), cases, planted_bug.rules))
        if plan.whole:
            reached = (case for case in matrix.cases if _may_reach(planted_bug, case, matrix))
            row = replace(row, whole=run_until_caught(setup, setup.in_process(effort=EFFORT), reached))
        if plan.http and not planted_bug.clock:
            row = replace(row, http=_by_url(setup, planted_bug, matrix))
        if plan.compare:
            cases = named_first(planted_bug.rules, matrix.quickest, plan.first)
            row = replace(row, compared=compare_until_named(setup, cases, planted_bug.rules))
        if plan.vanilla:
            row = replace(row, vanilla=catch_by_schemathesis(setup))
    except CrashedError as error:
        return replace(row, crash=str(error))
    return row


def _may_reach(planted_bug: PlantedBug, case: Case, matrix: Matrix) -> bool:
    """Return whether a case may send a request that the bug changes: without one it runs as on a healthy server, and passes."""
    if planted_bug.limited and Need.LIMIT not in case.check.needs:
        return False
    return planted_bug.raw or any(
        one in matrix.only and planted_bug.at(one, matrix.document) for one in _requested(case, matrix.document)
    )


@cache
def _requested(case: Case, document: Document) -> frozenset[Operation]:
    """Return the operations that a case requests from a healthy server."""
    seen: set[Operation] = set()

    def behaviour(request: Request, server: Server) -> Response:
        seen.add(operation_of(request))
        return server.forward(request)

    recorder = PlantedBug(
        "the requests", "none", frozenset(), anywhere, raw=False, behaviour=behaviour, concurrent=True
    )
    run_case(case, Setup(document, recorder).in_process(effort=EFFORT))
    return frozenset(seen)


def _by_url(setup: Setup, planted_bug: PlantedBug, matrix: Matrix) -> Catch | None:
    # All cases would take minutes at the speed of the rate limit: a bug of the limit needs only those that look at it.
    is_of_rate = planted_bug.theme == _RATE
    cases = named_first(planted_bug.rules, limited(matrix.quickest) if is_of_rate else matrix.quickest)
    with setup.served(limited=is_of_rate, effort=EFFORT) as (target, _):
        return run_until_caught(setup, target, cases)


def examine_all(
    planted_bugs: Sequence[PlantedBug], plan: Plan, jobs: int, node: Mapping[str, Any], globs: Sequence[str] = ()
) -> Iterator[Row]:
    """Yield the row of each bug, in their order; ``jobs`` processes examine them."""
    if not planted_bugs:
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(planted_bugs)), context, _begin, (node, globs)) as pool:
        waiting = [pool.submit(_examine, one.name, plan) for one in planted_bugs]
        try:
            for future in waiting:
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_matrix: list[Matrix] = []


def _begin(node: Mapping[str, Any], globs: Sequence[str]) -> None:
    _matrix[:] = [matrix_of(read_document(node), globs)]


def _examine(name: str, plan: Plan) -> Row:
    return examine(find(name), _matrix[0], plan)
