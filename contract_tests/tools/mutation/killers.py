"""`python -m contract_tests.tools.mutation.killers`: all that may notice a change of the mock, until something does; the exit code tells."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from apivideo_admin_contract.document.document import read_document
from apivideo_admin_contract.outcome.runner import run
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.in_process import InProcessTarget
from apivideo_admin_mock.spec import bundled_document
from contract_tests.planted_bugs.harness.pool import matrix_of

_KILLS: Final = Path("kills.json")
_EFFORT: Final = Effort(8, 15, shrink=False)
#: They look at the modules by themselves, or nearly so: most changes are noticed there, and soon.
_OF_MODULES: Final = (
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
#: They look at what surrounds the core: packages, containers, documents. They are slow, and a change of the core is nothing to them.
_NOT_OF_THE_CORE: Final = (
    "test_cli.py",
    "test_containers.py",
    "test_examples.py",
    "test_pytest_plugin.py",
    "test_pytest_plugin_errors.py",
    "test_readme.py",
    "test_spec_mutants.py",
)


def main() -> int:
    """Run the mock's tests of single modules, the suite, then the mock's other tests; give another code than 0 at the first that fails."""
    return _pytest(_OF_MODULES) or _suite() or _pytest(_others())


def _suite() -> int:
    matrix, kills = matrix_of(read_document(bundled_document())), _kills()
    cases = [case for case in matrix.cases if case.check.rule.id != "schemathesis"]
    # What noticed other changes is likely to notice this one: most of them are of one module.
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
    # pytest wants to be first to load what it rewrites.
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:xdist", *files]
    return subprocess.run(command, check=False).returncode


def _others() -> list[str]:
    known = {*_OF_MODULES, *_NOT_OF_THE_CORE}
    return sorted(path.name for path in Path("mock_server/tests").glob("test_*.py") if path.name not in known)


def _kills() -> dict[str, int]:
    """Give how many changes each case noticed in this session, which has a folder of its own."""
    found: dict[str, int] = json.loads(_KILLS.read_text(encoding="utf-8")) if _KILLS.exists() else {}
    return found


if __name__ == "__main__":
    sys.exit(main())
