"""Measure the import time, with a new process for each import."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

AIM = 1.3
_CODE = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


def measure(folder: Path, rounds: int) -> bool:
    """Measure and print. Return whether the aim is met.

    The folder stores the compiled modules, as an installed package has them.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    pairs = [(_seconds("apivideo_admin", environment), _seconds("httpx2", environment)) for _ in range(rounds + 2)][
        2:
    ]  # the first two imports compile the modules
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"\nimport: {ours * 1000:.0f} ms, httpx2 {theirs * 1000:.0f} ms: {ratio:.2f}x   aim: <= {AIM}x")
    return ratio <= AIM


def _seconds(module: str, environment: Mapping[str, str]) -> float:
    command = [sys.executable, "-c", _CODE.format(module)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return float(done.stdout)
