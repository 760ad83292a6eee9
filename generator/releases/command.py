"""The command line of ``python -m generator release``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from generator.arguments import UNUSABLE, Parser
from generator.diagnostic import Diagnostic
from generator.diff.history import RELEASED
from generator.diff.version import Version
from generator.pipeline import Generated, generate
from generator.releases.changelog import NAME, close
from generator.releases.record import HISTORY, read_changelog
from generator.rendering import Render
from generator.unexpected import describe_unexpected

OK, REFUSED = 0, 1
COMMAND = "python -m generator release"
_EXIT_CODES = """\
exit codes:
  0  the version is final
  1  it cannot be released: the document is at fault, something is out of date, or it is released already
  2  the command could not run: a bad flag, or a file that cannot be read or written
"""


def main(arguments: Sequence[str], render: Render, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> int:
    """Run the command with these arguments and give its exit code. Without ``--date`` the release is of ``today``."""
    options = _parser().parse_args(arguments)
    root: Path = options.root
    try:
        result = generate(root, root / "openapi", render=render, check=True)
        if isinstance(result, list):
            return _refuse(*map(str, result))
        if reasons := _reasons(root, result):
            return _refuse(*reasons)
        return _release(root, result.version, (options.date or today()).isoformat(), render)
    except OSError as error:
        sys.stderr.write(f"{COMMAND}: {error.strerror or error}: {error.filename or root}\n")
    except Exception as error:  # noqa: BLE001 - a library's or a bug of ours: one line, not a traceback
        sys.stderr.write(f"{COMMAND}: {describe_unexpected(error)}\n")
    return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog=COMMAND,
        description="Make the version in the making final: list it as released, date its entry in the changelog, tell how to tag it.",
        epilog=_EXIT_CODES,
    )
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help="the workspace (default: this folder)")
    parser.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="the day of the release (default: today, UTC)")
    return parser


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is no day: write it as in 2026-11-24") from None


def _refuse(*reasons: str) -> int:
    for reason in reasons:
        sys.stderr.write(f"{reason}\n")
    return REFUSED


def _reasons(root: Path, result: Generated) -> list[str]:
    """Return what stands against a release."""
    if result.released:
        return [f"{COMMAND}: {result.version} is released already: raise `version` in {root / 'openapi/openapi.yaml'}"]
    stale = [f"{name} would be {what}" for name, what in result.changes.described()]
    fix = f"{COMMAND}: not everything is up to date: run `python -m generator`, and commit the result"
    return [*stale, fix] if stale else []


def _release(root: Path, version: Version, day: str, render: Render) -> int:
    closed = close(read_changelog(root), version, day)
    if isinstance(closed, Diagnostic):
        return _refuse(str(closed))
    path = root / HISTORY / RELEASED
    listed = path.read_text(encoding="utf-8").rstrip("\n") + "\n" if path.is_file() else ""
    path.write_text(f"{listed}{version}\n", encoding="utf-8")
    (root / NAME).write_text(closed, encoding="utf-8")
    after = generate(root, root / "openapi", render=render)  # what follows from the list of releases
    if isinstance(after, list):
        return _refuse(*map(str, after))
    sys.stdout.write(_next_steps(version))
    return OK


def _next_steps(version: Version) -> str:
    return f"""\
{version} is final: {HISTORY}/{RELEASED} lists it, and {NAME} has its date. Now commit and tag it:

  git add {NAME} openapi generated_client mock_server
  git commit -m "Release {version}"
  git tag -a v{version} -m "{version}"
"""
