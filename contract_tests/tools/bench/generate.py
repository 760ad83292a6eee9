"""`nox -s bench -- generate`: everything that a run makes, against bare openapi-python-client on the same bundled document.

Both are whole processes that start cold and take turns; a ratio is that of two neighbours in time. Bare is the command as it comes,
with its own hooks (`ruff check --fix`, `ruff format`). Ours bundles, lints, renders, formats, reads the surface, compares with the
releases and syncs. A save under `--watch`, with the libraries loaded, is measured beside it.
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

from generator.sync import BUNDLE, RUNTIME

ROOT = Path(__file__).parents[3]
AIM, AIM_OF_A_SAVE = 2.0, 2.0
BARE = "from openapi_python_client.cli import app; app()"


def main() -> int:
    """Measure and print. Exits with 1 where an aim was missed."""
    parser = argparse.ArgumentParser(prog="nox -s bench -- generate", description="Measures the generator.")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each (default: %(default)s)")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="apivideo-admin-bench-") as folder:
        pairs = [turn(Path(folder) / str(number)) for number in range(rounds + 1)][
            1:
        ]  # the first one warms the disk up
        saves = save_again(Path(folder) / "warm", rounds)
    ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"seconds, medians of {rounds} turns of cold processes on the same document")
    print(f"  everything {ours:.2f}   bare openapi-python-client {bare:.2f}   ratio {ratio:.2f} (aim: <= {AIM:g})")
    print(f"  from a save to its end, under --watch {statistics.median(saves):.2f} (aim: <= {AIM_OF_A_SAVE:g})")
    return 0 if ratio <= AIM and statistics.median(saves) <= AIM_OF_A_SAVE else 1


def turn(folder: Path) -> tuple[float, float]:
    """Give the seconds of each: ours into an empty workspace, so that every file is written, and bare into an empty folder."""
    empty_workspace(folder / "ours")
    ours = seconds_of(["-m", "generator", "--root", str(folder / "ours")])
    output = ["--output-path", str(folder / "bare")]
    bare = seconds_of(["-c", BARE, "generate", "--path", str(ROOT / BUNDLE), *output])
    return ours, bare


def empty_workspace(folder: Path) -> None:
    """Give the document and the runtime a workspace in which nothing is generated yet."""
    shutil.copytree(ROOT / "openapi", folder / "openapi")
    shutil.copytree(ROOT / RUNTIME, folder / RUNTIME, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / BUNDLE).parent.mkdir(parents=True)


def seconds_of(arguments: Sequence[str]) -> float:
    """Run this Python and give the seconds that it takes."""
    path = Path(sys.executable).parent  # where bare finds ruff
    environment = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def save_again(folder: Path, rounds: int) -> list[float]:
    """Give the seconds from a save of the document to the end of the run that it starts, under `--watch`."""
    empty_workspace(folder)
    document = folder / "openapi/openapi.yaml"
    original = document.read_text(encoding="utf-8")
    command = [sys.executable, "-m", "generator", "--root", str(folder), "--watch"]
    found = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            read_on(process)
            for number in range(rounds):
                began = time.perf_counter()
                document.write_text(original.replace("requests: 10,", f"requests: {11 + number},"), encoding="utf-8")
                read_on(process)
                found.append(time.perf_counter() - began)
        finally:
            process.terminate()
    return found


def read_on(process: subprocess.Popen[str]) -> None:
    """Read until it waits for a save."""
    lines = process.stdout or ()
    if not any("waiting for the next save" in line for line in lines):
        raise RuntimeError("the generator ended")


if __name__ == "__main__":
    sys.exit(main())
