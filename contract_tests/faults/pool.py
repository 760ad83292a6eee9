"""Hunts many faults, several at a time, each in a process of its own making."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Final

from contract_tests.checks import CHECKS
from contract_tests.document import Collection, Document, Operation, read_document
from contract_tests.faults.catalogue import FAULTS
from contract_tests.faults.field import Field
from contract_tests.faults.hunt import EFFORT, Catch, CrashedError, hunt, limited, named_first, named_only
from contract_tests.faults.planting import Fault
from contract_tests.faults.stock_run import stock_catch
from contract_tests.suite.check import Case


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
class Ground:
    """A document, the cases of all checks that hold a server to it, and the operations at which faults are planted."""

    document: Document
    cases: tuple[Case, ...]
    only: frozenset[Operation]


def ground_of(document: Document, globs: Sequence[str] = ()) -> Ground:
    """Give the ground of a document. ``globs`` pick operations, and the cases that are done for them or for the whole."""
    chosen = [one for one in document.operations if not globs or any(fnmatchcase(one.id, glob) for glob in globs)]
    only = frozenset(chosen)
    cases = (case for check in CHECKS if not is_of_client(check.rule.id) for case in check.cases(document))
    return Ground(document, tuple(case for case in cases if _concerns(case, only)), only)


def _concerns(case: Case, only: frozenset[Operation]) -> bool:
    parts = [one for one in case.subject if isinstance(one, Operation | Collection)]
    return all(one in only if isinstance(one, Operation) else only & {*one.operations.values()} for one in parts)


def is_of_client(rule: str) -> bool:
    """Whether a rule is one of the SDK's, which a fault of the server does not break."""
    return rule.startswith("sdk-")


def examine(fault: Fault, ground: Ground, plan: Plan) -> Row:
    """Hunt one fault."""
    field = Field(ground.document, fault, ground.only.__contains__)
    row = Row(fault.name, fault.theme, tuple(sorted(fault.rules)), clock=fault.clock)
    try:
        if plan.named:
            cases = named_only(fault.rules, ground.cases)
            row = replace(row, named=hunt(field, field.in_process(effort=EFFORT), cases, fault.rules))
        if plan.whole:
            row = replace(row, whole=hunt(field, field.in_process(effort=EFFORT), ground.cases))
        if plan.http and not fault.clock:
            row = replace(row, http=_by_url(field, fault, ground))
        if plan.stock:
            row = replace(row, stock=stock_catch(field))
    except CrashedError as error:
        return replace(row, crash=str(error))
    return row


def _by_url(field: Field, fault: Fault, ground: Ground) -> Catch | None:
    # Where the rate is limited, all cases would take minutes: those that look at the limit are enough there.
    of_rate = fault.theme == _RATE
    cases = named_first(fault.rules, limited(ground.cases) if of_rate else ground.cases)
    with field.served(limited=of_rate, effort=EFFORT) as (host, _):
        return hunt(field, host, cases)


def examine_all(
    faults: Sequence[Fault], plan: Plan, jobs: int, node: Mapping[str, Any], globs: Sequence[str] = ()
) -> Iterator[Row]:
    """Hunt faults in a document, ``jobs`` at a time, and give the rows in the order of the faults."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max(1, min(jobs, len(faults))), context, _begin, (node, globs)) as pool:
        waiting = [pool.submit(_examine, one.name, plan) for one in faults]
        try:
            for future in waiting:
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_RATE: Final = "rate"
_ground: list[Ground] = []


def _begin(node: Mapping[str, Any], globs: Sequence[str]) -> None:
    _ground[:] = [ground_of(read_document(node), globs)]


def _examine(name: str, plan: Plan) -> Row:
    fault = next(one for one in FAULTS if one.name == name)
    return examine(fault, _ground[0], plan)
