"""Which rules a server keeps, as a run of the suite tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from contract_tests.suite.rule import Rule
from contract_tests.suite.runner import Result

BROKEN: Final = "broken"
KEPT: Final = "kept"
SKIPPED: Final = "not seen"


def verdicts(results: Iterable[Result]) -> Mapping[Rule, str]:
    """Give what came of each rule that has checks: broken by one finding of one of its checks, kept where one passed."""
    found: dict[Rule, str] = {}
    for result in results:
        rule = result.case.check.rule
        one = BROKEN if result.finding else SKIPPED if result.skipped else KEPT
        before = found.get(rule, SKIPPED)
        found[rule] = BROKEN if BROKEN in {one, before} else KEPT if KEPT in {one, before} else SKIPPED
    return found


def table(servers: Mapping[str, Mapping[Rule, str]]) -> str:
    """Write a table in Markdown: a line for each rule, a column for each server, and at last how many each one keeps."""
    names = list(servers)
    rules = list(dict.fromkeys(rule for found in servers.values() for rule in found))
    lines = [_line(["rule", *names]), _line(["---"] * (len(names) + 1))]
    lines += [_line([f"`{rule.id}`", *(servers[name].get(rule, SKIPPED) for name in names)]) for rule in rules]
    return "\n".join([*lines, _line(["**kept**", *(_kept(servers[name]) for name in names)])])


def _kept(found: Mapping[Rule, str]) -> str:
    seen = [one for one in found.values() if one != SKIPPED]
    return f"**{seen.count(KEPT)} of {len(seen)}**"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
