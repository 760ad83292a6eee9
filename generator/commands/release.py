"""The command line of ``python -m generator release``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from generator.command_line import Parser, run
from generator.diagnostic import Diagnostic
from generator.pipeline import Generated, generate
from generator.release.changelog import NAME, close
from generator.release.history import RELEASED
from generator.release.record import HISTORY, read_changelog
from generator.rendering import Render
from generator.versions import Version

OK, REFUSED = 0, 1
COMMAND = "python -m generator release"
_EXIT_CODES = """\
exit codes:
  0  the version is released
  1  the version cannot be released: the document has errors, a generated file is out of date, or it is already released
  2  usage error, or a file that cannot be read or written
"""


def main(arguments: Sequence[str], render: Render, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> int:
    """Run the command and return its exit code. ``today`` returns the default of ``--date``."""
    options = _parser().parse_args(arguments)
    root: Path = options.root

    def work() -> int:
        result = generate(root, root / "openapi", render=render, check=True)
        if isinstance(result, list):
            return _refuse(*map(str, result))
        if reasons := _reasons(root, result):
            return _refuse(*reasons)
        return _release(root, result.version, (options.date or today()).isoformat(), render)

    return run(COMMAND, work, root)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog=COMMAND,
        description=(
            "Mark the current version as released: add it to openapi/history/released.txt, set the date of its\n"
            "entry in CHANGELOG.md, and print the git commands that commit and tag it."
        ),
        epilog=_EXIT_CODES,
    )
    parser.add_argument(
        "--root", type=Path, default=Path(), metavar="DIR", help="root of the repository (default: current folder)"
    )
    parser.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="date of the release (default: today, UTC)")
    return parser


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is not a date. Use the form 2026-11-24") from None


def _refuse(*reasons: str) -> int:
    for reason in reasons:
        sys.stderr.write(f"{reason}\n")
    return REFUSED


def _reasons(root: Path, result: Generated) -> list[str]:
    """Return why the version cannot be released."""
    if result.released:
        return [f"{COMMAND}: {result.version} is already released. Raise `version` in {root / 'openapi/openapi.yaml'}."]
    stale = [f"{name} would be {what}" for name, what in result.changes.described()]
    fix = f"{COMMAND}: generated files are out of date. Run `python -m generator` and commit the result."
    return [*stale, fix] if stale else []


def _release(root: Path, version: Version, day: str, render: Render) -> int:
    closed = close(read_changelog(root), version, day)
    if isinstance(closed, Diagnostic):
        return _refuse(str(closed))
    path = root / HISTORY / RELEASED
    listed = path.read_text(encoding="utf-8").rstrip("\n") + "\n" if path.is_file() else ""
    path.write_text(f"{listed}{version}\n", encoding="utf-8")
    (root / NAME).write_text(closed, encoding="utf-8")
    after = generate(root, root / "openapi", render=render)  # updates the files that depend on the list of releases
    if isinstance(after, list):
        return _refuse(*map(str, after))
    sys.stdout.write(_next_steps(version))
    return OK


def _next_steps(version: Version) -> str:
    return f"""\
Released {version}: added it to {HISTORY}/{RELEASED} and set its date in {NAME}. Now commit and tag it:

  git add {NAME} openapi generated_client mock_server
  git commit -m "Release {version}"
  git tag -a v{version} -m "{version}"
"""
