"""``python -m contract_tests.tools.order``: measure the order of a run and the smoke level, and write them; or check them."""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import os
import statistics
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from apivideo_admin_contract.order import FILE, read_order
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS
from contract_tests.planted_bugs.server.planting import PlantedBug
from contract_tests.tools.order.cover import Measured, choose, rest
from contract_tests.tools.order.measure import costs, measure
from contract_tests.tools.order.verify import Catch, catch, whole
from contract_tests.tools.workspace import ROOT

#: How often the order is chosen, each time with the costs of the one before.
_ROUNDS: Final = 3
#: What was measured last.
MATRIX: Final = ROOT / "build" / "order.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the order if it is better than the present one; or check. Return 1 if the smoke level exceeds a minute or catches too few bugs."""
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.tools.order", description=__doc__.partition(": ")[2]
    )
    add = parser.add_argument
    add("--budget", type=float, default=50.0, help="seconds of the smoke level at the rate limit (default 50)")
    add("--dearest", type=float, default=5.0, help="seconds of the dearest entry of the smoke level (default 5)")
    add("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one for each core)")
    add(
        "--reuse", action="store_true", help="choose from what was measured last; measure only what nothing caught then"
    )
    add("--check", action="store_true", help="only check the written order")
    add("--every", type=int, default=1, metavar="N", help="use every Nth bug (default 1)")
    options = parser.parse_args(arguments)
    bugs = [bug for bug in PLANTED_BUGS if not bug.clock][:: options.every]
    if options.check:
        return _check(bugs, options.jobs).code
    known, before = _read(MATRIX) if options.reuse else {}, FILE.read_text(encoding="utf-8")
    present = _check(bugs, options.jobs)
    _write(_measure(bugs, options.dearest, options.jobs, known), options.budget)
    chosen = _check(bugs, options.jobs)
    if chosen.is_better_than(present):
        return chosen.code
    # What an entry costs and catches depends on those before it, so that the choice may be worse than the order it was measured with.
    FILE.write_text(before, encoding="utf-8")
    print(f"the present order is better: {FILE.name} is unchanged")
    return present.code


def _measure(
    bugs: Sequence[PlantedBug], dearest: float, jobs: int, known: Mapping[str, frozenset[str]]
) -> dict[str, Measured]:
    """Measure the cheap entries on each bug, and then all entries on the bugs that these do not catch."""
    order = read_order()
    seconds = costs((*order.smoke, *order.later))
    caught = {entry: {*known.get(entry, ())} for entry in seconds}
    entries = sorted(
        (entry for entry, one in seconds.items() if one < math.inf), key=lambda entry: (seconds[entry], entry)
    )
    cheap = [entry for entry in entries if seconds[entry] <= dearest]
    print(f"{len(entries)} entries, {len(cheap)} of at most {dearest:g} s", flush=True)
    for tried, in_a_run in ((entries, False),) if known else ((cheap, True), (entries, False)):
        missing = [bug for bug in bugs if not any(bug.name in names for names in caught.values())]
        for number, row in enumerate(measure(missing, tried, jobs, in_a_run=in_a_run), 1):
            for entry in row.entries:
                caught[entry].add(row.bug)
            if number % 25 == 0:
                print(f"{number} of {len(missing)} bugs", flush=True)
    found = {entry: Measured(one, frozenset(caught[entry])) for entry, one in seconds.items()}
    MATRIX.parent.mkdir(exist_ok=True)
    content = {entry: {"seconds": one.seconds, "catches": sorted(one.catches)} for entry, one in found.items()}
    MATRIX.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return found


def _read(path: Path) -> dict[str, frozenset[str]]:
    """Return which bugs each entry caught."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return {entry: frozenset(one["catches"]) for entry, one in content.items()}


def _write(entries: dict[str, Measured], budget: float) -> None:
    """Write the order. What an entry adds depends on those before it, so that the choice is repeated with the order that it made."""
    for _ in range(_ROUNDS):
        smoke = choose(entries, budget)
        later = rest(entries, smoke)
        added = costs((*smoke, *later))
        entries = {entry: Measured(added[entry], one.catches) for entry, one in entries.items()}
    content = {"smoke": smoke, "later": later}
    FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    read_order.cache_clear()


@dataclass(frozen=True, slots=True)
class _Figures:
    """What the smoke level takes, and which share of the bugs it catches, after how many seconds in the median."""

    seconds: float
    share: float
    median: float

    @property
    def code(self) -> int:
        """The exit code: 1 if the level exceeds a minute or catches too few bugs."""
        return int(self.seconds > 60 or self.share < 0.9)

    def is_better_than(self, other: _Figures) -> bool:
        """Return whether an order with these figures should replace one with others."""
        return (self.code, self.median) < (other.code, other.median)


def _check(bugs: Sequence[PlantedBug], jobs: int) -> _Figures:
    seconds, requests = whole()
    print(f"smoke: {len(read_order().smoke)} entries, {requests} requests, {seconds:.1f} s at the rate limit")
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        found = list(pool.map(catch, [bug.name for bug in bugs], chunksize=4))
    caught = [one for one in found if one.is_caught]
    for one in found:
        if not one.is_caught:
            print(f"  missed: {one.bug}")
    share = len(caught) / len(found)
    named = sum(one.is_named for one in found)
    print(f"caught: {len(caught)} of {len(found)} ({share:.1%}), {named} first by a rule of the bug")
    figures = _Figures(seconds, share, _median(found))
    print(f"median until the first finding: {figures.median:.1f} s at the rate limit")
    return figures


def _median(found: Iterable[Catch]) -> float:
    return statistics.median(one.seconds if one.is_caught else float("inf") for one in found)


if __name__ == "__main__":
    sys.exit(main())
