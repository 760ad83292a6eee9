"""The tests of the mock and the contract suite, over each backend."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
# These start the command, which has tests of its own here, test the HTTP server, or read documents only.
WITHOUT_BACKEND = (
    *("test_cli.py", "test_start.py", "test_connections.py", "test_http.py", "test_http1_oracle.py"),
    *("test_spec.py", "test_spec_mutants.py"),
)

#: "sqlite" or the URL of a PostgreSQL server.
Server = str


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request) -> Server:
    return "sqlite" if request.param == "sqlite" else request.getfixturevalue("postgresql")


@pytest.mark.timeout(1800)
def test_the_tests_of_the_mock_pass(server):
    arguments = [f"--ignore={TESTS / name}" for name in WITHOUT_BACKEND]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        f"--ignore={TESTS / 'backends'}",
        *arguments,
        str(TESTS),
    ]
    result = subprocess.run(
        command, env={**os.environ, "MOCK_TESTS_BACKEND": server}, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout[-5000:]
    assert "passed" in result.stdout


@pytest.mark.timeout(1800)
def test_the_contract_suite_passes(server):
    command = [sys.executable, str(Path(__file__).with_name("suite_over_backend.py")), server, "--effort", "fast"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout[-5000:] + result.stderr[-2000:]
    assert "PASS: no violations" in result.stdout
