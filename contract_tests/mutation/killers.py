"""`python -m contract_tests.mutation.killers`: all that may notice a change of the mock, until something does; the exit code tells."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

from apivideo_admin_mock.spec import bundled_document
from contract_tests.document import read_document
from contract_tests.faults.pool import ground_of
from contract_tests.suite.host import MockHost
from contract_tests.suite.lab import Effort
from contract_tests.suite.runner import run

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
)


def main() -> int:
    """Run the suite, then the mock's own tests; give another code than 0 at the first that fails."""
    ground = ground_of(read_document(bundled_document()))
    cases = [case for case in ground.cases if case.check.rule.id != "schemathesis"]
    for result in run(cases, MockHost(ground.document, effort=_EFFORT)):
        if result.finding is not None:
            sys.stdout.write(f"{result.finding.check}: {result.finding.message}\n")
            return 1
    ignored = [f"--ignore=mock_server/tests/{name}" for name in _NOT_OF_THE_CORE]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:xdist", *ignored]
    # pytest wants to be first to load what it rewrites.
    return subprocess.run([*command, "mock_server/tests"], check=False).returncode  # noqa: S603 - our own command


if __name__ == "__main__":
    sys.exit(main())
