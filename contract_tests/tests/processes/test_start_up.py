"""What the command imports: ``--help`` and ``--version`` return before the modules of a run are imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: The slow imports of a run, and the packages of the workspace that no user of the wheel has.
_RUN = (
    "hypothesis",
    "jinja2",
    "jsonschema_rs",
    "httpx2",
    "yaml",
    "schemathesis",
    "pytest",
    "flask",
    "granian",
    "msgspec",
)
_WORKSPACE = ("apivideo_admin", "contract_tests", "generator", "mypy", "nox")


def _imported(*arguments: str) -> set[str]:
    """Run the command in a new process, and return the top-level modules and those of the suite and the mock that it imported."""
    run = (
        "from apivideo_admin_contract.__main__ import run\n"
        f"sys.argv[1:] = {list(arguments)!r}\n"
        "try:\n    code = run()\nexcept SystemExit as ended:\n    code = ended.code\n"
        "assert not code, code\n"
    )
    return _modules_after(run)


def _modules_after(program: str) -> set[str]:
    source = f"import sys\n{program}print('IMPORTED', *sys.modules)\n"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    names = done.stdout.rpartition("IMPORTED")[2].split()
    ours = ("apivideo_admin_contract", "apivideo_admin_mock")
    return {name if name.startswith(ours) else name.partition(".")[0] for name in names}


def _of_libraries() -> set[str]:
    """Return what the libraries of the suite import on their own: they look for trio, and where it is installed it imports pytest."""
    return _modules_after("import httpx2, hypothesis\n")


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_help_and_version_import_nothing_that_only_a_run_needs(flag: str) -> None:
    imported = _imported(flag)

    assert sorted(imported & {*_RUN, *_WORKSPACE}) == []
    assert sorted(name for name in imported if name.startswith("apivideo_admin_contract.")) == [
        "apivideo_admin_contract.__main__",
        "apivideo_admin_contract._version",
        "apivideo_admin_contract.arguments",
        "apivideo_admin_contract.cli",
        "apivideo_admin_contract.environment",
        "apivideo_admin_contract.errors",
        "apivideo_admin_contract.options",
        "apivideo_admin_contract.safety",
        "apivideo_admin_contract.safety.interruption",
    ]
    assert sorted(name for name in imported if name.startswith("apivideo_admin_mock.")) == [
        "apivideo_admin_mock._api_version",
        "apivideo_admin_mock._version",
        "apivideo_admin_mock.closed_output",
        "apivideo_admin_mock.errors",
    ]


def test_list_imports_no_server_and_no_report() -> None:
    imported = _imported("--list", "--select", "page-links")

    assert (
        sorted(imported & {"jinja2", "schemathesis", "pytest", "flask", "granian", *_WORKSPACE} - _of_libraries()) == []
    )
    packages = {name.split(".")[1] for name in imported if name.startswith("apivideo_admin_contract.")}
    assert sorted(packages & {"outcome", "report", "reproduction", "plan", "run"}) == []


def test_a_run_against_the_mock_imports_neither_the_sdk_nor_a_tool_of_the_workspace() -> None:
    imported = _imported("--select", "a_path_near_a_documented_one_is_not_recognized", "--effort", "fast")

    assert sorted(imported & {*_WORKSPACE, "schemathesis", "pytest", "granian"} - _of_libraries()) == []
