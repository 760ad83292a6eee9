"""The command line: ``python -m generator``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from generator.arguments import UNUSABLE, Parser
from generator.diagnostic import Diagnostic
from generator.diff.command import main as compare_documents
from generator.diff.report import to_lines
from generator.pipeline import Generated, generate
from generator.releases.command import main as release
from generator.rendering import Render
from generator.sync import BUNDLE, CLIENT, RUNTIME
from generator.unexpected import describe_unexpected

OK, INVALID = 0, 1
TEMPLATES = Path(__file__).parent / "templates"
_COMMAND = "python -m generator"
_EXIT_CODES = """\
exit codes:
  0  done; with --check, everything is up to date
  1  the document is at fault, or with --check, a generated file differs
  2  the command could not run: a bad flag, a missing folder, a file that cannot be read or written
"""


def main(arguments: Sequence[str], render: Render) -> int:
    """Run the command with these arguments and give its exit code; ``render`` is the third stage.

    ``diff`` and ``release`` as the first argument are commands of their own, :mod:`generator.diff.command` and
    :mod:`generator.releases.command`.
    """
    match arguments:
        case ["diff", *others]:
            return compare_documents(others, render)
        case ["release", *others]:
            return release(others, render)
    options = _parser().parse_args(arguments)
    root: Path = options.root
    openapi: Path = options.openapi or root / "openapi"
    for folder in (root, openapi, root / CLIENT, (root / BUNDLE).parent):
        if not folder.is_dir():
            return _fail(
                UNUSABLE, f"there is no folder {folder}: run this in the workspace, or pass --root and --openapi"
            )
    if options.watch:
        return _watch(root, openapi, render)
    return _run(root, openapi, render, check=options.check)


def _run(root: Path, openapi: Path, render: Render, *, check: bool) -> int:
    try:
        result = generate(root, openapi, render=render, check=check)
    except OSError as error:
        return _fail(UNUSABLE, f"{error.strerror or error}: {error.filename or root}")
    except Exception as error:  # noqa: BLE001 - with --watch the next save may fix it
        return _fail(UNUSABLE, describe_unexpected(error))
    if isinstance(result, list):
        return _report_diagnostics(result)
    if check:
        return _report_drift(result)
    return _report_changes(result)


def _watch(root: Path, openapi: Path, render: Render) -> int:
    """Run with every save of the document, of the templates and of the runtime; the libraries stay loaded."""
    # Only this needs it, and it is not quick to load.
    from generator.watch import rerun, saves

    def write_line(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def run() -> None:
        _run(root, openapi, render, check=False)

    rerun(saves([openapi, TEMPLATES, root / RUNTIME]), run, write_line, root=root)
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog=_COMMAND,
        description=(
            "Make generated_client/ and the mock's openapi.json from openapi/, and keep openapi/history/ and CHANGELOG.md. "
            "`diff OLD NEW` compares two documents, `release` makes the version final; each has a --help of its own."
        ),
        epilog=_EXIT_CODES,
    )
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help="the workspace (default: this folder)")
    parser.add_argument("--openapi", type=Path, metavar="DIR", help="the document (default: openapi/ of the workspace)")
    once_or_often = parser.add_mutually_exclusive_group()
    once_or_often.add_argument("--check", action="store_true", help="write nothing; tell what differs")
    once_or_often.add_argument("--watch", action="store_true", help="run again with every save, until Ctrl-C")
    return parser


def _fail(code: int, message: str) -> int:
    sys.stderr.write(f"{_COMMAND}: {' '.join(message.split())}\n")
    return code


def _report_diagnostics(diagnostics: list[Diagnostic]) -> int:
    for diagnostic in diagnostics:
        sys.stderr.write(f"{diagnostic}\n")
    return INVALID


def _report_drift(result: Generated) -> int:
    different = result.changes.described()
    if not different:
        return _report_changes(result)
    for name, what in different:
        sys.stderr.write(f"{name} would be {what}\n")
    return _fail(
        INVALID, f"{_files(len(different))} not up to date with openapi/: run `{_COMMAND}` and commit the result"
    )


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"


def _report_changes(result: Generated) -> int:
    size = f"{result.operations} operations, {result.schemas} schemas"
    different = result.changes.described()
    for name, what in different:
        sys.stdout.write(f"{what} {name}\n")
    what = f"{_files(len(different))} written or deleted" if different else "nothing changed"
    sys.stdout.write(f"{what}: {size}\n")
    for line in to_lines(result.release_status):
        sys.stdout.write(f"{line}\n")
    return OK
