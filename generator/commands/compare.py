"""The command line of ``python -m generator compare``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from generator.command_line import UNUSABLE, Parser, fail, run
from generator.diff.change import Change
from generator.diff.compare import diff
from generator.diff.known import Invalid, explanation, read_known
from generator.document.bundle import bundle
from generator.document.operations import operations
from generator.document.vendor import read_vendor_document

OK, UNEXPLAINED = 0, 1
COMMAND: Final = "python -m generator compare"
_MORE: Final = """\
The report lists, for each group of operations, what only VENDOR has, what only openapi/ has, and what differs. Texts,
names of operations and schemas, tags, links and `x-` keywords are not compared. openapi/decisions/differences.json explains known
differences; they are only counted, unless --all is given.

exit codes:
  0  there is no difference, or each one is explained
  1  a difference is not explained
  2  usage error, or a document that cannot be read
"""
#: Differences that no request and no response shows, or that a plain document cannot state.
_LEFT_OUT: Final = frozenset(
    {
        *("text_changed", "deprecated", "tags_changed", "operation_id_changed", "schema_renamed", "links_changed"),
        *("action_changed", "filter_changed", "effect_changed", "days_changed", "set_changed", "generate_changed"),
        *("expire_changed", "extension_changed", "rate_limit_changed"),
    }
)
_MAX_OPERATIONS: Final = 4


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_args(arguments)
    return run(COMMAND, partial(_run, options), options.vendor)


def _run(options: argparse.Namespace) -> int:
    openapi: Path = options.openapi
    vendor = read_vendor_document(options.vendor, options.vendor.as_posix())
    ours = bundle(openapi, openapi.as_posix())
    for failed in (vendor, ours):
        if isinstance(failed, list):
            return fail(COMMAND, UNUSABLE, *failed)
    if isinstance(vendor, list) or isinstance(ours, list):
        return UNUSABLE
    document = ours.document
    actions = {one.id: one.action for one in operations(document)}
    path = options.differences or openapi / "decisions" / "differences.json"
    known = read_known(path, path.as_posix(), openapi, actions)
    if isinstance(known, Invalid):
        return fail(COMMAND, UNUSABLE, *known.diagnostics)
    found = [change for change in diff(vendor, document.content) if change.rule not in _LEFT_OUT]
    explained = {change: because for change in found if (because := explanation(change, known)) is not None}
    sys.stdout.writelines(f"{line}\n" for line in _report(found, explained, options))
    return UNEXPLAINED if len(explained) < len(found) else OK


def _report(found: Sequence[Change], explained: Mapping[Change, str], options: argparse.Namespace) -> Iterator[str]:
    missing = len(found) - len(explained)
    many = "1 difference" if len(found) == 1 else f"{len(found)} differences"
    yield f"{many} between {options.vendor.as_posix()} and {options.openapi.as_posix()}, {missing} not explained"
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in found:
        if options.all or change not in explained:
            groups.setdefault(change.operations, []).append(change)
    for names, changes in sorted(groups.items()):
        shown = ", ".join(names[:_MAX_OPERATIONS]) or "the whole document"
        more = len(names) - _MAX_OPERATIONS
        yield ""
        yield f"{shown}{f' and {more} more' if more > 0 else ''}:"
        for change in changes:
            because = f" [{explained[change]}]" if change in explained else ""
            text = f"  {_side(change, options)}: {change.message} ({change.rule}, {change.direction}, {change.pointer or '/'}){because}"
            yield "".join(one if one.isprintable() else " " for one in text)


def _side(change: Change, options: argparse.Namespace) -> str:
    """Return which document has what the other lacks."""
    if change.new is None:
        return f"only in {options.vendor.name}"
    return f"only in {options.openapi.name}" if change.old is None else "differs"


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog=COMMAND,
        description="Compare a plain OpenAPI 3.0 or 3.1 document of the vendor with openapi/, operation by operation.",
        epilog=_MORE,
    )
    parser.add_argument("vendor", type=Path, metavar="VENDOR", help="the vendor's document, a YAML or JSON file")
    parser.add_argument(
        "--openapi", type=Path, default=Path("openapi"), metavar="DIR", help="folder of our document (default: openapi)"
    )
    parser.add_argument(
        "--differences",
        type=Path,
        metavar="FILE",
        help="explanations (default: decisions/differences.json in the folder)",
    )
    parser.add_argument("--all", action="store_true", help="list the explained differences as well")
    return parser
