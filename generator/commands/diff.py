"""The command line of ``python -m generator diff``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generator.command_line import UNUSABLE, Parser, describe_unexpected, fail
from generator.commands.diff_inputs import load, load_surface
from generator.diff.comparison import compare
from generator.release.report import FORMATS
from generator.release.status import Step
from generator.rendering import Render
from generator.surface.compare import compare_surfaces
from generator.surface.declaration import Surface

OK, BREAKING = 0, 1
COMMAND = "python -m generator diff"
_MORE = """\
OLD and NEW are each one of:
  openapi                  a folder with openapi.yaml
  bundle.json, api.yaml    a document in one file
  1.0.0                    a version in openapi/history
  main:openapi             a folder or a file of a git revision

exit codes:
  0  the documents were compared
  1  with --fail-on breaking: a change breaks a client
  2  usage error, or a document that does not exist or is not OpenAPI 3.1
"""


def main(arguments: Sequence[str], render: Render) -> int:
    """Run the command and return its exit code. ``render`` writes the SDKs to compare with ``--sdk``."""
    options = _parser().parse_args(arguments)
    step = _compare(options, render)
    if isinstance(step, list):
        return fail(COMMAND, UNUSABLE, *step)
    sys.stdout.write(FORMATS[options.format](step))
    return BREAKING if options.fail_on == "breaking" and step.breaking else OK


def _compare(options: argparse.Namespace, render: Render) -> Step | list[str]:
    """Return the changes, or why the documents cannot be compared."""
    documents: list[dict[str, Any]] = []
    surfaces: list[Surface] = []
    for source in (options.old, options.new):
        try:
            content = load(source, options.history)
            if isinstance(content, list):
                return [str(diagnostic) for diagnostic in content]
            documents.append(content)
            surface = load_surface(source, content, options.history, render) if options.sdk else {}
            if isinstance(surface, list):
                return [str(diagnostic) for diagnostic in surface]
            surfaces.append(surface)
        except OSError as error:
            return [f"{error.strerror or error}: {error.filename or source}"]
        except Exception as error:  # noqa: BLE001 - a traceback would exit with 1, which means "breaking"
            return [f"{source}: {describe_unexpected(error)}"]
    try:
        return Step(compare(*documents), compare_surfaces(*surfaces))
    except Exception as error:  # noqa: BLE001 - as above
        return [describe_unexpected(error)]


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog=COMMAND,
        description="Compare two OpenAPI documents and report which changes break clients.",
        epilog=_MORE,
    )
    parser.add_argument("old", metavar="OLD", help="the old document")
    parser.add_argument("new", metavar="NEW", help="the new document")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="output format (default: text)")
    parser.add_argument(
        "--sdk",
        action="store_true",
        help="also compare the public names of the SDK; must run in the root of the repository",
    )
    parser.add_argument("--fail-on", choices=("breaking",), help="exit with code 1 if a change breaks a client")
    parser.add_argument(
        "--history",
        type=Path,
        default=Path("openapi/history"),
        metavar="DIR",
        help="folder of the versions (default: openapi/history)",
    )
    return parser
