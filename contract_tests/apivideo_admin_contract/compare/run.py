"""Run a comparison: the checks on both servers, the cleanup, and the summary."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from apivideo_admin_contract.compare.cases import CaseComparison
from apivideo_admin_contract.compare.data import have_same_data
from apivideo_admin_contract.compare.options import CompareOptions
from apivideo_admin_contract.compare.plan import ComparePlan
from apivideo_admin_contract.compare.summary import ComparisonSummary, by_rule
from apivideo_admin_contract.outcome.runner import Finding, Result
from apivideo_admin_contract.plan import title_of
from apivideo_admin_contract.report.secrets import SecretMasker
from apivideo_admin_contract.safety.interruption import INTERRUPTION
from apivideo_admin_contract.stopping import checks_ran, reason_to_stop

Progress = Callable[[int, int, Result], None]
"""Called after each check, with the number of finished checks, the number of all, and a result with the first difference."""

_OTHER_DATA: Final = (
    "The servers held different data before the run. The bodies of responses with items that the run did not create are not compared; hint: "
    "use accounts with the same data, for example empty ones."
)


def run_comparison(plan: ComparePlan, options: CompareOptions, progress: Progress) -> ComparisonSummary:
    """Compare the servers, clean up, and summarize. An interruption ends the checks, not the cleanup."""
    begun = time.perf_counter()
    masker = SecretMasker(plan.document, plan.keys, [case.label for case in plan.cases])
    found: list[CaseComparison] = []
    notes: list[str] = []
    is_interrupted, has_same_data = False, True
    INTERRUPTION.reset()
    try:
        if not plan.servers.has_clocks:
            both = plan.servers
            has_same_data = have_same_data(plan.document, both.left, both.right, both.pairs, both.times)
            notes += [] if has_same_data else [_OTHER_DATA]
        for one in _comparisons(replace(plan, servers=replace(plan.servers, has_same_data=has_same_data)), masker):
            found.append(one)
            progress(len(found), len(plan.cases), _result(one))
            INTERRUPTION.raise_if_interrupted()
            reason = reason_to_stop(
                options,
                found="difference" if one.differences else None,
                seconds=time.perf_counter() - begun,
                ran=len(found),
                total=len(plan.cases),
            )
            if reason is not None:
                notes.append(reason)
                break
        INTERRUPTION.end_checks()
    except KeyboardInterrupt:
        INTERRUPTION.end_checks()
        is_interrupted = True
        notes.append(f"Interrupted: {checks_ran(len(found), len(plan.cases))}.")
    left, right = plan.servers.left, plan.servers.right
    with INTERRUPTION.deferred(lambda: f"cleaning up, {left.left + right.left} left; interrupt again to leave them"):
        remaining = _close(plan)
    masked = masker.replacer()
    return ComparisonSummary(
        left=masked(plan.names[0]),
        right=masked(plan.names[1]),
        document=title_of(plan.document),
        seed=options.seed,
        effort=options.effort,
        total=len(plan.cases),
        has_same_data=has_same_data,
        comparisons=tuple(_masked(one, masked) for one in found),
        rules=by_rule(found, masked),
        remaining=tuple(map(masked, remaining)),
        notes=tuple(map(masked, (*notes, *(f"{side}: {one}" for side, one in _notes(plan))))),
        seconds=time.perf_counter() - begun,
        is_interrupted=is_interrupted,
    )


def _comparisons(plan: ComparePlan, masker: SecretMasker) -> Iterator[CaseComparison]:
    for case in plan.cases:
        yield plan.servers.compare(case, lambda result: masker.learn(result.events))


def _close(plan: ComparePlan) -> list[str]:
    """Clean up on both servers, and return a line for each item that remains."""
    sides = (("left", plan.servers.left), ("right", plan.servers.right))
    return [f"{side}: {line}" for side, target in sides for line in target.close()]


def _notes(plan: ComparePlan) -> Iterator[tuple[str, str]]:
    for side, target in (("left", plan.servers.left), ("right", plan.servers.right)):
        yield from ((side, note) for note in target.notes())


def _masked(one: CaseComparison, masked: Callable[[str], str]) -> CaseComparison:
    """Return a comparison without its exchanges, for the reports."""
    texts = [None if text is None else masked(text) for text in (one.skipped, one.note, one.error)]
    return replace(one, differences=(), skipped=texts[0], note=texts[1], error=texts[2])


def _result(one: CaseComparison) -> Result:
    first = next(iter(one.differences), None)
    finding = None if first is None else Finding(first.rule, first.check, first.message, ())
    return Result(one.case, one.seconds, finding, one.skipped, one.error)
