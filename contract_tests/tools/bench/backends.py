"""`nox -s bench -- backends`: compare the mock over SQLite and PostgreSQL with the mock in memory.

First, wrk loads each server with several keys at once. Then requests run in process, through every stage, with few and with many
projects in the database. `--mixed` and `--memory` run other loads instead (see `bench.pressure`).
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final, cast

from apivideo_admin_mock.testing import AdminMock
from contract_tests.tools.bench.__main__ import first_project, scenario_of, serving
from contract_tests.tools.bench.databases import NewDatabase, databases
from contract_tests.tools.bench.load import CONNECTIONS, requests_per_second
from contract_tests.tools.bench.others import EXAMPLE, FOLDER, commands_of, other
from contract_tests.tools.bench.pressure import measure_memory, run_mixed_traffic
from contract_tests.tools.bench.scale import Subject, measures, median, medians_in_turn

if TYPE_CHECKING:
    from apivideo_admin_mock.backends.sql import SqlBackend

SERVE: Final = ("apivideo_admin_mock", "serve", "--port", "0", "--rate-limit", "off")
#: The data of different keys is processed in parallel.
KEYS: Final = tuple(f"bench-{number}" for number in range(4))
FEW: Final = 1_000
AIM_GROWTH, AIM_WORKERS = 1.5, 1.5
#: Databases read all records before a late page, so that each call takes long.
DEEP_CALLS: Final = 9


class Target:
    """A server under load. ``projects`` has the id of a project of each key."""

    def __init__(self, url: str, projects: Mapping[str, str]) -> None:
        self.url, self.projects = url, projects

    def rate(self, path: str, seconds: float) -> float:
        """Return the requests per second of all keys together. ``{}`` in the path is the id of a project."""

        def load(key: str) -> float:
            return requests_per_second(self.url + path.format(self.projects[key]), headers_of(key), seconds)

        with ThreadPoolExecutor(len(KEYS)) as pool:
            return sum(pool.map(load, KEYS))


def headers_of(key: str) -> dict[str, str]:
    """Return the header with a key."""
    return {"Authorization": AdminMock.authorization_of(key)}


@contextmanager
def targets(systems: Mapping[str, NewDatabase], *, with_others: bool) -> Iterator[dict[str, Target]]:
    """Run all servers and return them by name, memory first."""
    with scenario_of(100) as scenario, ExitStack() as stack:

        def mock(*arguments: str) -> Target:
            keys = [argument for key in KEYS for argument in ("--key", key)]
            url = stack.enter_context(serving(*SERVE, *keys, "--scenario", scenario, *arguments))
            return Target(url, {key: first_project(url, headers_of(key)) for key in KEYS})

        found = {"memory": mock()}
        for name, new_database in systems.items():
            for workers in (1, 2):
                found[name_of(name, workers)] = mock("--backend", new_database(), "--workers", str(workers))
        others = commands_of(FOLDER) if with_others else {}
        if others is None:
            print("without Prism and Mockoon: npm is not installed; fix: install Node.js with npm\n")
        for name, command in (others or {}).items():
            found[name] = Target(stack.enter_context(other(command)), dict.fromkeys(KEYS, EXAMPLE))
        yield found


def name_of(system: str, workers: int) -> str:
    """Return the label of a mock."""
    return f"{system}, {workers} worker{'s' if workers > 1 else ''}"


def compare_throughput(systems: Mapping[str, NewDatabase], rounds: int, seconds: float, *, with_others: bool) -> bool:
    """Load all servers in turn and print a table. Return whether two workers on PostgreSQL meet their aim."""
    if shutil.which("wrk") is None:
        print("skipped requests per second: wrk is not installed; fix: apt-get install wrk\n")
        return True
    paths = {"get": "/projects/{}", "list of 20": "/projects?page_size=20"}
    table: dict[str, list[float]] = {}
    with targets(systems, with_others=with_others) as found:
        for path in paths.values():
            for target in found.values():  # the first measurement is a warm-up
                target.rate(path, 1)
            turns = [[target.rate(path, seconds) for target in found.values()] for _ in range(rounds)]
            for name, column in zip(found, zip(*turns, strict=True), strict=True):
                table.setdefault(name, []).append(statistics.median(column))
    load = f"{len(KEYS)} keys, {CONNECTIONS} connections each"
    print(f"requests per second, medians of {rounds} measurements of {seconds:g} s, with wrk, {load}")
    print(f"{'':22}" + "".join(f"{label:>12}{'of memory':>11}" for label in paths))
    for name, row in table.items():
        cells = zip(row, table["memory"], strict=True)
        print(f"{name:22}" + "".join(f"{rate:12.0f}{rate / memory:11.2f}" for rate, memory in cells))
    if "PostgreSQL" not in systems:
        return True
    one, two = (table[name_of("PostgreSQL", workers)] for workers in (1, 2))
    ratios = [b / a for a, b in zip(one, two, strict=True)]
    shown = ", ".join(f"{label} {ratio:.2f}" for label, ratio in zip(paths, ratios, strict=True))
    print(f"PostgreSQL, 2 workers beside 1: {shown} (aim: >= {AIM_WORKERS})\n")
    return min(ratios) >= AIM_WORKERS


def compare_sizes(name: str, new_database: NewDatabase, projects: int) -> bool:
    """Measure with few and with many projects in turn, and print a table. Return whether the growth meets its aim."""
    few, many = (Subject(size, rate_limit="off", backend=new_database()) for size in (FEW, projects))
    print(f"{name + ', microseconds':28}{FEW:>12,}{projects:>12,}{'growth':>9}   aim")
    met = True
    for (label, small), (_, large) in zip(measures(few), measures(many), strict=True):
        is_deep = label.startswith("last page")
        if is_deep:
            before, after = median(small, DEEP_CALLS), median(large, DEEP_CALLS)
        else:
            before, after = medians_in_turn([small, large])
        met = met and (is_deep or after / before <= AIM_GROWTH)
        aim = "none" if is_deep else f"<= {AIM_GROWTH}"
        print(f"{label:28}{before:12,.0f}{after:12,.0f}{after / before:9.2f}   {aim}", flush=True)
    for subject in (few, many):
        cast("SqlBackend", subject.mock.engine.backend).close()
    print()
    return met


def main() -> int:
    """Run the benchmark that the arguments select. Exit with 1 if an aim is missed, or a load fails."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench -- backends", description="Compare the mock over SQLite and PostgreSQL with memory."
    )
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each server (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=3, help="duration of each in seconds (default: %(default)s)")
    parser.add_argument(
        "--projects",
        type=int,
        default=100_000,
        help="the largest number of projects; PostgreSQL needs about 25 minutes to create a million (default: %(default)s)",
    )
    parser.add_argument(
        "--others",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="also load Prism and Mockoon, which npm installs (default: yes)",
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--mixed",
        type=float,
        metavar="SECONDS",
        help="instead: send mixed requests from 16 threads to two workers, and report failed responses and lost writes",
    )
    instead.add_argument(
        "--memory",
        type=float,
        metavar="SECONDS",
        help="instead: create resources of 1 MB from 64 clients on `serve --any-key`, and report the peak memory",
    )
    parser.add_argument(
        "--max-total-bytes", type=int, help="with --memory: the flag of the server (default: that of the mock)"
    )
    arguments = parser.parse_args()
    if arguments.memory is not None:
        return 0 if measure_memory(arguments.memory, arguments.max_total_bytes) else 1
    with databases() as systems:
        if arguments.mixed is not None:
            results = [run_mixed_traffic(name, new(), arguments.mixed) for name, new in systems.items()]
        else:
            results = [compare_throughput(systems, arguments.rounds, arguments.seconds, with_others=arguments.others)]
            results += [compare_sizes(name, new, arguments.projects) for name, new in systems.items()]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
