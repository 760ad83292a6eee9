"""`python -m contract_tests.tools.bench`: compare the mock, with all features on, with plain Flask that returns a constant.

Flask runs on Granian, a server in Rust, with one worker and one thread. Both alternate, so that each ratio compares two adjacent measurements.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from apivideo_admin_mock.testing import AdminMock
from contract_tests.tools.bench.load import loader, requests_per_second

KEY = "bench"
HEADERS = {"Authorization": "Basic " + b64encode(f"{KEY}:".encode()).decode()}
# The rate limit is on, but no benchmark reaches it.
MOCK = ["apivideo_admin_mock", "serve", "--port", "0", "--key", KEY, "--rate-limit", "1000000/s", "--scenario"]


def main() -> int:
    """Measure both servers and print a table."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench --", description="Compare the mock with plain Flask that returns a constant."
    )
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each server (default: %(default)s)")
    parser.add_argument(
        "--seconds", type=float, default=2, help="duration of each measurement in seconds (default: %(default)s)"
    )
    arguments = parser.parse_args()
    with (
        scenario_of(100) as scenario,
        serving(*MOCK, scenario) as mock,
        serving("contract_tests.tools.bench.constant") as constant,
    ):
        project = first_project(mock)
        print(
            f"requests per second, medians of {arguments.rounds} measurements of {arguments.seconds:g} s, with {loader()}"
        )
        print(f"{'':12}{'mock':>10}{'constant':>10}{'ratio':>8}   aim")
        for label, path in (("get", f"/projects/{project}"), ("list of 20", "/projects?page_size=20")):
            measure(label, mock + path, constant + path, arguments.rounds, arguments.seconds)
    starts = [start() for _ in range(9)]
    print(f"\nfrom process start to the first response: {statistics.median(starts):.2f} s (aim: <= 0.4 s)")
    fresh = [new_mock() for _ in range(200)]
    print(f"create a mock with three projects for a test: {1000 * statistics.median(fresh):.2f} ms (aim: <= 1 ms)")
    return 0


def start() -> float:
    """Return the seconds from the start of the command to its first response."""
    began = time.perf_counter()
    with serving(*MOCK[:-1]) as url:
        wait_for_response(url)
        return time.perf_counter() - began


def wait_for_response(url: str) -> None:
    """Send one request and wait for its response."""
    urllib.request.urlopen(urllib.request.Request(f"{url}/projects/count", headers=HEADERS)).close()


def new_mock() -> float:
    """Return the seconds needed to create a mock for one test."""
    began = time.perf_counter()
    AdminMock(projects=3)
    return time.perf_counter() - began


@contextmanager
def scenario_of(projects: int) -> Iterator[str]:
    """Write a scenario file with this number of projects, and return its name."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as scenario:
        json.dump({"projects": {"count": projects}}, scenario)
        scenario.flush()
        yield scenario.name


def measure(label: str, mock: str, constant: str, rounds: int, seconds: float) -> None:
    """Load both servers in turn and print a row."""
    pairs = []
    for number in range(rounds + 1):
        pair = tuple(requests_per_second(url, HEADERS, 1 if number == 0 else seconds) for url in (mock, constant))
        pairs.append(pair)
    pairs = pairs[1:]  # the first measurement is a warm-up
    ratio = statistics.median(a / b for a, b in pairs)
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{label:12}{ours:10.0f}{theirs:10.0f}{ratio:8.2f}   >= 0.8")


def first_project(url: str, headers: dict[str, str] = HEADERS) -> str:
    """Return the id of a project."""
    with urllib.request.urlopen(urllib.request.Request(f"{url}/projects?page_size=1", headers=headers)) as response:
        return str(json.load(response)["items"][0]["project_id"])


@contextmanager
def serving(module: str, *arguments: str) -> Iterator[str]:
    """Run a server and return the URL that it prints."""
    with serving_process(module, *arguments) as (url, _):
        yield url


@contextmanager
def serving_process(module: str, *arguments: str, log: IO[str] | None = None) -> Iterator[tuple[str, int]]:
    """Run a server and return the URL that it prints, and the id of its process. ``log`` receives its standard error."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            yield next(word for word in line.split() if word.startswith("http://")), process.pid
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(main())
