"""What came of a run, as every report tells it: grouped by rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from apivideo_admin_contract.outcome.coverage import Seen
from apivideo_admin_contract.outcome.runner import Finding, Result
from apivideo_admin_contract.reproduction.explain import Reproduction
from apivideo_admin_contract.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result, the story of its finding where it is told, and the command that runs its case alone."""

    result: Result
    reproduction: Reproduction | None
    command: str

    @property
    def state(self) -> str:
        """Give passed, failed or skipped."""
        if self.result.finding is not None:
            return "failed"
        return "passed" if self.result.skipped is None else "skipped"


@dataclass(frozen=True, slots=True)
class Group:
    """A rule, what was found against it, whichever check found it, and what came of its own checks, in all ``seconds``."""

    rule: Rule
    findings: tuple[tuple[Finding, Outcome], ...]
    states: Mapping[str, int]
    seconds: float


@dataclass(frozen=True, slots=True)
class Summary:
    """A run. ``server`` says which; ``stays`` is what could not be removed there, a line each; ``notes`` are for whoever reads on.

    ``coverage`` is empty where it was not asked for.
    """

    server: str
    document: str
    seed: int
    effort: str
    seconds: float
    outcomes: tuple[Outcome, ...]
    remaining: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    coverage: tuple[Seen, ...] = field(default=())

    def number(self, state: str) -> int:
        """Give how many cases passed, failed or were skipped."""
        return sum(outcome.state == state for outcome in self.outcomes)

    @property
    def verdict(self) -> str:
        """Say in a few words whether the rules are kept."""
        broken = len({outcome.result.finding.rule for outcome in self.outcomes if outcome.result.finding is not None})
        if broken:
            return f"{broken} rule{'s' * (broken != 1)} broken"
        return "every rule that was checked is kept" if self.number("passed") else "no rule was checked"

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return sum(outcome.result.requests for outcome in self.outcomes)


def groups(outcomes: Iterable[Outcome]) -> list[Group]:
    """Group by rule: those that were broken first, each in the order in which the run met them."""
    found: dict[Rule, list[tuple[Finding, Outcome]]] = {}
    own: dict[Rule, list[Outcome]] = {}
    for outcome in outcomes:
        finding = outcome.result.finding
        own.setdefault(outcome.result.case.check.rule, []).append(outcome)
        if finding is not None:
            found.setdefault(finding.rule, []).append((finding, outcome))
    return [_group(rule, found.get(rule, []), own.get(rule, [])) for rule in dict.fromkeys([*found, *own])]


def skips(outcomes: Iterable[Outcome]) -> dict[str, list[str]]:
    """Give the reasons of the skips, each with the labels of its cases, the most frequent first."""
    reasons: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.result.skipped is not None:
            reasons.setdefault(outcome.result.skipped, []).append(outcome.result.case.label)
    return dict(sorted(reasons.items(), key=lambda one: -len(one[1])))


def of_its_checks(group: Group) -> str:
    """Say what came of the checks of a rule; one that holds for every answer may have none of its own."""
    if not sum(group.states.values()):
        return "It is looked at in every answer; checks of other rules met this."
    counts = ", ".join(f"{number} {state}" for state, number in group.states.items())
    return f"Of its own checks: {counts}; {group.seconds:.1f} s"


def _group(rule: Rule, findings: list[tuple[Finding, Outcome]], own: list[Outcome]) -> Group:
    states = {state: sum(one.state == state for one in own) for state in ("passed", "failed", "skipped")}
    return Group(rule, tuple(findings), states, sum(one.result.seconds for one in own))
