"""The command ``apivideo-admin-contract compare``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from apivideo_admin_contract.compare.as_json import as_json
from apivideo_admin_contract.compare.as_text import as_text
from apivideo_admin_contract.compare.options import SIDES, CompareOptions, SideOptions, parse
from apivideo_admin_contract.compare.plan import ComparePlan, plan_comparison
from apivideo_admin_contract.compare.run import run_comparison
from apivideo_admin_contract.compare.stamp import check_stamp, write_stamp
from apivideo_admin_contract.compare.summary import ComparisonSummary
from apivideo_admin_contract.environment import PREFIX, PROGRAM
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.report.output import check_files, write_texts
from apivideo_admin_contract.report.progress import Progress
from apivideo_admin_contract.safety.interruption import INTERRUPTION
from apivideo_admin_contract.targets.probe import find_problem, suspended_key_problem

EQUAL: Final = 0
DIFFERENT: Final = 1
UNUSABLE: Final = 2
INTERRUPTED: Final = 130

#: How many differences of a rule the text shows, unless all are asked for.
_SHOWN: Final = 3


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the command with the arguments after its name, and return its exit code. Raises UsageError where it is impossible."""
    options = parse(arguments, environ)
    check_files(options.reports)
    if options.stamp is not None:
        check_stamp(options.stamp)
    plan = plan_comparison(options)
    problem = _problem(plan, options)
    if problem is not None:
        plan.servers.left.close()
        plan.servers.right.close()
        raise UsageError(problem)
    progress = Progress(sys.stderr, time.monotonic, is_terminal=sys.stderr.isatty(), bad="different")
    summary = run_comparison(plan, options, progress)
    with INTERRUPTION.deferred(lambda: "writing the reports; interrupt again to skip them"):
        is_written = write_texts(_writers(summary, options), options.reports, summary.remaining)
        if options.stamp is not None and summary.is_complete and summary.compared:
            try:
                write_stamp(options.stamp, summary, datetime.now(UTC))
            except OSError as error:
                sys.stderr.write(f"{PROGRAM}: cannot write {options.stamp} ({error.strerror or error})\n")
                is_written = False
    return _exit_code(summary, is_written=is_written)


def _problem(plan: ComparePlan, options: CompareOptions) -> str | None:
    """Return why a server cannot be compared, or None."""
    sides = [
        (name, side) for name, side in zip(SIDES, (options.left, options.right), strict=True) if side.url is not None
    ]
    found = next(filter(None, (_problem_of(plan, name, side) for name, side in sides)), None)
    if found is None and any(side.rate_limit is not None for _, side in sides):
        # The checks count their requests from zero: those above must leave the window first.
        time.sleep(1.1 * plan.document.seconds)
    return found


def _problem_of(plan: ComparePlan, name: str, side: SideOptions) -> str | None:
    assert side.url is not None, "only a server at a URL can have a problem"
    prefix = f"{PREFIX}{name.upper()}_"
    named = ((f"{prefix}KEY", side.key), (f"{prefix}SECOND_KEY", side.second_key))
    keys = [(variable, key) for variable, key in named if key]
    problem = find_problem(plan.document, side.url, keys, f"--{name}")
    if problem is None and side.suspended_key is not None:
        problem = suspended_key_problem(plan.document, side.url, side.suspended_key, f"{prefix}SUSPENDED_KEY")
    return problem


def _writers(summary: ComparisonSummary, options: CompareOptions) -> Mapping[str, Callable[[], str]]:
    shown = None if options.show_all else _SHOWN
    return {"text": lambda: as_text(summary, shown), "json": lambda: as_json(summary)}


def _exit_code(summary: ComparisonSummary, *, is_written: bool) -> int:
    if summary.is_interrupted:
        return INTERRUPTED
    if summary.number:
        return DIFFERENT
    if summary.errors or not summary.compared:
        return UNUSABLE
    return EQUAL if is_written else UNUSABLE
