"""Commands whose reader closes the output early, as ``head`` does, end without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]


def _run(*arguments: str, unbuffered: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command with a standard output that nobody reads."""
    read, write = os.pipe()
    os.close(read)
    try:
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(
            command,
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            cwd=_ROOT,
        )
    finally:
        os.close(write)


@pytest.mark.parametrize(
    "arguments",
    [
        ["generator", "--check"],
        ["generator", "diff", "1.0.0", "openapi"],
        ["generator", "release", "--help"],
    ],
)
def test_a_closed_output_ends_the_command_quietly(arguments: list[str]) -> None:
    done = _run(*arguments)

    assert (done.returncode, done.stderr) == (141, "")


def test_a_closed_output_without_a_buffer_ends_the_command_quietly() -> None:
    done = _run("generator", "diff", "1.0.0", "openapi", unbuffered="1")

    assert (done.returncode, done.stderr) == (141, "")


def test_a_site_is_complete_although_nobody_reads_the_output(tmp_path: Path) -> None:
    done = _run("generator.site", "--out", str(tmp_path / "site"))

    assert (done.returncode, done.stderr) == (141, "")
    assert (tmp_path / "site" / "index.html").is_file()
