"""`nox -s bench -- proxy`: compare a mock behind the proxy with the same mock alone.

Both alternate, so that each ratio compares two adjacent measurements.
"""

from __future__ import annotations

import argparse
import statistics
import sys

from contract_tests.tools.bench.__main__ import HEADERS, MOCK, first_project, scenario_of, serving
from contract_tests.tools.bench.load import loader, requests_per_second


def main() -> int:
    """Measure the mock and the proxy, and print a table."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench -- proxy", description="Compare the proxy with its upstream server."
    )
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=2, help="duration of each in seconds (default: %(default)s)")
    arguments = parser.parse_args()
    with (
        scenario_of(100) as scenario,
        serving(*MOCK, scenario) as mock,
        serving("apivideo_admin_mock", "proxy", "--port", "0", "--upstream", mock) as proxy,
    ):
        project = first_project(mock)
        print(
            f"requests per second, medians of {arguments.rounds} measurements of {arguments.seconds:g} s, with {loader()}"
        )
        print(f"{'':12}{'direct':>10}{'proxy':>10}{'ratio':>8}   aim")
        for label, path in (("get", f"/projects/{project}"), ("list of 20", "/projects?page_size=20")):
            pairs = [
                tuple(requests_per_second(url + path, HEADERS, arguments.seconds) for url in (mock, proxy))
                for _ in range(arguments.rounds + 1)
            ][1:]  # the first measurement is a warm-up
            direct, through = (statistics.median(column) for column in zip(*pairs, strict=True))
            ratio = statistics.median(b / a for a, b in pairs)
            print(f"{label:12}{direct:10.0f}{through:10.0f}{ratio:8.2f}   >= 0.5")
    return 0


if __name__ == "__main__":
    sys.exit(main())
