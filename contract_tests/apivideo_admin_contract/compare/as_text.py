"""The text report of a comparison."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from typing import Final

from apivideo_admin_contract.compare.cases import CaseComparison
from apivideo_admin_contract.compare.layout import side_by_side
from apivideo_admin_contract.compare.summary import ComparisonSummary, RuleDifferences, ShownDifference
from apivideo_admin_contract.report.as_text import visible

_WIDTH: Final = 120
_MAX_NAMES: Final = 6


def as_text(summary: ComparisonSummary, max_differences: int | None) -> str:
    """Return the report. ``max_differences`` limits the differences that it shows of a rule; None shows all."""
    lines = [
        f"{summary.document}, seed {summary.seed}, effort {summary.effort}",
        f"left:  {summary.left}",
        f"right: {summary.right}",
        *(line for one in summary.rules for line in _rule(one, max_differences)),
        *_cases(summary),
        *(line for line in _left_over(summary)),
        *(line for note in summary.notes for line in ("", *_wrapped(note))),
        "",
        _verdict(summary),
    ]
    return "\n".join(map(visible, lines)) + "\n"


def _verdict(summary: ComparisonSummary) -> str:
    checks = f"{summary.compared} of {summary.total} checks on both servers"
    return f"{summary.verdict}; {checks}, {summary.pairs} pairs of responses, {summary.seconds:.1f} s"


def _rule(found: RuleDifferences, max_differences: int | None) -> Iterator[str]:
    yield ""
    yield f"DIFFERENT {found.rule.id}"
    yield from _wrapped(f"{found.rule.sentence} ({found.rule.source})")
    shown = found.differences if max_differences is None else found.differences[:max_differences]
    for one in shown:
        yield from _difference(one)
    if len(shown) < len(found.differences):
        yield ""
        yield f"  and {len(found.differences) - len(shown)} more (--all shows every one)"


def _difference(found: ShownDifference) -> Iterator[str]:
    yield ""
    decided = (
        f"the {found.violated_by} server violates the rule" if found.violated_by else "no check decides which is right"
    )
    yield f"* {found.check}: {decided}"
    yield from _wrapped(found.message)
    if found.pair is not None:
        yield from _wrapped(f"{found.pair.request}; the first difference is {found.pair.where or '/'}:")
        yield from (f"  {line}" for line in side_by_side(found.pair))
    else:
        yield from _wrapped("The responses to the same requests are equal, or were not compared.")
    if found.also:
        more = f", and {len(found.also) - _MAX_NAMES} more" if len(found.also) > _MAX_NAMES else ""
        yield from _wrapped(f"also seen by: {', '.join(found.also[:_MAX_NAMES])}{more}")


def _cases(summary: ComparisonSummary) -> Iterator[str]:
    sections: tuple[tuple[str, Callable[[CaseComparison], str | None]], ...] = (
        ("Errors of this suite, not of the servers (please report them):", lambda one: one.error),
        ("Not compared to the end:", lambda one: one.note),
        ("Skipped:", lambda one: one.skipped),
    )
    for title, reason_of in sections:
        reasons: dict[str, list[str]] = {}
        for one in summary.comparisons:
            reason = reason_of(one)
            if reason is not None:
                reasons.setdefault(reason, []).append(one.case.check.name)
        if reasons:
            yield from ("", title)
        for reason, names in reasons.items():
            some = ", ".join(sorted({*names})[:_MAX_NAMES])
            yield from _wrapped(f"{len(names)}: {reason} ({some})")


def _left_over(summary: ComparisonSummary) -> Iterator[str]:
    if summary.remaining:
        yield from ("", f"Left on the servers ({len(summary.remaining)}; the json report has all):")
    for line in summary.remaining[:_MAX_NAMES]:
        yield from _wrapped(line)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(visible(text), _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
