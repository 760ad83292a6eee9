"""The command line of ``python -m generator.site``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from generator.command_line import UNUSABLE, Parser, describe_unexpected
from generator.site.addresses import INDEX
from generator.site.build import build
from generator.site.pages import GENERATOR
from generator.sync import apply, compare, read_tree

OK, INVALID = 0, 1
_EXIT_CODES = """\
exit codes:
  0  the site was written
  1  the document, its history or a decision has errors; nothing was written
  2  usage error, missing folder, or an output folder with other files
"""


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_args(arguments)
    openapi: Path = options.openapi
    out: Path = options.out
    if not openapi.is_dir():
        return _fail(
            UNUSABLE, f"folder not found: {openapi}. Run this in the root of the repository, or pass --openapi"
        )
    try:
        if not _can_be_overwritten(out):
            return _fail(UNUSABLE, f"{out} contains other files. Pass an empty or new folder with --out")
        wanted = build(openapi, openapi.as_posix())
        if isinstance(wanted, list):
            for diagnostic in wanted:
                sys.stderr.write(f"{diagnostic}\n")
            return INVALID
        out.mkdir(parents=True, exist_ok=True)
        changes = compare(wanted, read_tree(out))
        apply(out, changes, wanted)
    except OSError as error:
        return _fail(UNUSABLE, f"{error.strerror or error}: {error.filename or out}")
    except Exception as error:  # noqa: BLE001 - an unexpected exception is one line, not a traceback
        return _fail(UNUSABLE, describe_unexpected(error))
    sys.stdout.write(f"{changes.summary()} ({len(wanted)} in total): {out / INDEX}\n")
    return OK


def _can_be_overwritten(out: Path) -> bool:
    """Return whether the folder can be overwritten: it does not exist, is empty, or contains the site of an earlier run."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return True
    index = out / INDEX
    return index.is_file() and f'<meta name="generator" content="{GENERATOR}">' in index.read_text(encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog=GENERATOR,
        description="Generate the reference site from openapi/. The site is static HTML and works offline.",
        epilog=_EXIT_CODES,
    )
    parser.add_argument(
        "--openapi", type=Path, default=Path("openapi"), metavar="DIR", help="folder of the document (default: openapi)"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("build/docs"), metavar="DIR", help="output folder (default: build/docs)"
    )
    return parser


def _fail(code: int, message: str) -> int:
    sys.stderr.write(f"{GENERATOR}: {' '.join(message.split())}\n")
    return code
