"""The command line of ``python -m generator diff``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from generator.diff.comparison import compare
from generator.diff.report import FORMATS
from generator.diff.source import load

OK, BREAKING, UNUSABLE = 0, 1, 2
COMMAND = "python -m generator diff"
_MORE = """\
a document is one of:
  openapi                  a folder with openapi.yaml
  bundle.json, api.yaml    a bundled document
  1.0.0                    a version of openapi/history
  main:openapi             a folder or a file of a git revision

exit codes:
  0  the documents were compared
  1  with --fail-on breaking: a change breaks a client
  2  they could not be compared: a bad flag, no such document, or one that is not OpenAPI 3.1
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say it in one line, without the usage."""
        self.exit(UNUSABLE, f"{self.prog}: {message} (see --help)\n")


def main(arguments: Sequence[str]) -> int:
    """Run the command with these arguments and give its exit code."""
    options = _parser().parse_args(arguments)
    documents = []
    for source in (options.old, options.new):
        try:
            document = load(source, options.history)
        except OSError as error:
            sys.stderr.write(f"{COMMAND}: {error.strerror or error}: {error.filename or source}\n")
            return UNUSABLE
        if isinstance(document, list):
            for fault in document:
                sys.stderr.write(f"{COMMAND}: {fault}\n")
            return UNUSABLE
        documents.append(document)
    comparison = compare(*documents)
    sys.stdout.write(FORMATS[options.format](comparison))
    return BREAKING if options.fail_on == "breaking" and comparison.breaking else OK


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=COMMAND,
        description="Tell what changed between two OpenAPI documents, and what of it breaks a client.",
        epilog=_MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("old", metavar="OLD", help="the document as it was")
    parser.add_argument("new", metavar="NEW", help="the document as it is")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="how to write it (default: text)")
    parser.add_argument("--fail-on", choices=("breaking",), help="exit with 1 if a change breaks a client")
    parser.add_argument(
        "--history",
        type=Path,
        default=Path("openapi/history"),
        metavar="DIR",
        help="the folder of the versions (default: openapi/history)",
    )
    return parser
