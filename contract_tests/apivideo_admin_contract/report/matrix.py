"""The matrix of a run: which checks of each rule requested each operation, and where they found violations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from apivideo_admin_contract.report.summary import Outcome, Summary
from apivideo_admin_contract.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Cell:
    """The checks of a rule that requested an operation: how many passed, and how many found a violation in its response."""

    operation: str
    passed: int
    failed: int

    @property
    def state(self) -> str:
        """Return ``failed``, ``passed``, or ``none`` where no check requested the operation."""
        return "failed" if self.failed else "passed" if self.passed else "none"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A rule, with a cell for each operation."""

    rule: Rule
    cells: tuple[Cell, ...]


def matrix(summary: Summary) -> list[MatrixRow]:
    """Return a row for each rule that a check is about or that was violated, violated rules first."""
    passed: Counter[tuple[Rule, str]] = Counter()
    failed: Counter[tuple[Rule, str]] = Counter()
    rules: dict[Rule, None] = {}
    for outcome in summary.outcomes:
        finding = outcome.result.finding
        if finding is not None and outcome.state == "failed":
            rules.setdefault(finding.rule)
            failed.update((finding.rule, operation) for operation in _asserted(outcome))
    for outcome in summary.outcomes:
        rule = outcome.result.case.check.rule
        rules.setdefault(rule)
        if outcome.state == "passed":
            passed.update((rule, operation) for operation in _requested(outcome))
    return [
        MatrixRow(rule, tuple(Cell(one, passed[rule, one], failed[rule, one]) for one in summary.operations))
        for rule in rules
    ]


def _requested(outcome: Outcome) -> Iterable[str]:
    return {operation for operation, *_ in outcome.result.counts}


def _asserted(outcome: Outcome) -> Iterable[str]:
    """Return the operation whose response shows a finding; without a reproduction, the one that was requested last."""
    steps = outcome.reproduction.steps if outcome.reproduction else ()
    last = outcome.result.finding.operation if outcome.result.finding else ""
    return {one.operation for one in steps if one.is_asserted and one.operation} or {last} - {""}
