"""`python -m contract_tests --faults`: plants each fault, and tells what catches it, after how long."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from apivideo_admin_contract.document.document import read_document
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.suggest import did_you_mean
from contract_tests.planted_bugs.harness.comparison import is_missed
from contract_tests.planted_bugs.harness.pool import Plan, Row, examine_all, matrix_of
from contract_tests.planted_bugs.harness.report import WRITERS
from contract_tests.planted_bugs.server.catalogue import PLANTED_BUGS
from contract_tests.planted_bugs.server.planting import PlantedBug

_DESCRIPTION: Final = (
    "Hold the contract suite to planted faults: each must be caught by a check of a rule that it breaks."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Hunt faults, print a table, and give 1 if one was missed, 2 for a wrong argument, else 0."""
    given = _parser().parse_args(arguments)
    planted_bugs = _chosen(given.select)
    if not planted_bugs:
        known = sorted({name for one in PLANTED_BUGS for name in _names(one)})
        hint = did_you_mean(given.select[0], known)
        sys.stderr.write(f"--select {' '.join(given.select)} fits no fault; --list lists them.{hint}\n")
        return 2
    if given.list:
        sys.stdout.writelines(f"{one.theme}: {one.name} ({', '.join(sorted(one.rules))})\n" for one in planted_bugs)
        return 0
    node = bundled_document() if given.openapi is None else json.loads(given.openapi.read_text(encoding="utf-8"))
    document = read_document(node)
    planted_bugs = [
        one for one in planted_bugs if one.applies(document, matrix_of(document, given.only).only.__contains__)
    ]
    begun = time.perf_counter()
    rows = []
    plan = Plan(whole=not given.named_only, http=given.over_http, stock=given.stock)
    for row in examine_all(planted_bugs, plan, given.jobs, node, given.only):
        rows.append(row)
        _tell(row, len(rows), len(planted_bugs))
    write(WRITERS[given.report](rows, plan, time.perf_counter() - begun), given.output)
    return int(any(is_missed(row, plan) for row in rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m contract_tests --faults", description=_DESCRIPTION)
    add_flags(parser, "only these: a fault, a theme or a rule; repeatable")
    add = parser.add_argument
    add("--openapi", type=Path, metavar="FILE", help="another bundled document (JSON)")
    add("--only", action="append", default=[], metavar="GLOB", help="plant at these operations only; repeatable")
    add("--over-http", action="store_true", help="serve each fault on a port as well, and run the suite by its URL")
    add("--stock", action="store_true", help="run stock Schemathesis as well; it takes long")
    return parser


def add_flags(parser: argparse.ArgumentParser, of_select: str) -> None:
    """Add the flags of every table of faults; ``of_select`` says what ``--select`` takes."""
    add = parser.add_argument
    add("--select", action="append", default=[], metavar="GLOB", help=of_select)
    add("--named-only", action="store_true", help="run the checks of the named rules only, not all of them")
    add("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: one for each core)")
    add("--report", choices=sorted(WRITERS), default="text", help="the form of the table (default text)")
    add("--output", type=Path, metavar="FILE", help="where the table goes; the standard output by default")
    add("--list", action="store_true", help="list the faults and do nothing")


def write(text: str, output: Path | None) -> None:
    """Write a table to a file, or to the standard output."""
    if output is None:
        sys.stdout.write(f"{text}\n")
    else:
        output.write_text(text, encoding="utf-8")


def _chosen(globs: Sequence[str]) -> list[PlantedBug]:
    return [
        one
        for one in PLANTED_BUGS
        if not globs or any(fnmatchcase(name, glob) for name in _names(one) for glob in globs)
    ]


def _names(planted_bug: PlantedBug) -> set[str]:
    return {planted_bug.name, planted_bug.theme, *planted_bug.rules}


def _tell(row: Row, number: int, total: int) -> None:
    """Say how far it is, where somebody watches."""
    if sys.stderr.isatty():
        end = "\n" if number == total else ""
        sys.stderr.write(f"\r\x1b[K{number}/{total} {row.name}{end}")
        sys.stderr.flush()
