"""Write the table of the planted bugs as text, JSON or HTML."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import groupby
from string import Template
from typing import Final

from contract_tests.planted_bugs.harness.comparison import columns, is_missed, shares
from contract_tests.planted_bugs.harness.pool import Plan, Row
from contract_tests.planted_bugs.harness.run_until_caught import Catch

Writer = Callable[[Sequence[Row], Plan, float], str]


def as_text(rows: Sequence[Row], plan: Plan, seconds: float) -> str:
    """Return lines: each theme with its bugs, the missed ones, the shares."""
    lines = []
    for theme, group in groupby(rows, key=lambda row: row.theme):
        lines += ["", theme, *(f"  {_line(row, plan)}" for row in group)]
    missed = [f"  {row.theme}: {row.name} ({', '.join(row.rules)})" for row in rows if is_missed(row, plan)]
    lines += ["", "missed:", *missed] if missed else []
    found = list(shares(rows, plan))
    width = max(len(heading) for heading, *_ in found)
    lines += ["", "caught by"]
    lines += [
        f"  {name:{width}}  {every}; behaviour {behaviour}; shape {shape}" for name, every, behaviour, shape in found
    ]
    return "\n".join([*lines[1:], f"{len(rows)} bugs in {seconds:.0f} s"])


def _line(row: Row, plan: Plan) -> str:
    if row.crash:
        return f"{row.name}: the code of the bug raised: {row.crash}"
    catches = "; ".join(f"{one.heading}: {_catch(one.catch(row))}" for one in columns(plan))
    return f"{'MISSED ' if is_missed(row, plan) else ''}{row.name} | {catches}"


def _catch(catch: Catch | None) -> str:
    return "nothing" if catch is None else f"{catch.rule}, {catch.check} ({catch.seconds:.2f} s)"


def as_json(rows: Sequence[Row], plan: Plan, seconds: float) -> str:
    """Return ``{"seconds", "shares", "bugs"}``; a catch is ``{"check", "rule", "message", "seconds"}`` or null."""
    summed = {
        name: {
            "all": dataclasses.asdict(every),
            "behaviour": dataclasses.asdict(deep),
            "shape": dataclasses.asdict(flat),
        }
        for name, every, deep, flat in shares(rows, plan)
    }
    bugs = [dataclasses.asdict(row) | {"missed": is_missed(row, plan)} for row in rows]
    return json.dumps({"seconds": seconds, "shares": summed, "bugs": bugs}, ensure_ascii=False, indent=1)


_PAGE: Final = Template("""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Planted bugs</title>
<style>
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #8884; padding: .3rem .6rem; text-align: left; vertical-align: top }
.missed { background: #e114 }
small { opacity: .7 }
</style>
<h1>Planted bugs</h1>
<p>$total bugs in $seconds s.</p>
<table><tr><th>caught by<th>all<th>behaviour<th>shape</tr>
$sums
</table>
$themes
</html>
""")


def as_html(rows: Sequence[Row], plan: Plan, seconds: float) -> str:
    """Return one page that needs no other file."""
    sums = "\n".join(
        f"<tr><td>{escape(name)}{''.join(f'<td>{escape(str(one))}' for one in found)}</tr>"
        for name, *found in shares(rows, plan)
    )
    heads = "<th>".join(column.heading for column in columns(plan))
    themes = []
    for theme, group in groupby(rows, key=lambda row: row.theme):
        body = "\n".join(_html_row(row, plan) for row in group)
        themes.append(f"<h2>{escape(theme)}</h2>\n<table><tr><th>bug<th>{heads}</tr>\n{body}\n</table>")
    return _PAGE.substitute(total=len(rows), seconds=f"{seconds:.0f}", sums=sums, themes="\n".join(themes))


def _html_row(row: Row, plan: Plan) -> str:
    found = [column.catch(row) for column in columns(plan)]
    kind = ' class="missed"' if is_missed(row, plan) else ""
    cells = "".join(
        f'<td title="{escape(one.message)}">{escape(_catch(one))}' if one else "<td>nothing" for one in found
    )
    rules = escape(", ".join(row.rules))
    return f"<tr{kind}><td>{escape(row.name.replace('_', ' '))}<br><small>{rules}</small>{cells}</tr>"


WRITERS: Final[Mapping[str, Writer]] = {"text": as_text, "json": as_json, "html": as_html}
