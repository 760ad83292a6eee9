"""`python -m contract_tests.tools.bench.others`: compare the mock with Prism and Mockoon on the same document.

npm installs both into a separate folder. They enforce only a part of the document: neither keeps state or limits the rate.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apivideo_admin_mock.spec import bundled_path
from contract_tests.tools.bench.__main__ import HEADERS, MOCK, first_project, scenario_of, serving
from contract_tests.tools.bench.load import free_port, loader, requests_per_second

PACKAGES = ("@stoplight/prism-cli@5.14.2", "@mockoon/cli@9.9.0")
FOLDER = Path(tempfile.gettempdir()) / "apivideo-admin-bench-npm"
EXAMPLE = "project_1CCq9NurjJBRehCVCe8XQY"


def main() -> int:
    """Install missing packages, measure, and print a table."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench -- others", description="Compare the mock with Prism and Mockoon on the same document."
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where npm installs both (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each server (default: %(default)s)")
    parser.add_argument(
        "--seconds", type=float, default=2, help="duration of each measurement in seconds (default: %(default)s)"
    )
    arguments = parser.parse_args()
    commands = commands_of(arguments.folder)
    if commands is None:
        parser.exit(1, "npm is not installed; fix: install Node.js with npm, which installs Prism and Mockoon\n")
    prism, mockoon = commands.values()
    with (
        scenario_of(100) as scenario,
        serving(*MOCK, scenario) as ours,
        other(prism) as first,
        other(mockoon) as second,
    ):
        print(
            f"requests per second, medians of {arguments.rounds} measurements of {arguments.seconds:g} s, with {loader()}"
        )
        print(f"{'':12}{'mock':>10}{'Prism':>10}{'ratio':>8}{'Mockoon':>10}{'ratio':>8}   aim: >= 3 and >= 10")
        mine = first_project(ours)
        for label, path in (("get", "/projects/{}"), ("list of 20", "/projects?page_size=20")):
            urls = [ours + path.format(mine), first + path.format(EXAMPLE), second + path.format(EXAMPLE)]
            rounds = [
                [requests_per_second(url, HEADERS, arguments.seconds) for url in urls]
                for _ in range(arguments.rounds + 1)
            ][1:]
            a, b, c = (statistics.median(column) for column in zip(*rounds, strict=True))
            print(f"{label:12}{a:10.0f}{b:10.0f}{a / b:8.1f}{c:10.0f}{a / c:8.1f}")
    return 0


def commands_of(folder: Path) -> dict[str, list[str]] | None:
    """Install Prism and Mockoon if they are missing, and return their commands without the port.

    Return None if npm is not installed.
    """
    binaries = folder / "node_modules" / ".bin"
    if not (binaries / "prism").exists() or not (binaries / "mockoon-cli").exists():
        npm = shutil.which("npm")
        if npm is None:
            return None
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), *PACKAGES], check=True)
    document = str(bundled_path())
    return {
        "Prism": [str(binaries / "prism"), "mock", document, "--port"],
        "Mockoon": [str(binaries / "mockoon-cli"), "start", "--data", document, "--disable-log-to-file", "--port"],
    }


@contextmanager
def other(command: list[str]) -> Iterator[str]:
    """Run another mock on a free port, and return its URL once it responds."""
    port = free_port()
    environment = {**os.environ, "NODE_ENV": "production"}
    with subprocess.Popen(
        [*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(600):
                try:
                    urllib.request.urlopen(
                        urllib.request.Request(f"{url}/projects/count", headers=HEADERS), timeout=5
                    ).close()
                    break
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.1)
            yield url
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(main())
