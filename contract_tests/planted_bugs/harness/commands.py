"""`python -m contract_tests.planted_bugs.harness.commands`: compare the JSON reports of two commands of the suite on planted bugs.

The commands are the installed one, of a wheel for example, and ``python -m contract_tests`` of this workspace.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_contract.reproduction.isolation import MARK
from apivideo_admin_contract.reproduction.placeholders import LETTERS
from apivideo_admin_mock.spec import bundled_document
from contract_tests.planted_bugs.harness.setup import KEYS, SUSPENDED, Setup
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS
from contract_tests.planted_bugs.server.planting import PlantedBug
from contract_tests.tools.workspace import ROOT

#: The command that a package installs beside the interpreter.
INSTALLED: Final = Path(sys.executable).with_name("apivideo-admin-contract")
_WORKSPACE: Final = (sys.executable, "-m", "contract_tests")
_ENVIRONMENT: Final = {KEY: KEYS[0], SECOND_KEY: KEYS[1], SUSPENDED_KEY: SUSPENDED}
_DATE_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:\+00:00|Z)?")
# A replay on the server gives the items a unique name.
_UNIQUE: Final = re.compile(rf"[{LETTERS}]{{{len(MARK)}}}")
#: Runs at different times may send other requests, such as one more where a second passes: only a lasting difference counts.
_ATTEMPTS: Final = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare the reports on each chosen bug, print a line for each, and return 1 if any differ."""
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.planted_bugs.harness.commands", description=__doc__.partition(": ")[2]
    )
    add = parser.add_argument
    add("--every", type=int, default=5, metavar="N", help="compare on every Nth bug (default 5)")
    add("--command", type=Path, default=INSTALLED, help="the installed command (default: the one of this environment)")
    options = parser.parse_args(arguments)
    different = 0
    bugs = PLANTED_BUGS[:: options.every]
    for bug in comparable(bugs):
        is_equal = are_equal(bug, options.command)
        different += not is_equal
        sys.stdout.write(f"{bug.name}: {'equal' if is_equal else 'DIFFERENT'}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{different} of {sum(1 for _ in comparable(bugs))} reports differ\n")
    return int(different > 0)


def comparable(bugs: Sequence[PlantedBug]) -> Iterator[PlantedBug]:
    """Yield the bugs that show by URL in the same way every time, in the shipped document."""
    document = read_document(bundled_document())
    yield from (one for one in bugs if not (one.clock or one.limited or one.concurrent) and one.applies(document))


def are_equal(bug: PlantedBug, command: Path) -> bool:
    """Return whether both commands report the same on a bug, times aside."""
    return any(report((str(command),), bug) == report(_WORKSPACE, bug) for _ in range(_ATTEMPTS))


def report(command: Sequence[str], bug: PlantedBug) -> dict[str, Any]:
    """Return the exit code and the JSON report of a command on a new mock with a bug, without times, the URL and unique names."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("APIVIDEO_ADMIN_CONTRACT_")}
    selected = [word for rule in sorted(bug.rules) for word in ("--select", rule)]
    document = read_document(bundled_document())
    with Setup(document, bug).served(limited=False) as (_, url), TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        flags = ["--url", url, "--rate-limit", "off", "--effort", "fast", "--report", f"json={file}", *selected]
        done = subprocess.run(  # noqa: S603 - our own commands
            [*command, *flags], env=inherited | _ENVIRONMENT, cwd=ROOT, capture_output=True, text=True, check=False
        )
        text = file.read_text(encoding="utf-8") if file.exists() else json.dumps({"error": done.stderr})
        text = _UNIQUE.sub("unique", _DATE_TIME.sub("a time", text.replace(url, "the URL")))
        found: dict[str, Any] = json.loads(text)
    for part in (found, *found.get("rules", ())):
        part.pop("seconds", None)
    return {"exit code": done.returncode, **found}


if __name__ == "__main__":
    sys.exit(main())
