"""Run a plan: the checks, the reproduction of each finding, the cleanup, and the summary."""

from __future__ import annotations

import shlex
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Final

from apivideo_admin_contract.arguments import WITH_EXCHANGES
from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.environment import KEY, PROGRAM, SECOND_KEY, SUSPENDED_KEY
from apivideo_admin_contract.options import Options
from apivideo_admin_contract.outcome.coverage import Counts, coverage
from apivideo_admin_contract.outcome.distributed import run_distributed
from apivideo_admin_contract.outcome.parallel import Job, run_parallel
from apivideo_admin_contract.outcome.runner import Result, compact, run
from apivideo_admin_contract.outcome.suite_error import make_judge
from apivideo_admin_contract.plan import EFFORTS, RunPlan, case_selector, title_of
from apivideo_admin_contract.report.secrets import SecretMasker, mask_exchange, mask_secrets, shorten_exchange
from apivideo_admin_contract.report.summary import Outcome, Summary
from apivideo_admin_contract.reproduction.explain import Reproduction, explain
from apivideo_admin_contract.safety.interruption import INTERRUPTION
from apivideo_admin_contract.stopping import checks_ran, reason_to_stop
from apivideo_admin_contract.targets.several_keys import SeveralKeys
from apivideo_admin_mock.testing import AdminMock

#: How many findings of a rule the reports reproduce and show, unless all are asked for.
FINDINGS_SHOWN: Final = 3

#: After this many checks in a row without any response, the run ends.
SILENT_CHECKS: Final = 5

#: Fewer checks run in this process: another one needs about two seconds to import the suite.
FEW: Final = 40

Progress = Callable[[int, int, Result], None]
"""Called after each case, with the number of finished cases, the number of all, and the result."""


def run_plan(plan: RunPlan, options: Options, progress: Progress) -> Summary:
    """Run the checks, clean up, and summarize. An interruption ends the checks, not the cleanup."""
    begun = time.perf_counter()
    outcomes: list[Outcome] = []
    notes: list[str] = []
    is_interrupted = False
    public = [text for case in plan.cases for text in (case.label, case.check.rule.sentence)]
    masker = SecretMasker(plan.document, plan.keys, public)
    INTERRUPTION.reset()
    try:
        with closing(_outcomes(plan, options, masker)) as found:
            for outcome in found:
                outcomes.append(outcome)
                progress(len(outcomes), len(plan.cases), outcome.result)
                INTERRUPTION.raise_if_interrupted()
                reason = reason_to_stop(
                    options,
                    found="finding" if outcome.state == "failed" else None,
                    seconds=time.perf_counter() - begun,
                    ran=len(outcomes),
                    total=len(plan.cases),
                )
                if reason is not None:
                    notes.append(reason)
                    break
            else:
                if len(outcomes) < len(plan.cases):
                    notes.append(f"The server stopped responding: {checks_ran(len(outcomes), len(plan.cases))}.")
        INTERRUPTION.end_checks()
    except KeyboardInterrupt:
        INTERRUPTION.end_checks()
        is_interrupted = True
        notes.append(f"Interrupted: {checks_ran(len(outcomes), len(plan.cases))}.")
    with INTERRUPTION.deferred(lambda: f"cleaning up, {plan.target.left} left; interrupt again to leave them"):
        remaining = tuple(plan.target.close())
    if INTERRUPTION.is_forced:
        notes.append("Interrupted during the cleanup: some created items were not removed.")
    counts = sum((outcome.result.counts for outcome in outcomes), Counter[tuple[str, str, str, str, int]]())
    summary = Summary(
        server=plan.server,
        document=title_of(plan.document),
        seed=options.seed,
        effort=options.effort,
        outcomes=tuple(outcomes),
        remaining=remaining,
        notes=(
            *notes,
            *plan.known.notes(one.result for one in outcomes),
            *_hints(options, counts),
            *plan.target.notes(),
        ),
        coverage=coverage(plan.document, counts) if options.coverage else (),
        seconds=time.perf_counter() - begun,
        is_interrupted=is_interrupted,
        operations=tuple(one.id for one in plan.document.operations),
        base_url=options.url or AdminMock.base_url,
    )
    return mask_secrets(summary, masker) if plan.keys else summary


def _outcomes(plan: RunPlan, options: Options, masker: SecretMasker) -> Generator[Outcome]:
    findings: Counter[str] = Counter()
    silent = 0
    judge = make_judge(plan.document, options.seed, EFFORTS[options.effort])
    with closing(_results(plan, options, masker)) as results:
        for found in map(judge, results):
            finding, reproduction = found.finding, None
            result = found if finding is None else replace(found, known=plan.known.reason(finding))
            silent = silent + 1 if finding is not None and not finding.transcript else 0
            if finding is not None and result.known is None:
                findings[finding.rule.id] += 1
                if options.show_all or findings[finding.rule.id] <= FINDINGS_SHOWN:
                    reproduction = _reproduction(plan, result)
            yield Outcome(
                _without_exchanges(result), reproduction, _command(options, result), _exchanges(options, result, masker)
            )
            if silent == SILENT_CHECKS:
                return


def _results(plan: RunPlan, options: Options, masker: SecretMasker) -> Generator[Result]:
    if options.jobs > 1 and len(plan.cases) > FEW:
        job = Job(plan.document.node, case_selector(options), options.seed, EFFORTS[options.effort])
        # The first finding most often comes before another process has started.
        here = FEW if options.fail_fast else 0
        yield from map(compact, run(plan.cases[:here], plan.target))
        yield from run_parallel(job, plan.document, plan.cases, options.jobs, start=here)
    else:
        several = plan.target if isinstance(plan.target, SeveralKeys) else None
        found = run(plan.cases, plan.target) if several is None else run_distributed(plan.cases, several)
        with closing(found):
            for result in found:
                if plan.keys:
                    masker.learn(result.events)
                yield compact(result)


def _reproduction(plan: RunPlan, result: Result) -> Reproduction | None:
    assert result.finding is not None, "only a finding has a reproduction"
    try:
        return explain(result.finding, plan.contexts(result.case))
    except Exception as error:  # noqa: BLE001 - a finding without a reproduction is a finding all the same
        return Reproduction("", None, 0, f"The reproduction failed ({type(error).__name__}: {error}).")


def _exchanges(options: Options, result: Result, masker: SecretMasker) -> tuple[Exchange, ...]:
    """Return the exchanges of a finding if a report shows them, without keys and secrets."""
    if result.finding is None or not WITH_EXCHANGES & {name for name, _ in options.reports}:
        return ()
    masker.learn(result.finding.transcript)
    masked = masker.replacer()
    found = (one for one in result.finding.transcript if isinstance(one, Exchange))
    return tuple(mask_exchange(shorten_exchange(one), masked) for one in found)


def _without_exchanges(result: Result) -> Result:
    """Remove the exchanges of a finding: its reproduction shows them, and the reports keep all results in memory."""
    if result.finding is None:
        return result
    return replace(result, finding=replace(result.finding, transcript=(), history=(), difference=None))


def _command(options: Options, result: Result) -> str:
    """Return the command that runs a case alone. The keys come from the environment."""
    words = [PROGRAM, "--select", result.case.label]
    words += ["--seed", str(options.seed)] if options.seed else []
    words += ["--effort", options.effort] if options.effort != "ci" else []
    words += ["--openapi", str(options.openapi)] if options.openapi else []
    words += ["--url", options.url] if options.url else []
    words += ["--rate-limit", "off"] if options.url and options.rate_limit is None else []
    words += ["--read-only"] if options.read_only else []
    words += ["--replay"] if options.replay else []
    words += ["--budget", str(options.budget)] if options.budget is not None else []
    # One key is enough for one check.
    given = {KEY: options.key, SECOND_KEY: options.second_key, SUSPENDED_KEY: options.suspended_key}
    keys = ", ".join(name for name, key in given.items() if key) if options.url else ""
    return shlex.join(words) + (f"  # needs {keys}" if keys else "")


def _hints(options: Options, counts: Counts) -> Iterator[str]:
    refused = sum(count for (_, where, _, _, status), count in counts.items() if where == "header" and status == 429)
    if options.url and options.rate_limit is None and refused:
        yield (
            f"{refused} requests were refused with 429, although the run has --rate-limit off. If the server limits the rate, leave the "
            "flag out."
        )
