"""The command line: ``python -m generator.site``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from generator.arguments import UNUSABLE, Parser
from generator.site.addresses import INDEX
from generator.site.build import build
from generator.site.pages import GENERATOR
from generator.sync import apply, compare, read_tree
from generator.unexpected import describe_unexpected

OK, INVALID = 0, 1
_EXIT_CODES = """\
exit codes:
  0  the site is written
  1  the document, its history or a decision is at fault; nothing is written
  2  the command could not run: a bad flag, a missing folder, a folder that holds something else
"""


def main(arguments: Sequence[str]) -> int:
    """Run the command with these arguments and give its exit code."""
    options = _parser().parse_args(arguments)
    openapi: Path = options.openapi
    out: Path = options.out
    if not openapi.is_dir():
        return _fail(UNUSABLE, f"there is no folder {openapi}: run this in the workspace, or pass --openapi")
    try:
        if not _is_ours(out):
            return _fail(UNUSABLE, f"{out} holds something else: pass an empty or a new folder with --out")
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
    except Exception as error:  # noqa: BLE001 - a library's or a bug of ours: one line, not a traceback
        return _fail(UNUSABLE, describe_unexpected(error))
    sys.stdout.write(f"{len(wanted)} files, {len(changes.described())} of them written or deleted: {out / INDEX}\n")
    return OK


def _is_ours(out: Path) -> bool:
    """Return whether the folder may be written over: it is not there, is empty, or holds the site of an earlier run."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return True
    index = out / INDEX
    return index.is_file() and f'<meta name="generator" content="{GENERATOR}">' in index.read_text(encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog=GENERATOR,
        description="Make the reference site, which works offline, from openapi/.",
        epilog=_EXIT_CODES,
    )
    parser.add_argument(
        "--openapi", type=Path, default=Path("openapi"), metavar="DIR", help="the document (default: openapi)"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("build/docs"), metavar="DIR", help="where to write (default: build/docs)"
    )
    return parser


def _fail(code: int, message: str) -> int:
    sys.stderr.write(f"{GENERATOR}: {' '.join(message.split())}\n")
    return code
