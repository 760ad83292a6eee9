"""Determine which rules a server keeps, from the results of the suite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from apivideo_admin_contract.outcome.runner import Finding, Result

BROKEN: Final = "broken"
KEPT: Final = "kept"
UNSEEN: Final = "not seen"


def verdicts(results: Iterable[Result]) -> dict[str, str]:
    """Return the verdict of each rule by its id.

    A rule is broken if a check finds a violation. It is kept if no check does, and one of its checks passes.
    A check that ends with a violation of another rule does not count for its own rule.
    """
    found: dict[str, str] = {}
    for result in results:
        if result.finding is not None:
            found[_id(result.finding)] = BROKEN
        passed = result.finding is None and result.skipped is None
        before = found.setdefault(result.case.check.rule.id, UNSEEN)
        if passed and before == UNSEEN:
            found[result.case.check.rule.id] = KEPT
    return found


def general(results: Iterable[Result], rules: Iterable[str]) -> dict[str, str]:
    """Return the verdicts of the rules that apply to every response and have no checks of their own.

    A check ends at the first violation, so the other rules are not seen if no check passed.
    """
    seen = list(results)
    broken = {_id(result.finding) for result in seen if result.finding is not None}
    otherwise = KEPT if any(result.finding is None and result.skipped is None for result in seen) else UNSEEN
    return {rule: BROKEN if rule in broken else otherwise for rule in rules}


def _id(finding: Finding) -> str:
    """Return the rule of a finding. All checks of Schemathesis count as one rule."""
    return finding.rule.id.partition(":")[0]


def table(servers: Mapping[str, Mapping[str, str]]) -> str:
    """Return a Markdown table with a row per rule, a column per server, and the counts in the last row."""
    names = list(servers)
    rules = list(dict.fromkeys(rule for found in servers.values() for rule in found))
    lines = [_line(["rule", *names]), _line(["---"] * (len(names) + 1))]
    lines += [_line([f"`{rule}`", *(servers[name].get(rule, UNSEEN) for name in names)]) for rule in rules]
    return "\n".join([*lines, _line(["**kept**", *(_kept(servers[name]) for name in names)])])


def _kept(found: Mapping[str, str]) -> str:
    seen = [one for one in found.values() if one != UNSEEN]
    return f"**{seen.count(KEPT)} of {len(seen)}**"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
