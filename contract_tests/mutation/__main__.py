"""`python -m contract_tests.mutation [MODULE…]`: changes the mock's core, a little at a time, and tells what nobody noticed.

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

from contract_tests.mutation.survivors import Survivor, explained, survivors
from contract_tests.workspace import ROOT, copy_workspace

_PACKAGE: Final = "mock_server/apivideo_admin_mock"
#: What a request passes through; the rims around it are held by tests of their own.
CORE: Final = (
    "actions",
    "auth",
    "clock",
    "engine",
    "ids",
    "lifecycle",
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
_CONFIGURATION: Final = """[cosmic-ray]
module-path = [{modules}]
timeout = {timeout}
excluded-modules = []
test-command = "{python} -m contract_tests.mutation.killers"

[cosmic-ray.distributor]
name = "local"

# `X | None` stands in annotations, which nothing runs.
[cosmic-ray.filters.operators-filter]
exclude-operators = ["core/ReplaceBinaryOperator_BitOr_.*"]
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the changes, print those that survived without a reason, and give 1 if there are any."""
    parser = argparse.ArgumentParser(prog="python -m contract_tests.mutation", description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(CORE)}; all by default")
    parser.add_argument("--timeout", type=float, default=300, help="seconds after which a change counts as noticed")
    given = parser.parse_args(arguments)
    if unknown := [one for one in given.modules if one not in CORE]:
        parser.error(f"{unknown[0]!r} is no module of the core: choose of {', '.join(CORE)}")
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_workspace(Path(folder))
        found = list(survivors(_dump(copy, given.modules or CORE, given.timeout)))
    reasons = explained(ROOT / "contract_tests" / "mutation" / "explained.yaml")
    unexplained = [one for one in found if not {(one.module, one.change), ("*", one.change)} & reasons]
    sys.stdout.writelines(f"{_told(one)}\n" for one in unexplained)
    sys.stdout.write(f"{len(found)} survived, {len(unexplained)} of them without a reason\n")
    return int(bool(unexplained))


def _dump(copy: Path, modules: Sequence[str], timeout: float) -> list[str]:
    """Run Cosmic Ray in a copy, and give the lines of its dump."""
    names = ", ".join(f'"{_PACKAGE}/{name}.py"' for name in modules)
    text = _CONFIGURATION.format(modules=names, timeout=timeout, python=sys.executable)
    (copy / "mutation.toml").write_text(text, encoding="utf-8")
    tools = Path(sys.executable).parent
    for step in (
        ["cosmic-ray", "init", "mutation.toml", "session.sqlite"],
        ["cr-filter-operators", "session.sqlite", "mutation.toml"],
        ["cosmic-ray", "baseline", "mutation.toml"],
        ["cosmic-ray", "exec", "mutation.toml", "session.sqlite"],
    ):
        _run(copy, [str(tools / step[0]), *step[1:]])
    return _run(copy, [str(tools / "cosmic-ray"), "dump", "session.sqlite"]).splitlines()


def _run(copy: Path, command: Sequence[str]) -> str:
    packages = (copy, copy / "mock_server", copy / "generated_client")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(map(str, packages)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_PROFILE": "fast",
    }
    # What it writes to its standard error is for whoever watches.
    done = subprocess.run(command, cwd=copy, env=environment, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own commands
    return done.stdout


def _told(survivor: Survivor) -> str:
    return f"{survivor.module} line {survivor.line}: nobody noticed `{survivor.change}` in the place of `{survivor.original}`"


if __name__ == "__main__":
    sys.exit(main())
