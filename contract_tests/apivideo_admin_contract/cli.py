"""The command: ``python -m contract_tests``."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from apivideo_admin_contract.environment import KEY, SECOND_KEY
from apivideo_admin_contract.errors import UsageError
from apivideo_admin_contract.options import Options, parse
from apivideo_admin_contract.outcome.runner import Result
from apivideo_admin_contract.report.output import check_files, write
from apivideo_admin_contract.report.summary import Summary
from apivideo_admin_contract.run import EXAMPLES, Progress, run_setting
from apivideo_admin_contract.safety.interruption import INTERRUPTION
from apivideo_admin_contract.setting import Setting, setting_of
from apivideo_admin_contract.targets.probe import doubt_of, trouble_of

KEPT: Final = 0
FINDINGS: Final = 1
UNUSABLE: Final = 2
INTERRUPTED: Final = 130


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run what the command line asks for, print the reports, and give the exit code."""
    try:
        options = parse(arguments, environ)
        setting = setting_of(options)
        check_files(options.reports)
    except UsageError as error:
        return _unusable(str(error))
    if options.list_only:
        _list(setting)
        return KEPT
    trouble = _trouble(setting, options)
    if trouble is not None:
        setting.target.close()
        return _unusable(trouble)
    doubts = _doubts(setting, options)
    summary = run_setting(setting, options, _watch())
    summary = replace(summary, notes=(*summary.notes, *doubts))
    with INTERRUPTION.deferred(lambda: "writing the reports; once more to do without them"):
        is_written = write(summary, options.reports, None if options.show_all else EXAMPLES)
    return _code(summary, is_written=is_written)


def _unusable(message: str) -> int:
    print(f"contract_tests: {message}", file=sys.stderr)
    return UNUSABLE


def _list(setting: Setting) -> None:
    for case in setting.cases:
        needs = ", ".join(sorted(case.check.needs))
        print(f"{case.label}  {case.check.rule.id}{f'  (needs: {needs})' if needs else ''}")


def _trouble(setting: Setting, options: Options) -> str | None:
    if options.url is None:
        return None
    # A suspended key is to be refused; whether it is, is a check.
    flags = {KEY: "--key", SECOND_KEY: "--second-key"}
    keys = [(flag, setting.keys[name]) for name, flag in flags.items() if name in setting.keys]
    trouble = trouble_of(setting.document, options.url, keys)
    if trouble is None and options.rate_limit is not None:
        # The checks count their requests from the first on; what was asked here must be out of the window by then.
        time.sleep(2 * setting.document.seconds)
    return trouble


def _doubts(setting: Setting, options: Options) -> list[str]:
    if options.url is None or options.suspended_key is None:
        return []
    doubt = doubt_of(setting.document, options.url, options.suspended_key)
    if doubt is not None:
        print(f"contract_tests: {doubt}", file=sys.stderr)
    return [doubt] if doubt else []


def _watch() -> Progress:
    if not sys.stderr.isatty():
        return lambda _done, _all, _result: None
    failed = 0

    def watch(done: int, number: int, result: Result) -> None:
        nonlocal failed
        failed += result.finding is not None
        line = f"{done}/{number}, {failed} failed  {result.case.label}"
        print(f"\r\033[K{line[:100]}", end="" if done < number else "\r\033[K", file=sys.stderr, flush=True)

    return watch


def _code(summary: Summary, *, is_written: bool) -> int:
    if any(note.startswith("Interrupted") for note in summary.notes):
        return INTERRUPTED
    if summary.number("failed"):
        return FINDINGS
    if not summary.number("passed"):
        return _unusable("nothing was checked: every check was skipped, for the reasons in the report")
    return KEPT if is_written else UNUSABLE
