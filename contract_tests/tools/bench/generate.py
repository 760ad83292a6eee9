"""`nox -s bench -- generate`: compare our generator with plain openapi-python-client on the same bundled document.

Each measurement starts a new process. The two generators alternate, so that each ratio compares two adjacent measurements.
The plain command runs with its own hooks (`ruff check --fix`, `ruff format`). Our generator bundles, lints, renders, formats,
reads the public surface, compares it with the releases and writes the files. The benchmark also measures a save under `--watch`,
where the libraries are loaded already. With `--operations` both generate from copies of the resources, and the lint and the site are measured
alone.
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
from collections.abc import Sequence
from pathlib import Path

from contract_tests.tools.bench.large_folder import enlarge
from generator.sync import BUNDLE, RUNTIME

ROOT = Path(__file__).parents[3]
AIM, SAVE_AIM, LINT_AIM = 2.0, 2.0, 5.0
SITE_AIM = {13: 5.0, 130: 20.0}  # seconds for a number of operations
LINT_COMMAND = "import sys; from pathlib import Path; from generator.acceptance import read_accepted; assert not isinstance(read_accepted(Path(sys.argv[1])), list)"
PLAIN_COMMAND = "from openapi_python_client.cli import app; app()"


def main() -> int:
    """Measure and print. Exit with 1 if an aim is missed."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench -- generate", description="Compare our generator with plain openapi-python-client."
    )
    parser.add_argument("--rounds", type=int, default=7, help="measurements of each generator (default: %(default)s)")
    parser.add_argument("--operations", type=int, nargs="+", help="measure documents with this many operations instead")
    arguments = parser.parse_args()
    rounds = arguments.rounds
    if arguments.operations:
        return large(arguments.operations, rounds)
    with tempfile.TemporaryDirectory(prefix="apivideo-admin-bench-") as folder:
        pairs = [turn(Path(folder) / str(number)) for number in range(rounds + 1)][
            1:
        ]  # the first measurement warms the disk cache
        saves = save_again(Path(folder) / "warm", rounds)
    ours, plain = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"seconds, medians of {rounds} new processes each, on the same document")
    print(f"  our generator {ours:.2f}   plain openapi-python-client {plain:.2f}   ratio {ratio:.2f} (aim: <= {AIM:g})")
    print(f"  one save under --watch {statistics.median(saves):.2f} (aim: <= {SAVE_AIM:g})")
    return 0 if ratio <= AIM and statistics.median(saves) <= SAVE_AIM else 1


def large(sizes: Sequence[int], rounds: int) -> int:
    """Measure documents of several sizes and print a table. Exit with 1 if the largest misses an aim."""
    print(f"{'operations':>10}{'lint s':>9}{'ours s':>9}{'plain s':>9}{'ratio':>7}{'site s':>9}")
    missed = False
    for size in sorted(sizes):
        with tempfile.TemporaryDirectory(prefix="apivideo-admin-bench-") as folder:
            runs = [large_turn(Path(folder) / str(number), size) for number in range(rounds)]
        lint, ours, plain, site = (statistics.median(column) for column in zip(*runs, strict=True))
        ratio = statistics.median(one / other for _, one, other, _ in runs)
        missed |= site > SITE_AIM.get(size, site)
        print(f"{size:10}{lint:9.2f}{ours:9.2f}{plain:9.2f}{ratio:7.2f}{site:9.2f}")
    print(
        f"{'aim':>10}{LINT_AIM:9.1f}{AIM:25.2f}; site: {', '.join(f'{aim:g} s at {size}' for size, aim in SITE_AIM.items())}"
    )
    return 0 if ratio <= AIM and lint <= LINT_AIM and not missed else 1


def large_turn(folder: Path, size: int) -> tuple[float, float, float, float]:
    """Return the seconds of our lint, our generator, the plain one and the site for a large document. The lint includes reading the files."""
    empty_workspace(folder / "ours")
    shutil.rmtree(folder / "ours/openapi/history")
    enlarge(folder / "ours/openapi", size)
    lint = seconds_of(["-c", LINT_COMMAND, str(folder / "ours/openapi")])
    ours = seconds_of(["-m", "generator", "--root", str(folder / "ours")])
    output = ["--output-path", str(folder / "plain")]
    plain = seconds_of(["-c", PLAIN_COMMAND, "generate", "--path", str(folder / "ours" / BUNDLE), *output])
    site = seconds_of(
        ["-m", "generator.site", "--openapi", str(folder / "ours/openapi"), "--out", str(folder / "site")]
    )
    return lint, ours, plain, site


def turn(folder: Path) -> tuple[float, float]:
    """Return the seconds of our generator and of the plain one.

    Both write into an empty folder, so that every file is written.
    """
    empty_workspace(folder / "ours")
    ours = seconds_of(["-m", "generator", "--root", str(folder / "ours")])
    output = ["--output-path", str(folder / "plain")]
    plain = seconds_of(["-c", PLAIN_COMMAND, "generate", "--path", str(ROOT / BUNDLE), *output])
    return ours, plain


def empty_workspace(folder: Path) -> None:
    """Create a workspace with the document and the runtime, and without generated files."""
    shutil.copytree(ROOT / "openapi", folder / "openapi")
    shutil.copytree(ROOT / RUNTIME, folder / RUNTIME, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / BUNDLE).parent.mkdir(parents=True)


def seconds_of(arguments: Sequence[str]) -> float:
    """Run this Python with arguments and return the seconds that it takes."""
    path = Path(sys.executable).parent  # openapi-python-client looks for ruff on the PATH
    environment = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def save_again(folder: Path, rounds: int) -> list[float]:
    """Return the seconds of each run that a save of the document starts under `--watch`."""
    empty_workspace(folder)
    document = folder / "openapi/openapi.yaml"
    original = document.read_text(encoding="utf-8")
    command = [sys.executable, "-m", "generator", "--root", str(folder), "--watch"]
    found = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            wait_until_idle(process)
            for number in range(rounds):
                began = time.perf_counter()
                document.write_text(original.replace("requests: 10,", f"requests: {11 + number},"), encoding="utf-8")
                wait_until_idle(process)
                found.append(time.perf_counter() - began)
        finally:
            process.terminate()
    return found


def wait_until_idle(process: subprocess.Popen[str]) -> None:
    """Read the output until the generator waits for the next save."""
    lines = process.stdout or ()
    if not any("waiting for the next save" in line for line in lines):
        raise RuntimeError(
            "the generator ended before it waited for the next save; hint: run `python -m generator --watch` to see its error"
        )


if __name__ == "__main__":
    sys.exit(main())
