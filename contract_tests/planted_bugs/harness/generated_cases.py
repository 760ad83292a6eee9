"""Generate the pytest case of a finding on each planted bug, and run it: red on the bug, green twice on a healthy server in use."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Final
from unittest.mock import patch

import httpx2

from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY, URL
from apivideo_admin_contract.outcome.runner import Finding, run_case
from apivideo_admin_contract.reproduction.contexts import fill, url_contexts
from apivideo_admin_contract.reproduction.explain import Reproduction, explain
from apivideo_admin_contract.session.check import Case
from apivideo_admin_contract.targets.in_process import WsgiTransport
from contract_tests.planted_bugs.harness.first_catches import document_of, read_record
from contract_tests.planted_bugs.harness.pool import matrix_of
from contract_tests.planted_bugs.harness.run_until_caught import EFFORT, limited, named_first
from contract_tests.planted_bugs.harness.setup import KEYS, SUSPENDED, Setup
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS, find
from contract_tests.planted_bugs.server.planting import PlantedBug
from contract_tests.tools.order.simulation import SimulatedTime, Simulation, Traffic, simulate

#: The items that a healthy server holds in each collection without parents before the case runs.
IN_USE: Final = 150
#: The seconds since these were created.
_AGE: Final = 60.0
#: The seconds of a request to a slow server: no two items are created in the same second.
_SLOW: Final = 1.1
#: How many findings of a bug are tried until one has a case: only some of them show in a single response.
_FINDINGS: Final = 5
#: The themes of bugs that no pytest case can show, each with the reason.
_REASONS: Final[Mapping[str, str]] = {
    "races": "it needs concurrent requests, and their order differs each time",
    "singles": "a run by URL changes no item that it did not create, and an item without an id exists already",
}
#: Bugs that no pytest case can show, each with the reason.
WITHOUT_CASE: Final[Mapping[str, str]] = {
    **{one.name: "it depends on the moment of each request" for one in PLANTED_BUGS if one.limited},
    **{one.name: _REASONS[one.theme] for one in PLANTED_BUGS if one.theme in _REASONS},
}
#: The number of bugs between two lines of progress.
_PROGRESS: Final = 20
#: Enough for the replays of all these findings.
_BUDGET: Final = 10_000
_KEYS: Final = {KEY: KEYS[0], SECOND_KEY: KEYS[1], SUSPENDED_KEY: SUSPENDED}
_URL: Final = "http://127.0.0.1:8080"


@dataclass(frozen=True, slots=True)
class Tried:
    """A generated case of a bug. ``source`` is None where the finding has none, ``problem`` what is wrong with the case, or None."""

    bug: str
    check: str
    source: str | None
    problem: str | None
    note: str


def try_case(name: str, *, replays: bool = True) -> Tried:
    """Generate the case of the first finding on a bug that has one, and run it.

    ``replays`` is whether its requests may be repeated on the server to verify it.
    """
    bug = find(name)
    document = document_of(bug)
    setup = Setup(document, bug)
    tried: Tried | None = None
    with SimulatedTime().patched() as clock:
        simulation = simulate(setup, clock, limited=bug.limited, effort=EFFORT, budget=_BUDGET)
        for finding, case in islice(_findings(bug, simulation, document), _FINDINGS):
            contexts = url_contexts(document, _KEYS, simulation.target if replays else None)
            reproduction = explain(finding, contexts(case))
            if reproduction is not None and reproduction.pytest is not None:
                problem = _problem(reproduction, document, simulation, clock)
                return Tried(name, finding.check, reproduction.pytest, problem, reproduction.note)
            note = reproduction.note if reproduction else "no request"
            tried = tried or Tried(name, finding.check, None, None, note)
    return tried or Tried(name, "no check", None, None, "No check finds it by URL.")


def _findings(bug: PlantedBug, simulation: Simulation, document: Document) -> Iterator[tuple[Finding, Case]]:
    """Yield the findings on a bug, the first of each check before others: of the checks that are recorded for it, then of those of its rules."""
    cases = matrix_of(document).cases
    found: set[str] = set()
    others: list[Case] = []
    for case in named_first(bug.rules, limited(cases) if bug.limited else cases, read_record().checks_of(bug.name)):
        if case.check.name in found:
            others.append(case)
            continue
        finding = run_case(case, simulation.target).finding
        if finding is not None:
            found.add(case.check.name)
            yield finding, case
    for case in others:
        finding = run_case(case, simulation.target).finding
        if finding is not None:
            yield finding, case


def _problem(
    reproduction: Reproduction, document: Document, simulation: Simulation, clock: SimulatedTime
) -> str | None:
    """Return what is wrong with a case. In its second run the healthy server is slow."""
    assert reproduction.pytest is not None, "the caller looks"
    with _connected(simulation.traffic):
        found = _error(reproduction.pytest)
    if found is None:
        return "it passes on the server with the bug"
    mock = Setup(document, None).mock(limited=True, seed=7, clock=clock)
    healthy = Traffic(WsgiTransport(mock.wsgi), clock)
    fill(document, mock, KEYS[0], IN_USE)
    clock.advance(_AGE)
    with _connected(healthy):
        for number in (1, 2):
            found = _error(reproduction.pytest)
            if found is not None:
                return f"run {number} fails on a healthy server in use: {found}"
            healthy.latency = _SLOW
    return None


@contextmanager
def _connected(transport: httpx2.BaseTransport) -> Iterator[None]:
    """Connect each new client to a transport."""
    with (
        patch.object(httpx2, "Client", partial(httpx2.Client, transport=transport)),
        patch.dict(os.environ, {**_KEYS, URL: _URL}),
    ):
        yield


def run_source(source: str) -> None:
    """Run the only test in the source of a module, as a reader pastes it. Raises what the test raises."""
    module: dict[str, Any] = {}
    exec(compile(source, "pasted.py", "exec"), module)  # noqa: S102 - our own text
    (test,) = [value for name, value in module.items() if name.startswith("test_")]
    test()


def _error(source: str) -> str | None:
    """Run the test of a module, and return its error."""
    try:
        run_source(source)
    except Exception as error:  # noqa: BLE001 - any exception fails a test
        return f"{type(error).__name__}: {error}"[:400]
    return None


def try_all(names: Iterable[str], jobs: int) -> Iterator[Tried]:
    """Yield what became of the case of each bug."""
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        waiting = {pool.submit(try_case, name): name for name in names}
        for done in as_completed(waiting):
            try:
                yield done.result()
            except Exception as error:  # noqa: BLE001 - it must not hide the others
                yield Tried(waiting[done], "", "", f"{type(error).__name__}: {error}"[:400], "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the cases of planted bugs. Return 1 if one does not stand alone."""
    parser = argparse.ArgumentParser(prog="python -m contract_tests.planted_bugs.harness.generated_cases")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth bug (default 1)")
    parser.add_argument("--start", type=int, default=0, metavar="K", help="the position of the first one (default 0)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one for each core)")
    parser.add_argument("bugs", nargs="*", help="names of bugs (default: all)")
    options = parser.parse_args(arguments)
    names = options.bugs or [one.name for one in PLANTED_BUGS if not one.clock][options.start :: options.every]
    states: Counter[str] = Counter()
    for one in try_all(names, options.jobs):
        state = _state(one)
        states[state] += 1
        if state != "alone":
            reason = WITHOUT_CASE.get(one.bug) if state == "none, with a reason" else one.problem or one.note
            sys.stdout.write(f"{state}: {one.bug} ({one.check}): {reason}\n")
            sys.stdout.flush()
        if states.total() % _PROGRESS == 0:
            sys.stderr.write(f"{states.total()} of {len(names)} bugs\n")
    sys.stdout.write(f"{dict(states)}\n")
    return int(states["PROBLEM"] + states["none"] > 0)


def _state(one: Tried) -> str:
    if one.source is None:
        return "none, with a reason" if one.bug in WITHOUT_CASE else "none"
    return "alone" if one.problem is None else "PROBLEM"


if __name__ == "__main__":
    sys.exit(main())
