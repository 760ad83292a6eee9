"""The summary of a run, which all reports share: the results grouped by rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.outcome.coverage import OperationCoverage
from apivideo_admin_contract.outcome.runner import Finding, Result
from apivideo_admin_contract.reproduction.explain import Reproduction
from apivideo_admin_contract.rules.rule import Rule

#: The states of a check. ``known`` has a finding that --known accepts, ``errors`` an error of the suite, which says nothing about the server.
STATES: Final = ("passed", "failed", "skipped", "known", "errors")
#: Those that most runs have none of.
_RARE: Final = ("known", "errors")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result, the reproduction of its finding if there is one, and the command that runs its case alone.

    ``exchanges`` are those of the check with a finding, where a report shows them.
    """

    result: Result
    reproduction: Reproduction | None
    command: str
    exchanges: tuple[Exchange, ...] = ()

    @property
    def state(self) -> str:
        """Return one of `STATES`."""
        if self.result.finding is not None:
            return "failed" if self.result.known is None else "known"
        if self.result.error is not None:
            return "errors"
        return "passed" if self.result.skipped is None else "skipped"


@dataclass(frozen=True, slots=True)
class Group:
    """A rule, the findings against it by any check, and the number and seconds of its own checks by state."""

    rule: Rule
    findings: tuple[tuple[Finding, Outcome], ...]
    states: Mapping[str, int]
    seconds: float


@dataclass(frozen=True, slots=True)
class Summary:
    """A run. ``server`` describes the server. ``remaining`` has a line for each item that the run left there.

    ``notes`` are for the reader. ``coverage`` is empty without --coverage. ``operations`` are the ids of all operations of the document.
    ``base_url`` is what the targets of requests follow.
    """

    server: str
    document: str
    seed: int
    effort: str
    seconds: float
    outcomes: tuple[Outcome, ...]
    remaining: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    coverage: tuple[OperationCoverage, ...] = field(default=())
    is_interrupted: bool = False
    operations: tuple[str, ...] = ()
    base_url: str = ""

    def number(self, state: str) -> int:
        """Return the number of cases in one of `STATES`."""
        return sum(outcome.state == state for outcome in self.outcomes)

    @property
    def verdict(self) -> str:
        """Return the verdict: PASS, FAIL with the number of violated rules, ERROR, or NOTHING CHECKED."""
        failed = [outcome.result.finding for outcome in self.outcomes if outcome.state == "failed"]
        violated = len({finding.rule for finding in failed if finding is not None})
        if violated:
            return f"FAIL: {violated} rule{'s' * (violated != 1)} violated"
        if errors := self.number("errors"):
            return f"ERROR: {errors} check{'s' * (errors != 1)} of this suite failed with an error of the suite itself"
        if known := self.number("known"):
            return f"PASS: no violations, except {known} known one{'s' * (known != 1)}"
        return "PASS: no violations" if self.number("passed") else "NOTHING CHECKED: every check was skipped"

    @property
    def counts(self) -> str:
        """The number of cases in each state, those that no case is in left out where most runs have none."""
        found = {state: self.number(state) for state in STATES}
        return ", ".join(f"{number} {state}" for state, number in found.items() if number or state not in _RARE)

    @property
    def requests(self) -> int:
        """The number of requests of all checks."""
        return sum(outcome.result.requests for outcome in self.outcomes)


def groups(outcomes: Iterable[Outcome]) -> list[Group]:
    """Group the outcomes by rule, violated rules first, each in the order of the run."""
    found: dict[Rule, list[tuple[Finding, Outcome]]] = {}
    own: dict[Rule, list[Outcome]] = {}
    for outcome in outcomes:
        finding = outcome.result.finding
        own.setdefault(outcome.result.case.check.rule, []).append(outcome)
        if finding is not None and outcome.state == "failed":
            found.setdefault(finding.rule, []).append((finding, outcome))
    return [_group(rule, found.get(rule, []), own.get(rule, [])) for rule in dict.fromkeys([*found, *own])]


def skips(outcomes: Iterable[Outcome]) -> dict[str, list[str]]:
    """Return the reasons of skipped cases, each with the labels of its cases, the most frequent reason first."""
    reasons: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.result.skipped is not None:
            reasons.setdefault(outcome.result.skipped, []).append(outcome.result.case.label)
    return dict(sorted(reasons.items(), key=lambda one: -len(one[1])))


def known(outcomes: Iterable[Outcome]) -> list[tuple[Finding, str]]:
    """Return the findings that --known accepts, each with the reason."""
    results = [outcome.result for outcome in outcomes]
    return [(one.finding, one.known) for one in results if one.finding is not None and one.known is not None]


def errors(outcomes: Iterable[Outcome]) -> list[tuple[Outcome, str]]:
    """Return the outcomes that are errors of the suite itself, each with the message."""
    return [(outcome, outcome.result.error) for outcome in outcomes if outcome.result.error is not None]


def checks_line(group: Group) -> str:
    """Return a line about the checks of a rule. A rule of every response may have no check of its own."""
    if not sum(group.states.values()):
        return "Every response is tested against this rule; checks of other rules found the violation."
    counts = ", ".join(f"{number} {state}" for state, number in group.states.items() if number or state not in _RARE)
    return f"Checks of this rule: {counts}; {group.seconds:.1f} s"


def _group(rule: Rule, findings: list[tuple[Finding, Outcome]], own: list[Outcome]) -> Group:
    states = {state: sum(one.state == state for one in own) for state in STATES}
    return Group(rule, tuple(findings), states, sum(one.result.seconds for one in own))
