"""The tests of the mock and the contract suite, over each backend."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from apivideo_admin_contract.checks import CHECKS

TESTS = Path(__file__).parents[1]
#: Modules whose result no storage can change. `tests` runs them over the memory.
WITHOUT_BACKEND = (
    # The command, which has tests of its own here, and the HTTP server in front of the engine.
    *(
        "test_cli.py",
        "test_start.py",
        "test_connections.py",
        "test_http.py",
        "test_http1_oracle.py",
        "test_wire_format.py",
    ),
    *("test_closed_output.py", "test_ready_file.py", "test_variables.py", "test_init.py", "test_proxy_command.py"),
    # Documents, schemas, and requests that are refused or masked by what they contain.
    *(
        "test_spec.py",
        "test_spec_mutants.py",
        "test_schemas.py",
        "test_validation.py",
        "test_reading.py",
        "test_garbage.py",
    ),
    *(
        "test_routing.py",
        "test_schemes.py",
        "test_access.py",
        "test_cors.py",
        "test_control_document.py",
        "test_path_masking.py",
    ),
    # Parts of the memory and of a process.
    *("test_ids.py", "test_turns.py", "test_sliding_window.py"),
    # The pytest plugin and the examples, which open their mocks in the memory.
    *("test_pytest_plugin.py", "test_pytest_plugin_errors.py", "test_readme.py"),
)
#: Modules of checks of the contract suite that look at requests which are refused before the storage, or at headers and paths.
WITHOUT_BACKEND_CHECKS = (
    "access",
    "methods",
    "negotiation",
    "payloads",
    "removed_enum_values",
    "schemathesis",
    "validation",
)

#: "sqlite" or the URL of a PostgreSQL server.
Server = str


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request) -> Server:
    return "sqlite" if request.param == "sqlite" else request.getfixturevalue("postgresql")


@pytest.mark.timeout(1800)
def test_the_tests_of_the_mock_pass(server):
    arguments = [f"--ignore={TESTS / name}" for name in ("backends", *WITHOUT_BACKEND)]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
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
    left_out = [
        check.name for check in CHECKS if check.function.__module__.rpartition(".")[2] in WITHOUT_BACKEND_CHECKS
    ]
    assert len(left_out) < len(CHECKS) / 2
    program = str(Path(__file__).with_name("suite_over_backend.py"))
    excluded = [argument for name in left_out for argument in ("--exclude", name)]
    command = [sys.executable, program, server, "--effort", "fast", *excluded]
    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout[-5000:] + result.stderr[-2000:]
    assert "PASS: no violations" in result.stdout
