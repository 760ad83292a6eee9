"""Commands whose reader closes the output early, as ``head`` does, end without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.sync import read_tree
from generator.tests.site_kit import ROOT, real_site

_HISTORY = ROOT / "openapi/history"
_DOCUMENTS = [str(_HISTORY / "1.0.0.json"), str(_HISTORY / "2.0.0.json")]


def run_closed(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
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
            env=os.environ | variables,
            cwd=ROOT,
        )
    finally:
        os.close(write)


@pytest.mark.parametrize(
    ("arguments", "unbuffered"),
    [(["diff", *_DOCUMENTS], ""), (["diff", *_DOCUMENTS], "1"), (["release", "--help"], "")],
)
def test_a_closed_output_ends_the_command_quietly(arguments: list[str], unbuffered: str) -> None:
    done = run_closed("generator", *arguments, PYTHONUNBUFFERED=unbuffered)

    assert (done.returncode, done.stderr) == (141, "")


def test_a_site_is_complete_although_nobody_reads_the_output_and_has_the_same_bytes_in_every_process(
    tmp_path: Path,
) -> None:
    # Another hash seed, and so another order of sets, than in this process.
    done = run_closed("generator.site", "--out", str(tmp_path / "site"), PYTHONHASHSEED="1")

    assert (done.returncode, done.stderr) == (141, "")
    assert {name: content.decode() for name, content in read_tree(tmp_path / "site").items()} == real_site()
