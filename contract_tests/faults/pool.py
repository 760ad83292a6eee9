"""Hunts many faults, several at a time, each in a process of its own making."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

from apivideo_admin_mock.spec import bundled_document
from contract_tests.checks import CHECKS
from contract_tests.document import Document, Operation, read_document
from contract_tests.faults.catalogue import FAULTS
from contract_tests.faults.field import Field
from contract_tests.faults.hunt import EFFORT, Catch, CrashedError, hunt, limited, named_first, named_only
from contract_tests.faults.planting import Fault
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
    """What came of a fault. Each catch is None where nothing was found, or where it was not asked for."""

    name: str
    theme: str
    rules: tuple[str, ...]
    named: Catch | None = None
    whole: Catch | None = None
    http: Catch | None = None
    stock: Catch | None = None
    crash: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A document, and the cases of all checks that hold a server to it."""

    document: Document
    cases: tuple[Case, ...]


def ground_of(document: Document) -> Ground:
    """Give the ground of a document."""
    cases = tuple(case for check in CHECKS if not is_of_client(check.rule.id) for case in check.cases(document))
    return Ground(document, cases)


def is_of_client(rule: str) -> bool:
    """Whether a rule is one of the SDK's, which a fault of the server does not break."""
    return rule.startswith("sdk-")


def examine(fault: Fault, ground: Ground, plan: Plan, only: Callable[[Operation], bool] | None = None) -> Row:
    """Hunt one fault."""
    field = Field(ground.document, fault) if only is None else Field(ground.document, fault, only)
    row = Row(fault.name, fault.theme, tuple(sorted(fault.rules)))
    named = whole = http = None
    try:
        if plan.named:
            host = field.in_process(effort=EFFORT)
            named = hunt(field, host, named_only(fault.rules, ground.cases), fault.rules)
        if plan.whole:
            whole = hunt(field, field.in_process(effort=EFFORT), ground.cases)
        if plan.http:
            # Where the rate is limited, all cases would take minutes: those that look at the limit are enough there.
            of_rate = fault.theme == _RATE
            with field.served(limited=of_rate, effort=EFFORT) as served:
                http = hunt(field, served, named_first(fault.rules, limited(ground.cases) if of_rate else ground.cases))
    except CrashedError as error:
        return Row(row.name, row.theme, row.rules, crash=str(error))
    return Row(row.name, row.theme, row.rules, named, whole, http)


def examine_all(faults: Sequence[Fault], plan: Plan, jobs: int) -> Iterator[Row]:
    """Hunt faults, ``jobs`` at a time, and give the rows in the order of the faults."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max(1, min(jobs, len(faults))), context, _begin) as pool:
        waiting = [pool.submit(_examine, one.name, plan) for one in faults]
        try:
            for future in waiting:
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_RATE: Final = "rate"
_ground: list[Ground] = []


def _begin() -> None:
    # The crash of a fault is told by its row.
    sys.stderr.flush()
    _ground[:] = [ground_of(read_document(bundled_document()))]


def _examine(name: str, plan: Plan) -> Row:
    fault = next(one for one in FAULTS if one.name == name)
    return examine(fault, _ground[0], plan)
