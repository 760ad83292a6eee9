"""Commands whose reader closes the output early, as ``head`` does, end without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from apivideo_admin_mock.closed_output import exit_on_closed_output


def _run(*arguments: str, unbuffered: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command with a standard output that nobody reads."""
    read, write = os.pipe()
    os.close(read)
    try:
        command = [sys.executable, "-m", "apivideo_admin_contract", *arguments]
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


@pytest.mark.parametrize("flag", ["--help", "--version", "--list"])
def test_a_closed_output_ends_the_command_quietly(flag: str) -> None:
    done = _run(flag)

    assert (done.returncode, done.stderr) == (141, "")


def test_a_closed_output_without_a_buffer_ends_the_command_quietly() -> None:
    done = _run("--list", unbuffered="1")

    assert (done.returncode, done.stderr) == (141, "")


def test_a_report_without_a_reader_is_an_error_of_one_line() -> None:
    done = _run("--select", "a_path_near_a_documented_one_is_not_recognized", "--effort", "fast")

    message = "apivideo-admin-contract: cannot write the text report to the standard output (Broken pipe)\n"
    assert (done.returncode, done.stderr) == (2, message)


def test_the_error_of_another_pipe_is_not_hidden() -> None:
    with pytest.raises(BrokenPipeError, match="another pipe"), exit_on_closed_output():
        raise BrokenPipeError("another pipe")
