"""`python -m contract_tests.tools.bench.scale`: measure how response times grow with the number of projects.

Requests run in process, through every stage. Figures are medians in microseconds.
The growth is the ratio between the largest number of projects and 1,000 projects.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from apivideo_admin_mock.http.messages import Request
from apivideo_admin_mock.testing import AdminMock

CALLS = 300
#: All sizes alternate this often, so that other load on the machine affects them equally.
TURNS = 10
AIM_GROWTH, AIM_BYTES, AIM_FILTER = 1.3, 1200, 20_000
ORDERS = [
    "",
    *(f"sort_by={name}&sort_order={order}&" for name in ("created_at", "name") for order in ("asc", "desc")),
]


class Subject:
    """A mock with a given number of projects, and with other settings, such as its ``backend``."""

    def __init__(self, projects: int, **settings: Any) -> None:
        before = memory()
        self.mock = AdminMock(**{"rate_limit": "1000000/s", "projects": projects, **settings})
        self.projects = projects
        self.ids = [item["project_id"] for item in json.loads(self("GET", "/projects", "page_size=100"))["items"]]
        for order in ORDERS:  # the mock builds each index at its first use
            self("GET", "/projects", order)
        self("GET", "/projects", "name=x")
        self.bytes_each = (memory() - before) / projects

    def __call__(self, method: str, path: str, query: str = "", body: bytes = b"") -> bytes:
        """Send a request and return the response body. Raise RuntimeError for an error status."""
        request = Request(method, path, query, self.mock.authorization, "application/json", body)
        response = self.mock.engine.handle(request)
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status}")
        return response.body


def page(subject: Subject, query: str, number: int) -> Callable[[int], object]:
    """Return a call that reads a page or the page before it, in turn."""
    return lambda n: subject("GET", "/projects", f"{query}page={max(1, number - n % 2)}")


def measures(subject: Subject) -> Iterator[tuple[str, Callable[[int], object]]]:
    """Yield the name of each measurement and its call."""
    last = subject.projects // 20
    yield "get", lambda n: subject("GET", f"/projects/{subject.ids[n % 100]}")
    yield "count", lambda _: subject("GET", "/projects/count")
    yield "create", lambda n: subject("POST", "/projects", body=b'{"name":"new %d"}' % n)
    for order in ORDERS:
        name = order.replace("sort_by=", "").replace("&sort_order=", " ").rstrip("&") or "creation"
        yield f"first page, {name}", page(subject, order, 1)
        yield f"last page, {name}", page(subject, order, last)


def median(call: Callable[[int], object], calls: int = CALLS) -> float:
    """Return the median duration of the calls, in microseconds."""
    durations = []
    for number in range(calls):
        began = time.perf_counter()
        call(number)
        durations.append(time.perf_counter() - began)
    return statistics.median(durations) * 1e6


def medians_in_turn(calls: Sequence[Callable[[int], object]], number: int = CALLS // TURNS) -> list[float]:
    """Return the median duration of each call, in microseconds. They alternate, so that other load affects all of them."""
    turns = [[median(call, number) for call in calls] for _ in range(TURNS)]
    return [statistics.median(column) for column in zip(*turns, strict=True)]


def memory() -> int:
    """Return the resident memory of this process in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Measure and print a table. Exit with 1 if an aim is missed."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench -- scale", description="Measure how response times grow with the number of projects."
    )
    parser.add_argument(
        "--max-projects", type=int, default=1_000_000, help="the largest number of projects (default: %(default)s)"
    )
    sizes = (1_000, 150_000, parser.parse_args().max_projects)
    subjects = [Subject(size) for size in sizes]
    print(f"{'microseconds':28}" + "".join(f"{size:>12,}" for size in sizes) + f"{'growth':>9}   aim")
    met = True
    for row in zip(*map(measures, subjects), strict=True):
        times = medians_in_turn([call for _, call in row])
        growth = times[-1] / times[0]
        met = met and growth <= AIM_GROWTH
        print(f"{row[0][0]:28}" + "".join(f"{time:12,.1f}" for time in times) + f"{growth:9.2f}   <= {AIM_GROWTH}")
    filters = medians_in_turn([page(subject, "name=99999&", 1) for subject in subjects], 1)
    met = met and filters[1] <= AIM_FILTER
    print(f"{'a contains filter':28}" + "".join(f"{time:12,.1f}" for time in filters), end="")
    print(f"{'':12}<= {AIM_FILTER:,} at {sizes[1]:,}")
    sizes_each = [subject.bytes_each for subject in subjects]
    met = met and sizes_each[-1] <= AIM_BYTES
    print(f"{'bytes per project':28}" + "".join(f"{size:12,.1f}" for size in sizes_each) + f"{'':12}<= {AIM_BYTES:,}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
