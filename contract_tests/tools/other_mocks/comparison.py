"""Which rules a server keeps, as runs of the suite tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from apivideo_admin_contract.outcome.runner import Finding, Result

BROKEN: Final = "broken"
KEPT: Final = "kept"
UNSEEN: Final = "not seen"


def verdicts(results: Iterable[Result]) -> dict[str, str]:
    """Give what came of each rule, by its id: broken by one finding; kept where there is none, and one of its checks passed.

    A check that a finding of another rule ended says nothing of its own.
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
    """Give what came of the rules that every answer is held to, which have no checks of their own.

    An answer is held to them until it breaks one: where no check passed, of the others nothing was seen.
    """
    seen = list(results)
    broken = {_id(result.finding) for result in seen if result.finding is not None}
    otherwise = KEPT if any(result.finding is None and result.skipped is None for result in seen) else UNSEEN
    return {rule: BROKEN if rule in broken else otherwise for rule in rules}


def _id(finding: Finding) -> str:
    """Give the rule of a finding; what Schemathesis finds by any of its checks is of one."""
    return finding.rule.id.partition(":")[0]


def table(servers: Mapping[str, Mapping[str, str]]) -> str:
    """Write a table in Markdown: a line for each rule, a column for each server, and at last how many each one keeps."""
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
