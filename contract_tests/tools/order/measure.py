"""Measure what each entry of the order adds to a run at the rate limit, and which planted bugs it catches by URL."""

from __future__ import annotations

import math
import multiprocessing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from typing import Final

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.order import first_of_each_form
from apivideo_admin_contract.outcome.runner import Result, run_case
from apivideo_admin_contract.plan import EFFORTS
from apivideo_admin_contract.session.check import Case, Need
from contract_tests.planted_bugs.harness.first_catches import document_of, read_documents
from contract_tests.planted_bugs.harness.setup import Setup
from contract_tests.planted_bugs.server.catalogue import find
from contract_tests.planted_bugs.server.planting import PlantedBug
from contract_tests.tools.order.simulation import simulated

EFFORT: Final = EFFORTS["smoke"]
#: More entries that catch the same bug would not change the choice.
_ENOUGH: Final = 8
#: The number of entries of other rules that are tried: any response may violate a rule of all responses.
_ANY: Final = 30


@dataclass(frozen=True, slots=True)
class Alone:
    """A case alone on a healthy server: its simulated seconds, the operations that it requests, and why it is skipped, or None."""

    seconds: float
    operations: frozenset[Operation]
    skipped: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """The entries that catch a bug."""

    bug: str
    entries: tuple[str, ...]


@cache
def firsts_of(document: Document) -> dict[str, Case]:
    """Return the first case of each entry in a document."""
    return first_of_each_form(document, (case for check in CHECKS for case in check.cases(document)))


@cache
def alone(document: Document, entry: str) -> Alone:
    """Run the case of an entry alone on a healthy server."""
    setup = Setup(document, None)
    with simulated(setup, effort=EFFORT) as simulation:
        result = run_case(firsts_of(document)[entry], simulation.target)
        assert result.finding is None, f"{entry}: {result.finding.message}"
        paced = simulation.traffic.requests * document.seconds / document.limit
        return Alone(max(simulation.seconds, paced), simulation.operations(setup), result.skipped)


def costs(order: Sequence[str] = ()) -> dict[str, float]:
    """Return the seconds that each entry adds to a run: in the shipped document, else in the first that has its form.

    In a run, a case uses the items of earlier ones, and costs less than alone. It is infinite for one that is skipped by URL. ``order`` are the
    entries that the run starts with; the others follow, those that are the cheapest alone first.
    """
    found: dict[str, float] = {}
    for document in read_documents():
        first = [entry for entry in order if entry in firsts_of(document)]
        rest = sorted(
            firsts_of(document).keys() - set(first), key=lambda entry: (alone(document, entry).seconds, entry)
        )
        for entry, seconds in _in_a_run(document, [*first, *rest]):
            found.setdefault(entry, seconds)
    return found


def _in_a_run(document: Document, entries: Iterable[str]) -> Iterator[tuple[str, float]]:
    with simulated(Setup(document, None), effort=EFFORT) as simulation:
        for entry in entries:
            seconds, requests = simulation.seconds, simulation.traffic.requests
            run_case(firsts_of(document)[entry], simulation.target)
            # The first requests of a run need not wait for the window of the rate limit. They count all the same.
            paced = (simulation.traffic.requests - requests) * document.seconds / document.limit
            skipped = alone(document, entry).skipped is not None
            yield entry, math.inf if skipped else max(simulation.seconds - seconds, paced)


def catches(bug: PlantedBug, result: Result) -> bool:
    """Return whether a result is a violation of a rule of a bug."""
    return result.finding is not None and result.finding.rule.id.partition(":")[0] in bug.rules


def measure(bugs: Sequence[PlantedBug], entries: Sequence[str], jobs: int, *, in_a_run: bool) -> Iterator[Row]:
    """Yield the row of each bug, in any order.

    With ``in_a_run`` all entries run one after the other on the same server, else each alone until `_ENOUGH` have caught a bug.
    """
    requested = {
        (number, entry): tuple(operation.id for operation in alone(document, entry).operations)
        for number, document in enumerate(read_documents())
        for entry in entries
        if entry in firsts_of(document)
    }
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _start, (entries, requested)) as pool:
        waiting = [pool.submit(_row_of_a_run if in_a_run else _row, bug.name) for bug in bugs]
        yield from (done.result() for done in as_completed(waiting))


Requested = Mapping[tuple[int, str], tuple[str, ...]]
"""The ids of the operations that an entry requests, by the position of the document, and the entry."""

_ENTRIES: list[str] = []
_REQUESTED: dict[tuple[int, str], tuple[str, ...]] = {}


def _start(entries: Sequence[str], requested: Requested) -> None:
    _ENTRIES[:] = entries
    _REQUESTED.update(requested)


def _row(name: str) -> Row:
    bug = find(name)
    document = document_of(bug)
    setup = Setup(document, bug)
    found: list[str] = []
    for entry in _likely(bug, document):
        if _may_show(bug, document, entry) and _is_caught(setup, bug, entry):
            found.append(entry)
            if len(found) == _ENOUGH:
                break
    return Row(name, tuple(found))


def _row_of_a_run(name: str) -> Row:
    bug = find(name)
    document = document_of(bug)
    setup = Setup(document, bug)
    found: list[str] = []
    with simulated(setup, effort=EFFORT) as simulation:
        for entry in _ENTRIES:
            if entry in firsts_of(document) and _may_show(bug, document, entry):
                result = run_case(firsts_of(document)[entry], simulation.target)
                if result.finding is not None and not setup.crashes:
                    found.append(entry)
                setup.crashes.clear()
    return Row(name, tuple(found))


def _likely(bug: PlantedBug, document: Document) -> list[str]:
    """Return the entries that may report a rule of a bug: those of its rules, and the first of the others."""
    known = [entry for entry in _ENTRIES if entry in firsts_of(document)]
    own = [entry for entry in known if firsts_of(document)[entry].check.rule.id in bug.rules]
    return list(dict.fromkeys((*own, *known[:_ANY])))


def _may_show(bug: PlantedBug, document: Document, entry: str) -> bool:
    """Return whether a case may send a request that the bug changes."""
    if bug.limited and Need.LIMIT not in firsts_of(document)[entry].check.needs:
        return False
    requested = _REQUESTED[read_documents().index(document), entry]
    return bug.raw or any(one.id in requested and bug.at(one, document) for one in document.operations)


def _is_caught(setup: Setup, bug: PlantedBug, entry: str) -> bool:
    with simulated(setup, effort=EFFORT) as simulation:
        result = run_case(firsts_of(setup.document)[entry], simulation.target)
    # Where the code of the bug itself raised an exception, the catch proves nothing.
    is_crashed = bool(setup.crashes)
    setup.crashes.clear()
    # A healthy server has no finding: also one of another rule shows the bug.
    return not is_crashed and result.finding is not None
