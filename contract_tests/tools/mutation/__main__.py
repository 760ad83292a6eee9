"""`python -m contract_tests.tools.mutation [MODULE…]`: run mutation tests on the mock's core, and print the surviving mutants.

Cosmic Ray creates the mutants. It edits files in place, so it runs in a copy of the workspace. README.md says why it is not mutmut.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from contract_tests.tools.mutation.skipping import skip
from contract_tests.tools.mutation.survivors import Survivor, explained, survivors
from contract_tests.tools.workspace import ROOT, copy_workspace

_PACKAGE: Final = "mock_server/apivideo_admin_mock"
#: The modules that process a request. The adapters around them have separate tests.
CORE: Final = (
    "backends/memory/store",
    "backends/memory/table",
    "core/actions",
    "core/engine",
    "core/query",
    "core/reports",
    "http/parameters",
    "http/payload",
    "http/rate_limit",
    "http/reading",
    "http/routing",
    "http/validation",
    "tenants/clock",
    "tenants/expiry",
    "tenants/ids",
    "tenants/records",
)
_COSMIC_RAY: Final = str(Path(sys.executable).parent / "cosmic-ray")
_CONFIGURATION: Final = """[cosmic-ray]
module-path = [{modules}]
timeout = {timeout}
excluded-modules = []
test-command = "not used, see run_mutants.py"

[cosmic-ray.distributor]
name = "local"
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the mutants and print the unexplained survivors. Return 1 if there is one."""
    parser = argparse.ArgumentParser(
        prog="nox -s mutation --", description="Run mutation tests on the mock's core, and print the surviving mutants."
    )
    parser.add_argument(
        "modules", nargs="*", metavar="MODULE", help=f"modules to mutate (default: all): {', '.join(CORE)}"
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=300,
        help="seconds after which a mutant counts as killed (default: %(default)s)",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        help="keep the session in this folder, and resume it if it exists (default: a temporary folder)",
    )
    given = parser.parse_args(arguments)
    if unknown := [one for one in given.modules if one not in CORE]:
        parser.error(f"{unknown[0]!r} is not a core module; fix: choose from {', '.join(CORE)}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        _start_session(folder, given.modules or CORE, given.timeout)
        _run(
            folder,
            sys.executable,
            "-m",
            "contract_tests.tools.mutation.run_mutants",
            "session.sqlite",
            str(given.timeout),
        )
        found = list(survivors(_run(folder, _COSMIC_RAY, "dump", "session.sqlite").splitlines()))
    reasons = explained(ROOT / "contract_tests" / "tools" / "mutation" / "explained.yaml")
    unexplained = [
        one for one in found if not {(one.module, one.change), ("*", one.change), (one.module, one.original)} & reasons
    ]
    sys.stdout.writelines(f"{_message(one)}\n" for one in unexplained)
    sys.stdout.write(f"{len(found)} mutants survived, {len(unexplained)} of them without a reason in explained.yaml\n")
    return int(bool(unexplained))


def _start_session(folder: Path, modules: Sequence[str], timeout: float) -> None:
    """Create a session with all mutants in a copy of the workspace, unless the folder has one."""
    if (folder / "session.sqlite").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    copy = copy_workspace(folder)
    names = ", ".join(f'"{_PACKAGE}/{name}.py"' for name in modules)
    text = _CONFIGURATION.format(modules=names, timeout=timeout)
    (copy / "mutation.toml").write_text(text, encoding="utf-8")
    _run(copy, sys.executable, "-m", "compileall", "-q", "contract_tests", "generated_client")
    _run(copy, _COSMIC_RAY, "init", "mutation.toml", "session.sqlite")
    skip(copy / "session.sqlite", copy)


def _run(copy: Path, *command: str) -> str:
    """Run a command in a copy with the packages of the copy, and return its output."""
    packages = (copy, copy / "mock_server", copy / "generated_client")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(map(str, packages)),
        # Two mutants of the same length, written in the same second, would share their bytecode.
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_PROFILE": "fast",
    }
    # Its standard error goes to the terminal.
    done = subprocess.run(command, cwd=copy, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _message(survivor: Survivor) -> str:
    return f"{survivor.module}, line {survivor.line}: no test failed with `{survivor.change}` instead of `{survivor.original}`"


if __name__ == "__main__":
    sys.exit(main())
