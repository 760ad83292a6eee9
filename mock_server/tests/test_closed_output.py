"""Commands whose reader closes the output early, as ``head`` does, end without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest


def _run(*arguments: str, unbuffered: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command with a standard output that nobody reads."""
    read, write = os.pipe()
    os.close(read)
    try:
        command = [sys.executable, "-m", "apivideo_admin_mock", *arguments]
        return subprocess.run(
            command,
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    finally:
        os.close(write)


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["--version"]])
def test_a_closed_output_ends_the_command_quietly(arguments: list[str]) -> None:
    done = _run(*arguments)

    assert (done.returncode, done.stderr) == (141, "")


def test_a_mock_whose_output_nobody_reads_serves_and_writes_its_ready_file(tmp_path: Path) -> None:
    ready, errors = tmp_path / "ready", tmp_path / "errors"
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "apivideo_admin_mock", "serve", "--port", "0", "--ready-file", str(ready)]
    with errors.open("w") as stderr, subprocess.Popen(command, stdout=write, stderr=stderr) as mock:
        os.close(write)
        for _ in range(200):
            if ready.exists():
                break
            time.sleep(0.05)
        with urllib.request.urlopen(f"{ready.read_text().strip()}/_mock/health", timeout=10) as response:
            assert response.status == 200
        mock.terminate()
        assert mock.wait(10) == 0
    assert errors.read_text() == ""


def test_requests_are_served_after_the_reader_of_the_access_log_has_ended() -> None:
    command = [sys.executable, "-m", "apivideo_admin_mock", "serve", "--port", "0", "--access-log"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as mock:
        assert mock.stdout is not None
        assert mock.stderr is not None
        url = next(word for word in mock.stdout.readline().split() if word.startswith("http://"))
        mock.stderr.close()
        for _ in range(2):
            with urllib.request.urlopen(f"{url}/_mock/health", timeout=10) as response:
                assert response.status == 200
        mock.terminate()
        assert mock.wait(10) == 0
