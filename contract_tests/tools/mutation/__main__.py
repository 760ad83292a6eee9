"""`python -m contract_tests.tools.mutation [MODULE…]`: changes the mock's core, a little at a time, and tells what nobody noticed.

Cosmic Ray makes the changes, in a copy of the workspace: it edits files in place. mutmut was no fit: it names a module by its path from
where it runs, and here the package is a folder below, while the tests that must notice are beside it.
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
#: What a request passes through; the rims around it are held by tests of their own.
CORE: Final = (
    "actions",
    "auth",
    "clock",
    "engine",
    "ids",
    "expiry",
    "parameters",
    "payload",
    "query",
    "ratelimit",
    "readers",
    "routing",
    "store/memory",
    "store/table",
    "usage",
    "validation",
)
_COSMIC_RAY: Final = str(Path(sys.executable).parent / "cosmic-ray")
_CONFIGURATION: Final = """[cosmic-ray]
module-path = [{modules}]
timeout = {timeout}
excluded-modules = []
test-command = "the killers, see trying.py"

[cosmic-ray.distributor]
name = "local"
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the changes, print those that survived without a reason, and give 1 if there are any."""
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.tools.mutation", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(CORE)}; all by default")
    parser.add_argument("--timeout", type=float, default=300, help="seconds after which a change counts as noticed")
    parser.add_argument("--folder", type=Path, help="keep the session there, and go on with it if it was begun")
    given = parser.parse_args(arguments)
    if unknown := [one for one in given.modules if one not in CORE]:
        parser.error(f"{unknown[0]!r} is no module of the core: choose of {', '.join(CORE)}")
    with tempfile.TemporaryDirectory() as folder:
        place = given.folder or Path(folder)
        _begin(place, given.modules or CORE, given.timeout)
        _run(place, sys.executable, "-m", "contract_tests.tools.mutation.trying", "session.sqlite", str(given.timeout))
        found = list(survivors(_run(place, _COSMIC_RAY, "dump", "session.sqlite").splitlines()))
    reasons = explained(ROOT / "contract_tests" / "tools" / "mutation" / "explained.yaml")
    unexplained = [
        one for one in found if not {(one.module, one.change), ("*", one.change), (one.module, one.original)} & reasons
    ]
    sys.stdout.writelines(f"{_told(one)}\n" for one in unexplained)
    sys.stdout.write(f"{len(found)} survived, {len(unexplained)} of them without a reason\n")
    return int(bool(unexplained))


def _begin(place: Path, modules: Sequence[str], timeout: float) -> None:
    """Make a session of all changes in a copy of the workspace, unless there is one."""
    if (place / "session.sqlite").exists():
        return
    place.mkdir(parents=True, exist_ok=True)
    copy = copy_workspace(place)
    names = ", ".join(f'"{_PACKAGE}/{name}.py"' for name in modules)
    text = _CONFIGURATION.format(modules=names, timeout=timeout)
    (copy / "mutation.toml").write_text(text, encoding="utf-8")
    _run(copy, sys.executable, "-m", "compileall", "-q", "contract_tests", "generated_client")
    _run(copy, _COSMIC_RAY, "init", "mutation.toml", "session.sqlite")
    skip(copy / "session.sqlite", copy)


def _run(copy: Path, *command: str) -> str:
    """Run a command in a copy, with the packages of the copy, and give what it writes."""
    packages = (copy, copy / "mock_server", copy / "generated_client")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(map(str, packages)),
        # Two changes of one second and one length would share their bytecode.
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_PROFILE": "fast",
    }
    # What it writes to its standard error is for whoever watches.
    done = subprocess.run(command, cwd=copy, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _told(survivor: Survivor) -> str:
    return f"{survivor.module} line {survivor.line}: nobody noticed `{survivor.change}` in the place of `{survivor.original}`"


if __name__ == "__main__":
    sys.exit(main())
