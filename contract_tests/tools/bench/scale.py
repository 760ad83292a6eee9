"""`python -m contract_tests.tools.bench.scale`: how the mock's answers grow with the number of projects.

In process, every stage on; microseconds, medians. The growth is that from 1,000 projects to the largest number.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from apivideo_admin_mock.http import Request
from apivideo_admin_mock.testing import AdminMock

CALLS = 300
ORDERS = [
    "",
    *(f"sort_by={name}&sort_order={order}&" for name in ("created_at", "name") for order in ("asc", "desc")),
]


class Subject:
    """A mock with so many projects."""

    def __init__(self, projects: int) -> None:
        before = memory()
        self.mock = AdminMock(rate_limit="1000000/s", projects=projects)
        self.projects = projects
        self.ids = [item["project_id"] for item in json.loads(self("GET", "/projects", "page_size=100"))["items"]]
        for order in ORDERS:  # each order and the column of the filter are made at their first use
            self("GET", "/projects", order)
        self("GET", "/projects", "name=x")
        self.bytes_each = (memory() - before) / projects

    def __call__(self, method: str, path: str, query: str = "", body: bytes = b"") -> bytes:
        """Make a call. Raises RuntimeError where it is refused."""
        request = Request(method, path, query, self.mock.authorization, "application/json", body)
        response = self.mock.engine.handle(request)
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status}")
        return response.body


def page(subject: Subject, query: str, number: int) -> Callable[[int], object]:
    """Give a call that reads a page or its neighbour."""
    return lambda n: subject("GET", "/projects", f"{query}page={max(1, number - n % 2)}")


def measures(subject: Subject) -> Iterator[tuple[str, Callable[[int], object]]]:
    """Give each call to measure, with its name."""
    last = subject.projects // 20
    yield "get", lambda n: subject("GET", f"/projects/{subject.ids[n % 100]}")
    yield "count", lambda _: subject("GET", "/projects/count")
    yield "create", lambda n: subject("POST", "/projects", body=b'{"name":"new %d"}' % n)
    for order in ORDERS:
        name = order.replace("sort_by=", "").replace("&sort_order=", " ").rstrip("&") or "creation"
        yield f"first page, {name}", page(subject, order, 1)
        yield f"last page, {name}", page(subject, order, last)


def median(call: Callable[[int], object], calls: int = CALLS) -> float:
    """Give the median of so many calls, in microseconds."""
    taken = []
    for number in range(calls):
        began = time.perf_counter()
        call(number)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1e6


def memory() -> int:
    """Give the resident bytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.tools.bench.scale", description="Measures the growth."
    )
    parser.add_argument(
        "--most", type=int, default=1_000_000, help="the largest number of projects (default: %(default)s)"
    )
    sizes = (1_000, 150_000, parser.parse_args().most)
    table: dict[str, list[float]] = {}
    for size in sizes:
        subject = Subject(size)
        for name, call in measures(subject):
            table.setdefault(name, []).append(median(call))
        table.setdefault("a contains filter", []).append(median(page(subject, "name=99999&", 1), 9))
        table.setdefault("bytes a project", []).append(subject.bytes_each)
        del subject
    print(f"{'microseconds':28}" + "".join(f"{size:>12,}" for size in sizes) + f"{'growth':>9}   aim")
    for name, row in table.items():
        growth = f"{row[-1] / row[0]:9.2f}   <= 1.3" if name not in {"a contains filter", "bytes a project"} else ""
        aim = {"a contains filter": "             20,000 at 150,000", "bytes a project": "             1,200"}.get(
            name, ""
        )
        print(f"{name:28}" + "".join(f"{value:12,.1f}" for value in row) + growth + aim)
    return 0


if __name__ == "__main__":
    sys.exit(main())
