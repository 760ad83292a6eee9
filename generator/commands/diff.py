"""The command line of ``python -m generator diff``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from generator.command_line import UNUSABLE, Parser, describe_unexpected, fail
from generator.commands.diff_inputs import load, load_surface
from generator.commands.diff_lines import places
from generator.commands.diff_policy import read_policy
from generator.diff.comparison import compare
from generator.document.any_version import ReadDocument
from generator.release.policy import apply_policy
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
  2  usage error, or a document that does not exist or is not OpenAPI 3.0, 3.1 or 3.2

An ignore file is a YAML list. Its entries accept breaking changes until a date; `operations`, `direction`, `pointer` (the start of
a JSON pointer) and `message` (a regular expression) are optional:
  - {rule: parameter_removed, operations: [list_things], reason: "It never had an effect.", until: "2027-06-30"}
"""


def main(arguments: Sequence[str], render: Render) -> int:
    """Run the command and return its exit code. ``render`` writes the SDKs to compare with ``--sdk``."""
    options = _parser().parse_args(arguments)
    today: date = options.today or datetime.now(tz=UTC).date()
    policy = read_policy(options.severity, options.ignore, options.deprecation_days, today)
    if isinstance(policy, list):
        return fail(COMMAND, UNUSABLE, *policy)
    step = _compare(options, render)
    if isinstance(step, list):
        return fail(COMMAND, UNUSABLE, *step)
    step = apply_policy(step, policy)
    sys.stdout.write(FORMATS[options.format](step))
    return BREAKING if options.fail_on == "breaking" and step.breaking else OK


def _compare(options: argparse.Namespace, render: Render) -> Step | list[str]:
    """Return the changes, or why the documents cannot be compared."""
    documents: list[ReadDocument] = []
    surfaces: list[Surface] = []
    for source in (options.old, options.new):
        try:
            content = load(source, options.history)
            if isinstance(content, list):
                return [str(diagnostic) for diagnostic in content]
            documents.append(content)
            surface = load_surface(source, content.content, options.history, render) if options.sdk else {}
            if isinstance(surface, list):
                return [str(diagnostic) for diagnostic in surface]
            surfaces.append(surface)
        except OSError as error:
            return [f"{error.strerror or error}: {error.filename or source}"]
        except Exception as error:  # noqa: BLE001 - a traceback would exit with 1, which means "breaking"
            return [f"{source}: {describe_unexpected(error)}"]
    try:
        old, new = documents
        notes = (*old.notes, *new.notes)
        made = compare(old.content, new.content)
        pointers = [change.new for change in made.changes if change.new] if options.format == "github" else []
        found = places(new.document, pointers)
        return Step(made, compare_surfaces(*surfaces), notes=notes, source=options.new, places=found)
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
        "--severity",
        action="append",
        default=[],
        metavar="RULE=LEVEL",
        help="major, minor or patch for the changes of a rule, or of RULE:DIRECTION (request, response, both); can be repeated",
    )
    parser.add_argument(
        "--ignore", type=Path, metavar="FILE", help="accept the changes that this file lists, see below"
    )
    parser.add_argument(
        "--deprecation-days",
        type=int,
        default=0,
        metavar="DAYS",
        help="days between a deprecation and its `x-sunset`; a shorter one counts as breaking (default: 0)",
    )
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        metavar="DATE",
        help="the date that decides which dates have passed (default: today)",
    )
    parser.add_argument(
        "--history",
        type=Path,
        default=Path("openapi/history"),
        metavar="DIR",
        help="folder of the versions (default: openapi/history)",
    )
    return parser
