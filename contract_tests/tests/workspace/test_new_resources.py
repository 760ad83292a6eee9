"""The test of the whole design: new resources, reports and parameters are YAML only.

A copy of the workspace, in which the present version is released, gets the edits of ``contract_tests/examples/`` and no Python.
One command is run. Then the report lists what is new, the SDK has it with types, the mock serves it, and the tests cover it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from apivideo_admin_contract.checks import CHECKS
from apivideo_admin_contract.document.document import Document, read_document
from apivideo_admin_contract.outcome.runner import run_case
from apivideo_admin_contract.selection import cases_of, names_of
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import InProcessTarget
from contract_tests.tests.support.subject import DOCUMENT
from contract_tests.tests.workspace.programs import SPEC_EDITS, TYPES, WEBHOOKS
from contract_tests.tools.workspace import (
    BUNDLE,
    ROOT,
    add_webhooks,
    copy_workspace,
    edit_document,
    replace_line,
    run,
)

# One worker makes the copy for all tests of this module. They run other programs, on a machine that may be busy.
pytestmark = [pytest.mark.xdist_group("new_resources"), pytest.mark.timeout(600)]

_EDITS = sorted(path.parent for path in (ROOT / "contract_tests" / "examples" / "spec_edits").glob("*/edits.yaml"))
#: The parts of the document that the edits add to, as the names of checks and tests show them.
_NEW_PARTS = ("*webhook*", "*grant*", "get_encoding_usage", "*[[]projects-region]", "*[[]projects-deletes_at]")


@dataclass(frozen=True)
class Extended:
    """A copy of the workspace after the edits, and what the generator printed about them."""

    folder: Path
    report: str

    @cached_property
    def document(self) -> Document:
        """The document after the edits."""
        return read_document(json.loads((self.folder / BUNDLE).read_text(encoding="utf-8")))

    @cached_property
    def new_operations(self) -> set[str]:
        """The ids of the operations that the edits add."""
        return {one.id for one in self.document.operations} - {one.id for one in DOCUMENT.operations}

    def run(self, *arguments: str, **environment: str) -> str:
        """Run this Python in the copy, and return what it prints. The program must succeed."""
        done = run(self.folder, *arguments, **environment)
        assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-5000:]
        return done.stdout


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Extended:
    """Make the copy: release, edit, see the generator ask for the next version, and generate."""
    copy = copy_workspace(tmp_path_factory.mktemp("workspace"))
    released = run(copy, "-m", "generator", "release")
    assert released.returncode == 0, released.stderr
    add_webhooks(copy / "openapi")
    for folder in _EDITS:
        edit_document(copy / "openapi", folder)
    refused = run(copy, "-m", "generator")
    version = DOCUMENT.node["info"]["version"]
    major, minor, _ = version.split(".")
    next_version = f"{major}.{int(minor) + 1}.0"
    assert refused.returncode == 1
    assert f"version: {next_version}" in refused.stderr
    replace_line(copy / "openapi" / "openapi.yaml", f"  version: {version}", f"  version: {next_version}")
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
    ):
        assert line in extended.report
    assert "BREAKING" not in extended.report


@pytest.mark.parametrize("program", [WEBHOOKS, SPEC_EDITS], ids=["webhooks", "spec edits"])
def test_the_sdk_and_the_mock_have_what_is_new(extended: Extended, program: str) -> None:
    extended.run("-W", "error", "-c", program)


def test_what_is_new_has_types(extended: Extended, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(TYPES, encoding="utf-8")
    flags = ("--strict", "--warn-unused-ignores", "--cache-dir", str(tmp_path / "cache"))
    extended.run("-m", "mypy", *flags, str(program), MYPYPATH=str(extended.folder / "generated_client"))


def test_the_contract_suite_covers_what_is_new(extended: Extended) -> None:
    target = InProcessTarget(extended.document, effort=Effort(8, 15))
    cases = cases_of(CHECKS, extended.document, [*_NEW_PARTS, "reference-model"])
    names = set[str]().union(*map(names_of, cases))
    assert extended.new_operations == {one for one in names if one in extended.new_operations}
    assert any(name.endswith("[webhooks-url]") for name in names)
    results = [run_case(case, target) for case in cases]
    assert [(one.case.label, one.finding.message) for one in results if one.finding] == []
    assert [(one.case.label, one.skipped) for one in results if one.skipped] == []


def test_the_tests_of_the_sdk_cover_what_is_new(extended: Extended) -> None:
    chosen = " or ".join(sorted(extended.new_operations | {"projects-region", "projects-deletes_at"}))
    command = ("-m", "pytest", "-q", "-rA", "-p", "no:randomly", "-k", chosen, "contract_tests/tests/sdk")
    passed = extended.run(*command)
    assert all(name in passed for name in extended.new_operations)
