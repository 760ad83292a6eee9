"""The command ``apivideo-admin-contract``."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from apivideo_admin_contract.environment import PROGRAM, SUSPENDED_KEY
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.options import Options, parse
from apivideo_admin_contract.safety.interruption import INTERRUPTION

if TYPE_CHECKING:
    from apivideo_admin_contract.plan import RunPlan
    from apivideo_admin_contract.report.summary import Summary

PASS: Final = 0
FAIL: Final = 1
UNUSABLE: Final = 2
INTERRUPTED: Final = 130


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the command, and return its exit code."""
    try:
        if arguments[:1] == ["compare"]:
            from apivideo_admin_contract.compare.command import main as compare

            return compare(arguments[1:], environ)
        options = parse(_configured(arguments), environ)
        return _list(options) if options.list_only else _run(options)
    except UsageError as error:
        return _unusable(str(error))


def _configured(arguments: Sequence[str]) -> Sequence[str]:
    """Add the arguments of the configuration file."""
    if {"-h", "--help", "--version"} & {*arguments}:
        return arguments
    from apivideo_admin_contract.configuration import with_configuration

    return with_configuration(arguments, Path.cwd())


def _unusable(message: str) -> int:
    print(f"{PROGRAM}: {message}", file=sys.stderr)
    return UNUSABLE


def _list(options: Options) -> int:
    # Imported here, as in `_run`: `--help` and `--version` need none of it.
    from apivideo_admin_contract.selection import load_document, select_cases

    for case in select_cases(load_document(options.openapi), options.select, options.effort, options.exclude):
        needs = ", ".join(sorted(case.check.needs))
        print(f"{case.label}  {case.check.rule.id}{f'  (needs: {needs})' if needs else ''}")
    return PASS


def _run(options: Options) -> int:
    from apivideo_admin_contract.plan import plan_run
    from apivideo_admin_contract.report.output import check_files, write
    from apivideo_admin_contract.report.progress import Progress
    from apivideo_admin_contract.run import FINDINGS_SHOWN, run_plan

    plan = plan_run(options)
    check_files(options.reports)
    problem = _problem(plan, options)
    if problem is not None:
        plan.target.close()
        return _unusable(problem)
    warnings = _warnings(plan, options)
    progress = Progress(sys.stderr, time.monotonic, is_terminal=sys.stderr.isatty())
    summary = run_plan(plan, options, progress)
    summary = replace(summary, notes=(*summary.notes, *warnings))
    with INTERRUPTION.deferred(lambda: "writing the reports; interrupt again to skip them"):
        is_written = write(summary, options.reports, None if options.show_all else FINDINGS_SHOWN)
    return _exit_code(summary, is_written=is_written)


def _problem(plan: RunPlan, options: Options) -> str | None:
    """Return why no check makes sense on the server, or None."""
    if options.url is None:
        return None
    from apivideo_admin_contract.targets.probe import find_problem, suspended_key_problem

    keys = [(name, key) for name, key in plan.keys.items() if name != SUSPENDED_KEY]
    problem = find_problem(plan.document, options.url, keys)
    if problem is None and options.suspended_key is not None:
        problem = suspended_key_problem(plan.document, options.url, options.suspended_key)
    if problem is None and options.rate_limit is not None:
        # The checks count their requests from zero: those of the probe must leave the window first.
        time.sleep(1.1 * plan.document.seconds)
    return problem


def _warnings(plan: RunPlan, options: Options) -> list[str]:
    if options.url is None or options.suspended_key is None:
        return []
    from apivideo_admin_contract.targets.probe import suspended_key_warning

    warning = suspended_key_warning(plan.document, options.url, options.suspended_key)
    if warning is None:
        return []
    print(f"{PROGRAM}: {warning}", file=sys.stderr)
    return [warning]


def _exit_code(summary: Summary, *, is_written: bool) -> int:
    if summary.is_interrupted:
        return INTERRUPTED
    if summary.number("failed"):
        return FAIL
    if summary.number("errors"):
        return UNUSABLE
    if not summary.number("passed") and not summary.number("known"):
        return _unusable("nothing was checked: every selected check was skipped; hint: the report shows the reasons")
    return PASS if is_written else UNUSABLE
