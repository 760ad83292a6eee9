"""Writes the table of the faults: as text, JSON or a page."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import groupby
from string import Template
from typing import Final

from contract_tests.planted_bugs.harness.comparison import is_missed, shares
from contract_tests.planted_bugs.harness.pool import Plan, Row
from contract_tests.planted_bugs.harness.run_until_caught import Catch

Writer = Callable[[Sequence[Row], Plan, float], str]


def text(rows: Sequence[Row], plan: Plan, seconds: float) -> str:
    """Write lines: each theme with its faults, then what was missed, then the shares."""
    lines = []
    for theme, group in groupby(rows, key=lambda row: row.theme):
        lines += ["", theme, *(f"  {_line(row, plan)}" for row in group)]
    missed = [row for row in rows if is_missed(row, plan)]
    lines += (
        ["", "missed:", *(f"  {row.theme}: {row.name} ({', '.join(row.rules)})" for row in missed)] if missed else []
    )
    lines += ["", "caught by", *(f"  {line}" for line in _sums(rows, plan))]
    return "\n".join([*lines[1:], f"{len(rows)} faults in {seconds:.0f} s"])


def _line(row: Row, plan: Plan) -> str:
    if row.crash:
        return f"{row.name}: the fault itself has a bug: {row.crash}"
    ways = [
        (plan.named, "named", row.named),
        (plan.whole, "first", row.whole),
        (plan.http, "by URL", row.http),
        (plan.stock, "stock", row.stock),
    ]
    told = "; ".join(f"{name}: {_catch(catch)}" for wanted, name, catch in ways if wanted)
    return f"{'MISSED ' if is_missed(row, plan) else ''}{row.name} | {told}"


def _catch(catch: Catch | None) -> str:
    return "nothing" if catch is None else f"{catch.rule}, {catch.check} ({catch.seconds:.2f} s)"


def _sums(rows: Sequence[Row], plan: Plan) -> list[str]:
    found = shares(rows, plan)
    width = max(len(name) for name, *_ in found)
    return [f"{name:{width}}  {all_}; of meaning {meaning}; of shape {shape}" for name, all_, meaning, shape in found]


def as_json(rows: Sequence[Row], plan: Plan, seconds: float) -> str:
    """Write ``{"seconds", "shares", "faults"}``; a catch is ``{"check", "rule", "message", "seconds"}`` or null."""
    summed = {
        name: {
            "all": dataclasses.asdict(all_),
            "meaning": dataclasses.asdict(meaning),
            "shape": dataclasses.asdict(shape),
        }
        for name, all_, meaning, shape in shares(rows, plan)
    }
    planted_bugs = [dataclasses.asdict(row) | {"missed": is_missed(row, plan)} for row in rows]
    return json.dumps({"seconds": seconds, "shares": summed, "faults": planted_bugs}, ensure_ascii=False, indent=1)


_PAGE: Final = Template("""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Planted faults</title>
<style>
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #8884; padding: .3rem .6rem; text-align: left; vertical-align: top }
.missed { background: #e114 }
small { opacity: .7 }
</style>
<h1>Planted faults</h1>
<p>$total faults, in $seconds s.</p>
<table><tr><th>caught by<th>of all<th>of meaning<th>of shape</tr>
$sums
</table>
$themes
</html>
""")


def html(rows: Sequence[Row], plan: Plan, seconds: float) -> str:
    """Write one page without any other file."""
    sums = "\n".join(f"<tr><td>{escape(name)}{_cells(map(str, parts))}</tr>" for name, *parts in shares(rows, plan))
    heads = [name for wanted, name, _ in _columns(plan) if wanted]
    themes = []
    for theme, group in groupby(rows, key=lambda row: row.theme):
        body = "\n".join(_html_row(row, plan) for row in group)
        themes.append(f"<h2>{escape(theme)}</h2>\n<table><tr><th>fault<th>{'<th>'.join(heads)}</tr>\n{body}\n</table>")
    return _PAGE.substitute(total=len(rows), seconds=f"{seconds:.0f}", sums=sums, themes="\n".join(themes))


def _columns(plan: Plan) -> list[tuple[bool, str, Callable[[Row], Catch | None]]]:
    return [
        (plan.named, "a check of its rules", lambda row: row.named),
        (plan.whole, "first in the whole suite", lambda row: row.whole),
        (plan.http, "first by URL", lambda row: row.http),
        (plan.stock, "stock Schemathesis", lambda row: row.stock),
    ]


def _html_row(row: Row, plan: Plan) -> str:
    found = [catch(row) for wanted, _, catch in _columns(plan) if wanted]
    kind = ' class="missed"' if is_missed(row, plan) else ""
    cells = "".join(
        f'<td title="{escape(one.message)}">{escape(_catch(one))}' if one else "<td>nothing" for one in found
    )
    rules = escape(", ".join(row.rules))
    return f"<tr{kind}><td>{escape(row.name.replace('_', ' '))}<br><small>{rules}</small>{cells}</tr>"


def _cells(texts: map[str]) -> str:
    return "".join(f"<td>{escape(one)}" for one in texts)


WRITERS: Final[Mapping[str, Writer]] = {"text": text, "json": as_json, "html": html}
