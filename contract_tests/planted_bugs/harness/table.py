"""`python -m contract_tests.planted_bugs`: plant each bug of the server, and print which check catches it, and how fast."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from apivideo_admin_contract.document.reading import read_document
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.suggest import did_you_mean
from contract_tests.planted_bugs.harness import first_catches
from contract_tests.planted_bugs.harness.comparison import is_missed
from contract_tests.planted_bugs.harness.pool import Plan, examine_all, matrix_of
from contract_tests.planted_bugs.harness.report import WRITERS
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS
from contract_tests.planted_bugs.server.planting import PlantedBug


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table. Return 1 if a bug was missed, 2 for a wrong argument, else 0."""
    options = _parser().parse_args(arguments)
    planted_bugs = _selected(options.select)
    if not planted_bugs:
        known = sorted({name for one in PLANTED_BUGS for name in _names(one)})
        hint = did_you_mean(options.select[0], known)
        sys.stderr.write(
            f"--select {' '.join(options.select)} matches no planted bug. hint: --list lists them.{hint}\n"
        )
        return 2
    if options.list:
        sys.stdout.writelines(f"{one.theme}: {one.name} ({', '.join(sorted(one.rules))})\n" for one in planted_bugs)
        return 0
    if options.first:
        return _print_first_catches(planted_bugs, options)
    node = bundled_document() if options.openapi is None else json.loads(options.openapi.read_text(encoding="utf-8"))
    only = matrix_of(read_document(node), options.only)
    planted_bugs = [one for one in planted_bugs if one.applies(only.document, only.only.__contains__)]
    begun = time.perf_counter()
    rows = []
    plan = Plan(whole=not options.named_only, http=options.over_http, compare=options.compare, vanilla=options.vanilla)
    for row in examine_all(planted_bugs, plan, options.jobs, node, options.only):
        rows.append(row)
        _show_progress(row.name, len(rows), len(planted_bugs))
    _write(WRITERS[options.report](rows, plan, time.perf_counter() - begun), options.output)
    return int(any(is_missed(row, plan) for row in rows))


def _print_first_catches(planted_bugs: Sequence[PlantedBug], options: argparse.Namespace) -> int:
    """Print the first catch of each bug; after a run of all bugs record them, and return 1 if a check or rule has none."""
    catches = []
    for one in first_catches.measure(planted_bugs, options.jobs):
        catches.append(one)
        _show_progress(one.bug, len(catches), len(planted_bugs))
    for one in sorted(catches, key=lambda one: (one.check, one.bug)):
        sys.stdout.write(f"{one.check} ({one.rule}): {one.bug}, {one.seconds:.2f} s\n")
    missed = sorted({one.name for one in planted_bugs} - {one.bug for one in catches})
    sys.stdout.writelines(f"MISSED {name}\n" for name in missed)
    if options.select:
        return int(bool(missed))
    missing = first_catches.write_record(catches).missing()
    sys.stdout.writelines(
        f"{line}: is the first to catch no bug. fix: plant one, or merge the check\n" for line in missing
    )
    return int(bool(missed or missing))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.planted_bugs",
        description="Run the contract suite on planted bugs: a check of a rule that a bug violates must catch it.",
    )
    add = parser.add_argument
    add("--select", action="append", default=[], metavar="GLOB", help="only these bugs, themes or rules; repeatable")
    add("--named-only", action="store_true", help="run only the checks of the rules that a bug names")
    add("--first", action="store_true", help="find the first check of the suite that catches each bug, and record it")
    add("--over-http", action="store_true", help="also serve each bug on a port, and run the suite by its URL")
    add(
        "--compare",
        action="store_true",
        help="also compare each bug with a healthy server; `compare` must name its rule",
    )
    add("--vanilla", action="store_true", help="also run vanilla Schemathesis; this is slow")
    add("--openapi", type=Path, metavar="FILE", help="plant the bugs in this bundled document (JSON)")
    add("--only", action="append", default=[], metavar="GLOB", help="plant at these operations only; repeatable")
    add("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: one for each core)")
    add("--report", choices=sorted(WRITERS), default="text", help="format of the table (default text)")
    add("--output", type=Path, metavar="FILE", help="write the table to this file (default: standard output)")
    add("--list", action="store_true", help="list the bugs and exit")
    return parser


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(f"{text}\n")
    else:
        output.write_text(text, encoding="utf-8")


def _selected(globs: Sequence[str]) -> list[PlantedBug]:
    return [
        one
        for one in PLANTED_BUGS
        if not globs or any(fnmatchcase(name, glob) for name in _names(one) for glob in globs)
    ]


def _names(planted_bug: PlantedBug) -> set[str]:
    return {planted_bug.name, planted_bug.theme, *planted_bug.rules}


def _show_progress(name: str, number: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if number == total else ""
        sys.stderr.write(f"\r\x1b[K{number}/{total} {name}{end}")
        sys.stderr.flush()
