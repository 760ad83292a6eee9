"""The command line of ``python -m generator``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from generator.command_line import UNUSABLE, Parser, describe_unexpected
from generator.commands.compare import main as compare_with_vendor
from generator.commands.diff import main as compare_documents
from generator.commands.new import main as new
from generator.commands.release import main as release
from generator.diagnostic import Diagnostic
from generator.pipeline import Generated, generate
from generator.release.package_status import package_lines
from generator.release.report import to_lines
from generator.rendering import Render
from generator.sync import BUNDLE, CLIENT, RUNTIME, count_files

OK, INVALID = 0, 1
TEMPLATES = Path(__file__).parent / "templates"
_COMMAND = "python -m generator"
_EXIT_CODES = """\
exit codes:
  0  success; with --check: every generated file is up to date
  1  the document has errors; with --check: a generated file is out of date
  2  usage error, missing folder, or a file that cannot be read or written
"""


def main(arguments: Sequence[str], render: Render) -> int:
    """Run the command and return its exit code. ``render`` writes the SDK.

    ``compare``, ``diff``, ``new`` and ``release`` are subcommands, see the modules of :mod:`generator.commands`.
    """
    subcommands: Mapping[str, Callable[[Sequence[str]], int]] = {
        "compare": compare_with_vendor,
        "diff": partial(compare_documents, render=render),
        "new": new,
        "release": partial(release, render=render),
    }
    if arguments and (run := subcommands.get(arguments[0])):
        return run(arguments[1:])
    options = _parser().parse_args(arguments)
    root: Path = options.root
    openapi: Path = options.openapi or root / "openapi"
    for folder in (root, openapi, root / CLIENT, (root / BUNDLE).parent):
        if not folder.is_dir():
            return _fail(
                UNUSABLE,
                f"folder not found: {folder}. Run this in the root of the repository, or pass --root and --openapi",
            )
    if options.watch:
        return _watch(root, openapi, render)
    return _run(root, openapi, render, check=options.check)


def _run(root: Path, openapi: Path, render: Render, *, check: bool) -> int:
    try:
        result = generate(root, openapi, render=render, check=check)
    except OSError as error:
        return _fail(UNUSABLE, f"{error.strerror or error}: {error.filename or root}")
    except Exception as error:  # noqa: BLE001 - with --watch the next save can fix it
        return _fail(UNUSABLE, describe_unexpected(error))
    if isinstance(result, list):
        return _report_diagnostics(result)
    if check:
        return _report_drift(result)
    return _report_changes(result)


def _watch(root: Path, openapi: Path, render: Render) -> int:
    """Run after every save of the document, the templates or the runtime. The libraries stay loaded."""
    # Imported here because only --watch needs it and it loads slowly.
    from generator.commands.watch import rerun, saves

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
            "Lint openapi/ and generate the SDK in generated_client/, the mock server's openapi.json, the\n"
            "records of the unreleased versions and the lists in their changelogs. Then report what changed.\n\n"
            "Subcommands, each with its own --help:\n"
            "  compare FILE   compare the vendor's document with ours\n"
            "  diff OLD NEW   compare two versions of the document\n"
            "  new NAME       write the files of a new resource\n"
            "  release        mark the unreleased versions of the API and of packages as released"
        ),
        epilog=_EXIT_CODES,
    )
    parser.add_argument(
        "--root", type=Path, default=Path(), metavar="DIR", help="root of the repository (default: current folder)"
    )
    parser.add_argument(
        "--openapi", type=Path, metavar="DIR", help="folder of the document (default: openapi/ in the root)"
    )
    once_or_often = parser.add_mutually_exclusive_group()
    once_or_often.add_argument(
        "--check", action="store_true", help="write nothing; list the files that are out of date"
    )
    once_or_often.add_argument("--watch", action="store_true", help="run again after every save, until Ctrl-C")
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
    return _fail(INVALID, f"{count_files(len(different))} out of date. Run `{_COMMAND}` and commit the result.")


def _report_changes(result: Generated) -> int:
    for name, what in result.changes.described():
        sys.stdout.write(f"{what} {name}\n")
    size = f"{result.operations} operations, {result.schemas} schemas"
    sys.stdout.write(f"{result.changes.summary()} ({size})\n")
    for line in (*to_lines(result.release_status), *(line for one in result.packages for line in package_lines(one))):
        sys.stdout.write(f"{line}\n")
    return OK
