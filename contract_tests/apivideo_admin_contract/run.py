"""Runs the checks of a setting and tells each finding while it is fresh."""

from __future__ import annotations

import shlex
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Final

from apivideo_admin_contract.environment import KEY, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_contract.options import EFFORTS, Options
from apivideo_admin_contract.outcome.coverage import Counts, coverage
from apivideo_admin_contract.outcome.parallel import Job, run_parallel
from apivideo_admin_contract.outcome.runner import Result, digest, run
from apivideo_admin_contract.report.secrets import SecretMasker, without_secrets
from apivideo_admin_contract.report.summary import Outcome, Summary
from apivideo_admin_contract.reproduction.explain import Reproduction, explain
from apivideo_admin_contract.safety.interruption import INTERRUPTION
from apivideo_admin_contract.setting import Setting, selecting, title_of

#: How many findings of a rule are told, unless all are asked for.
EXAMPLES: Final = 3

#: After so many checks in a row that got no answer at all the server is gone.
SILENT: Final = 5

#: So few checks are over before another process has begun: it imports all that there is, about two seconds' work.
FEW: Final = 40

Progress = Callable[[int, int, Result], None]
"""Is called after each case with how many were done, how many there are, and what came of it."""


def run_setting(setting: Setting, options: Options, watch: Progress) -> Summary:
    """Run, clean up, and sum up. An interruption ends the checks, not what comes after them."""
    begun = time.perf_counter()
    outcomes: list[Outcome] = []
    notes: list[str] = []
    public = [text for case in setting.cases for text in (case.label, case.check.rule.sentence)]
    redaction = SecretMasker(setting.document, setting.keys, public)
    INTERRUPTION.reset()
    try:
        with closing(_outcomes(setting, options, redaction)) as found:
            for outcome in found:
                outcomes.append(outcome)
                watch(len(outcomes), len(setting.cases), outcome.result)
                INTERRUPTION.raise_if_interrupted()
                if options.fail_fast and outcome.result.finding is not None:
                    notes.append(f"Stopped at the first finding: {len(outcomes)} of {len(setting.cases)} checks ran.")
                    break
            else:
                if len(outcomes) < len(setting.cases):
                    notes.append(f"The server answers no more: {len(outcomes)} of {len(setting.cases)} checks ran.")
        INTERRUPTION.end_checks()
    except KeyboardInterrupt:
        INTERRUPTION.end_checks()
        notes.append(f"Interrupted: {len(outcomes)} of {len(setting.cases)} checks ran.")
    with INTERRUPTION.deferred(lambda: f"cleaning up, {setting.target.left} left; once more to leave them"):
        remaining = tuple(setting.target.close())
    if INTERRUPTION.is_forced:
        notes.append("Interrupted while it cleaned up: not all that was made could be removed.")
    seen = sum((outcome.result.seen for outcome in outcomes), Counter[tuple[str, str, str, str, int]]())
    summary = Summary(
        server=setting.server,
        document=title_of(setting.document),
        seed=options.seed,
        effort=options.effort,
        outcomes=tuple(outcomes),
        remaining=remaining,
        notes=(*notes, *_hints(options, seen), *setting.target.notes()),
        coverage=coverage(setting.document, seen) if options.coverage else (),
        seconds=time.perf_counter() - begun,
    )
    return without_secrets(summary, redaction) if setting.keys else summary


def _outcomes(setting: Setting, options: Options, redaction: SecretMasker) -> Generator[Outcome]:
    told: Counter[str] = Counter()
    silent = 0
    for result in _results(setting, options, redaction):
        finding, reproduction = result.finding, None
        silent = silent + 1 if finding is not None and not finding.transcript else 0
        if finding is not None:
            told[finding.rule.id] += 1
            if options.show_all or told[finding.rule.id] <= EXAMPLES:
                reproduction = _reproduction(setting, result)
        yield Outcome(_slim(result), reproduction, _command(options, result))
        if silent == SILENT:
            return


def _results(setting: Setting, options: Options, redaction: SecretMasker) -> Iterator[Result]:
    if options.jobs > 1 and len(setting.cases) > FEW:
        job = Job(setting.document.node, selecting(options), options.seed, EFFORTS[options.effort])
        yield from run_parallel(job, setting.document, setting.cases, options.jobs)
    else:
        for result in run(setting.cases, setting.target):
            if setting.keys:
                redaction.learn(result.events)
            yield digest(result)


def _reproduction(setting: Setting, result: Result) -> Reproduction | None:
    assert result.finding is not None, "only a finding has a story"
    try:
        return explain(result.finding, setting.scenes(result.case))
    except Exception as error:  # noqa: BLE001 - a finding that can't be told is a finding all the same
        return Reproduction("", None, 0, f"What was sent could not be told ({type(error).__name__}: {error}).")


def _slim(result: Result) -> Result:
    """Leave out what was sent: the story tells it, and the reports keep all results."""
    if result.finding is None:
        return result
    return replace(result, finding=replace(result.finding, transcript=(), history=(), difference=None))


def _command(options: Options, result: Result) -> str:
    """Give the command that runs a case alone; the keys come from the environment."""
    words = ["python3", "-m", "nox", "-s", "contract", "--", "--select", result.case.label]
    words += ["--seed", str(options.seed)] if options.seed else []
    words += ["--effort", options.effort] if options.effort != "ci" else []
    words += ["--openapi", str(options.openapi)] if options.openapi else []
    words += ["--url", options.url] if options.url else []
    words += ["--rate-limit", "off"] if options.url and options.rate_limit is None else []
    words += ["--read-only"] if options.read_only else []
    words += ["--budget", str(options.budget)] if options.budget is not None else []
    given = {KEY: options.key, SECOND_KEY: options.second_key, SUSPENDED_KEY: options.suspended_key}
    keys = ", ".join(name for name, key in given.items() if key) if options.url else ""
    return shlex.join(words) + (f"  # with {keys} set" if keys else "")


def _hints(options: Options, seen: Counts) -> Iterator[str]:
    refused = sum(count for (_, where, _, _, status), count in seen.items() if where == "header" and status == 429)
    if options.url and options.rate_limit is None and refused:
        yield (
            f"{refused} requests were answered with 429, though the run was told --rate-limit off: does the server limit the rate? "
            "Then leave the flag out."
        )
