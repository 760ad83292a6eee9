"""The test of the whole design: new resources, reports and parameters are YAML only.

A copy of the workspace, in which the present version is released, gets the edits of ``contract_tests/examples/`` and no Python.
``generator new`` drafts another resource from a vendor's document, and the edits that it lists are made. One command is run. Then the report
lists what is new, the SDK has it with types, the mock serves it, and the tests cover it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from contract_tests.tests.support.subject import DOCUMENT
from contract_tests.tests.workspace.programs import COMMANDS, SPEC_EDITS, SUBSCRIPTIONS, TYPES, WEBHOOKS
from contract_tests.tools.workspace import (
    add_examples,
    apply_listed_edits,
    raise_version,
    replace_line,
    run,
    vendor_source,
)
from generator.release.packages import MOCK, SDK

# Each test runs other programs, on a machine that may be busy.
pytestmark = pytest.mark.timeout(600)

_NEW_OPERATIONS = [
    *(f"{verb}_webhook{plural}" for verb, plural in (("create", ""), ("list", "s"), ("count", "s"), ("get", ""))),
    *(f"{verb}_grant{plural}" for verb, plural in (("create", ""), ("list", "s"), ("count", "s"), ("get", ""))),
    "update_webhook",
    "delete_webhook",
    "update_grant",
    "delete_grant",
    "get_encoding_usage",
    *(f"{verb}_subscription" for verb in ("create", "get", "update", "delete", "pause")),
    "list_subscriptions",
]


@dataclass(frozen=True)
class Extended:
    """A copy of the workspace after the edits, and what the generator printed about them."""

    folder: Path
    report: str

    def run(self, *arguments: str, **environment: str) -> str:
        """Run this Python in the copy, and return what it prints. The program must succeed."""
        done = run(self.folder, *arguments, **environment)
        assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-5000:]
        return done.stdout


@pytest.fixture(scope="module")
def extended(released_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Extended:
    """Make the copy: edit, see the generator ask for the next versions, and generate."""
    copy = shutil.copytree(released_workspace, tmp_path_factory.mktemp("extended") / "workspace")
    add_examples(copy / "openapi")
    drafted = run(copy, "-m", "generator", "new", "subscriptions", "--under", "projects", "--from", vendor_source())
    assert drafted.returncode == 0, drafted.stderr
    apply_listed_edits(copy / "openapi", drafted.stdout)
    refused = run(copy, "-m", "generator")
    version = str(DOCUMENT.node["info"]["version"])
    major, minor, _ = version.split(".")
    next_version = f"{major}.{int(minor) + 1}.0"
    assert refused.returncode == 1
    assert f"version: {next_version}" in refused.stderr
    replace_line(copy / "openapi" / "openapi.yaml", f"  version: {version}", f"  version: {next_version}")
    assert "apivideo_admin_mock/_version.py" in run(copy, "-m", "generator").stderr
    for package in (SDK, MOCK):
        raise_version(copy, package, "1.0.0", "1.1.0")
    generated = run(copy, "-m", "generator")
    assert generated.returncode == 0, generated.stderr
    return Extended(copy, generated.stdout)


def test_the_report_lists_what_is_new(extended: Extended) -> None:
    for line in (
        "resources/webhooks.py",
        "operation_added: `POST /projects/{project_id}/webhooks` was added.",
        "operation_added: `POST /projects/{project_id}/api-keys/{api_key_id}/grants` was added.",
        "operation_added: `GET /projects/{project_id}/encoding-usage` was added.",
        "parameter_added: the optional parameter `region` was added.",
        "enum_value_added: `sort_by` also accepts `deletes_at`.",
        "`AdminClient.grants`",
        "operation_added: `POST /projects/{project_id}/subscriptions/{subscription_id}/pause` was added.",
    ):
        assert line in extended.report
    assert "BREAKING" not in extended.report
    for name in ("apivideo-admin", "apivideo-admin-mock"):
        assert f"{name}, since 1.0.0: " in extended.report
    assert "apivideo-admin-contract" not in extended.report


@pytest.mark.parametrize("program", [WEBHOOKS, SPEC_EDITS, SUBSCRIPTIONS], ids=["webhooks", "spec edits", "drafted"])
def test_the_sdk_and_the_mock_have_what_is_new(extended: Extended, program: str) -> None:
    extended.run("-W", "error", "-c", program)


def test_the_command_line_has_what_is_new(extended: Extended) -> None:
    tests = extended.folder / "generated_client" / "tests"
    extended.run("-c", f"import sys; sys.path.insert(0, {str(tests)!r})\n{COMMANDS}")


def test_what_is_new_has_types(extended: Extended, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(TYPES, encoding="utf-8")
    flags = ("--strict", "--warn-unused-ignores", "--cache-dir", str(tmp_path / "cache"))
    extended.run("-m", "mypy", *flags, str(program), MYPYPATH=str(extended.folder / "generated_client"))


def test_the_tests_of_the_sdk_cover_what_is_new(extended: Extended) -> None:
    chosen = " or ".join([*_NEW_OPERATIONS, "projects-region", "projects-deletes_at"])
    command = ("-m", "pytest", "-q", "-rA", "-p", "no:randomly", "-k", chosen, "contract_tests/tests/sdk")
    passed = extended.run(*command)
    assert [name for name in _NEW_OPERATIONS if name not in passed] == []
