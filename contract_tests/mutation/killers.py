"""`python -m contract_tests.mutation.killers`: all that may notice a change of the mock, until something does; the exit code tells."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from apivideo_admin_mock.spec import bundled_document
from contract_tests.document import read_document
from contract_tests.faults.pool import ground_of
from contract_tests.suite.host import MockHost
from contract_tests.suite.lab import Effort
from contract_tests.suite.runner import run

_KILLS: Final = Path("kills.json")
_EFFORT: Final = Effort(8, 15, shrink=False)
#: They look at what surrounds the core: packages, containers, documents. They are slow, and a change of the core is nothing to them.
_NOT_OF_THE_CORE: Final = (
    "test_cli.py",
    "test_containers.py",
    "test_examples.py",
    "test_pytest_plugin.py",
    "test_pytest_plugin_errors.py",
    "test_readme.py",
    "test_reload.py",
    "test_spec_mutants.py",
)


def main() -> int:
    """Run the suite, then the mock's own tests; give another code than 0 at the first that fails."""
    ground, kills = ground_of(read_document(bundled_document())), _kills()
    cases = [case for case in ground.cases if case.check.rule.id != "schemathesis"]
    # What noticed other changes is likely to notice this one: most of them are of one module.
    cases.sort(key=lambda case: -kills.get(case.label, 0))
    for result in run(cases, MockHost(ground.document, effort=_EFFORT)):
        if result.finding is not None:
            sys.stdout.write(f"{result.finding.check}: {result.finding.message}\n")
            kills[result.case.label] = kills.get(result.case.label, 0) + 1
            _KILLS.write_text(json.dumps(kills), encoding="utf-8")
            return 1
    ignored = [f"--ignore=mock_server/tests/{name}" for name in _NOT_OF_THE_CORE]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:xdist", *ignored]
    # pytest wants to be first to load what it rewrites.
    return subprocess.run([*command, "mock_server/tests"], check=False).returncode  # noqa: S603 - our own command


def _kills() -> dict[str, int]:
    """Give how many changes each case noticed in this session, which has a folder of its own."""
    found: dict[str, int] = json.loads(_KILLS.read_text(encoding="utf-8")) if _KILLS.exists() else {}
    return found


if __name__ == "__main__":
    sys.exit(main())
