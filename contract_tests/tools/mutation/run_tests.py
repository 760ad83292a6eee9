"""`python -m contract_tests.tools.mutation.run_tests`: run the tests and checks that can kill a mutant, until one fails.

The exit code is 0 if all pass.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.outcome.runner import run
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import InProcessTarget
from apivideo_admin_mock.spec import bundled_document
from contract_tests.planted_bugs.harness.pool import matrix_of

_KILLS: Final = Path("kills.json")
_EFFORT: Final = Effort(8, 15, shrink=False)
#: Unit tests of single modules. They run first, because they kill most mutants and are fast.
_UNIT_TESTS: Final = (
    "test_clock.py",
    "test_ids.py",
    "test_expiry.py",
    "test_sliding_window.py",
    "test_validation.py",
    "test_reading.py",
    "test_store.py",
    "test_usage.py",
    "test_authentication.py",
    "test_routing.py",
    "test_requests.py",
    "test_resources.py",
    "test_pages.py",
)
#: Tests of packages, containers and documentation. They are slow and do not test the core.
_EXCLUDED: Final = (
    "test_cli.py",
    "test_pytest_plugin.py",
    "test_pytest_plugin_errors.py",
    "test_readme.py",
    "test_spec_mutants.py",
)


def main() -> int:
    """Run the unit tests, the suite, then the mock's other tests. Return a non-zero code at the first failure."""
    return _pytest(_UNIT_TESTS) or _suite() or _pytest(_others())


def _suite() -> int:
    matrix, kills = matrix_of(read_document(bundled_document())), _kills()
    cases = [case for case in matrix.cases if case.check.rule.id != "schemathesis"]
    # A case that killed other mutants is likely to kill this one: most mutants of a session are in one module.
    cases.sort(key=lambda case: -kills.get(case.label, 0))
    for result in run(cases, InProcessTarget(matrix.document, effort=_EFFORT)):
        if result.finding is not None:
            sys.stdout.write(f"{result.finding.check}: {result.finding.message}\n")
            kills[result.case.label] = kills.get(result.case.label, 0) + 1
            _KILLS.write_text(json.dumps(kills), encoding="utf-8")
            return 1
    return 0


def _pytest(names: Iterable[str]) -> int:
    files = [f"mock_server/tests/{name}" for name in names]
    # In a new process, because pytest must load the modules that it rewrites first.
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:xdist", *files]
    return subprocess.run(command, check=False).returncode


def _others() -> list[str]:
    known = {*_UNIT_TESTS, *_EXCLUDED}
    return sorted(path.name for path in Path("mock_server/tests").glob("test_*.py") if path.name not in known)


def _kills() -> dict[str, int]:
    """Return how many mutants each case killed in this session."""
    found: dict[str, int] = json.loads(_KILLS.read_text(encoding="utf-8")) if _KILLS.exists() else {}
    return found


if __name__ == "__main__":
    sys.exit(main())
