"""The summary of a comparison, which its reports share: the differences grouped by rule, without keys and secrets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from apivideo_admin_contract.compare.cases import CaseComparison, Difference, Side
from apivideo_admin_contract.compare.transcripts import PairDifference
from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.reproduction.placeholders import parse_json
from apivideo_admin_contract.rules.rule import Rule

Masked = Callable[[str], str]
"""Masks the keys and secrets in a text."""


@dataclass(frozen=True, slots=True)
class ShownResponse:
    """A response as reports show it. ``body`` is its JSON value, or its text if it is not JSON."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class ShownPair:
    """Two responses that differ: the request to the left server, the operation, and where they differ."""

    request: str
    operation: str | None
    where: str
    left: ShownResponse
    right: ShownResponse


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """A difference as reports show it. ``also`` are the other checks that saw it."""

    check: str
    message: str
    violated_by: Side | None
    pair: ShownPair | None
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleDifferences:
    """The differences of a rule."""

    rule: Rule
    differences: tuple[ShownDifference, ...]


@dataclass(frozen=True, slots=True)
class ComparisonSummary:
    """A comparison. ``left`` and ``right`` describe the servers, ``total`` is the number of selected checks.

    ``remaining`` has a line for each item that the run left on a server.
    """

    left: str
    right: str
    document: str
    seed: int
    effort: str
    total: int
    has_same_data: bool
    comparisons: tuple[CaseComparison, ...]
    rules: tuple[RuleDifferences, ...]
    remaining: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float
    is_interrupted: bool = False

    @property
    def compared(self) -> int:
        """The number of checks that ran on both servers."""
        return sum(one.skipped is None for one in self.comparisons)

    @property
    def pairs(self) -> int:
        """The number of pairs of responses that were compared."""
        return sum(one.compared for one in self.comparisons)

    @property
    def number(self) -> int:
        """The number of differences."""
        return sum(len(one.differences) for one in self.rules)

    @property
    def errors(self) -> list[CaseComparison]:
        """The checks that failed with an error of the suite itself."""
        return [one for one in self.comparisons if one.error is not None]

    @property
    def is_complete(self) -> bool:
        """Whether all selected checks ended."""
        return len(self.comparisons) == self.total and not self.is_interrupted

    @property
    def verdict(self) -> str:
        """The first line of a report."""
        if self.number:
            rules = len(self.rules)
            return f"DIFFERENT: {_counted(self.number, 'difference')} of {_counted(rules, 'rule')}"
        if self.errors:
            return f"ERROR: {_counted(len(self.errors), 'check')} failed with an error of the suite itself"
        return "EQUAL: no differences" if self.compared else "NOTHING COMPARED: every check was skipped"


def by_rule(comparisons: Iterable[CaseComparison], masked: Masked) -> tuple[RuleDifferences, ...]:
    """Return the differences by rule, those that a server violates first.

    A check of another rule often sees the same difference first. So where no check decides which response is right, the difference belongs to
    the rule that is violated at the same place, if there is one.
    """
    found = [difference for one in comparisons for difference in one.differences]
    decided = {one.pair.place: one.rule for one in found if one.violated_by is not None and one.pair is not None}
    groups: dict[str, dict[Any, list[Difference]]] = {}
    rules: dict[str, Rule] = {}
    for one in sorted(found, key=lambda one: one.violated_by is None):
        place = None if one.pair is None else one.pair.place
        rule = decided.get(place, one.rule) if one.violated_by is None and place is not None else one.rule
        rules[rule.id] = rule
        groups.setdefault(rule.id, {}).setdefault(place or one.check, []).append(one)
    return tuple(
        RuleDifferences(rules[id_], tuple(_shown(same, masked) for same in places.values()))
        for id_, places in groups.items()
    )


def _shown(same: Sequence[Difference], masked: Masked) -> ShownDifference:
    first = same[0]
    also = tuple(dict.fromkeys(one.check for one in same if one.check != first.check))
    pair = None if first.pair is None else _shown_pair(first.pair, masked)
    return ShownDifference(first.check, masked(first.message), first.violated_by, pair, also)


def _shown_pair(pair: PairDifference, masked: Masked) -> ShownPair:
    exchange = pair.left
    operation = exchange.operation.id if exchange.operation else None
    request = masked(f"{exchange.method} {exchange.target}")
    return ShownPair(
        request,
        operation,
        pair.difference.where,
        _shown_response(pair.left, masked),
        _shown_response(pair.right, masked),
    )


def _shown_response(exchange: Exchange, masked: Masked) -> ShownResponse:
    headers = {name: masked(value) for name, value in exchange.response_headers.items()}
    value = parse_json(exchange.body)
    if value is None:
        return ShownResponse(exchange.status, headers, masked(exchange.body.decode("utf-8", "backslashreplace")))
    return ShownResponse(exchange.status, headers, json.loads(masked(json.dumps(value))))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
