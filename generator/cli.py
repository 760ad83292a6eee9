"""The command line: ``python -m generator``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from generator.diagnostic import Diagnostic
from generator.diff.command import main as compare_documents
from generator.diff.report import to_lines
from generator.pipeline import Generated, Render, generate
from generator.sync import BUNDLE, CLIENT

OK, FAULTY, UNUSABLE = 0, 1, 2
_COMMAND = "python -m generator"
_EXIT_CODES = """\
exit codes:
  0  done; with --check, everything is up to date
  1  the document is at fault, or with --check, a generated file differs
  2  the command could not run: a bad flag, a missing folder, a file that cannot be read or written
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say it in one line, without the usage."""
        self.exit(UNUSABLE, f"{self.prog}: {message} (see --help)\n")


def main(arguments: Sequence[str], render: Render) -> int:
    """Run the command with these arguments and give its exit code; ``render`` is the third stage.

    ``diff`` as the first argument is a command of its own, :mod:`generator.diff.command`.
    """
    if arguments[:1] == ["diff"]:
        return compare_documents(arguments[1:])
    options = _parser().parse_args(arguments)
    root: Path = options.root
    openapi: Path = options.openapi or root / "openapi"
    for folder in (root, openapi, root / CLIENT, (root / BUNDLE).parent):
        if not folder.is_dir():
            return _say(
                UNUSABLE, f"there is no folder {folder}: run this in the workspace, or pass --root and --openapi"
            )
    try:
        result = generate(root, openapi, render=render, check=options.check)
    except OSError as error:
        return _say(UNUSABLE, f"{error.strerror or error}: {error.filename or root}")
    if isinstance(result, list):
        return _report_faults(result)
    if options.check:
        return _report_drift(result)
    return _report_changes(result)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=_COMMAND,
        description="Make generated_client/ and the mock's openapi.json from openapi/. `diff OLD NEW` compares two documents.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help="the workspace (default: this folder)")
    parser.add_argument("--openapi", type=Path, metavar="DIR", help="the document (default: openapi/ of the workspace)")
    parser.add_argument("--check", action="store_true", help="write nothing; tell what differs")
    return parser


def _say(code: int, message: str) -> int:
    sys.stderr.write(f"{_COMMAND}: {' '.join(message.split())}\n")
    return code


def _report_faults(faults: list[Diagnostic]) -> int:
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return FAULTY


def _report_drift(result: Generated) -> int:
    different = result.changes.described()
    if not different:
        return _report_changes(result)
    for name, what in different:
        sys.stderr.write(f"{name} would be {what}\n")
    return _say(FAULTY, f"{len(different)} files differ from openapi/: run `{_COMMAND}` and commit the result")


def _report_changes(result: Generated) -> int:
    size = f"{result.operations} operations, {result.schemas} schemas"
    different = result.changes.described()
    for name, what in different:
        sys.stdout.write(f"{what} {name}\n")
    what = f"{len(different)} files written or deleted" if different else "nothing changed"
    sys.stdout.write(f"{what}: {size}\n")
    for line in to_lines(result.standing):
        sys.stdout.write(f"{line}\n")
    return OK
