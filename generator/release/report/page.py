"""Format a comparison as HTML: a body for a page of a site, and a page of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from generator.release.report.entries import Entry, level, sections, summary_of
from generator.release.report.text import sdk_sections
from generator.release.report.words import versions
from generator.release.status import Step
from generator.surface.change import SurfaceChange

_CODE = re.compile(r"`([^`]*)`")
STYLE = Path(__file__).with_name("report.css")
"""The style sheet of the body, for a site. It reads the colors of the system and has no other file."""


def to_html(step: Step) -> str:
    """Format as a page of its own: the style sheet is in it, there is no script, and it needs no other file."""
    title = escape(f"API changes from {step.document.old or 'none'} to {step.document.new or 'none'}")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body class="change-page">
<main>
<h1>{title}</h1>
{to_html_body(step)}</main>
</body>
</html>
"""


def to_html_body(step: Step) -> str:
    """Format as the content of a page below its heading of level 1: headings of level 2, tables and lists, without a script.

    ``report.css`` beside this module styles its classes, which all start with `change-`.
    """
    return "\n".join(['<div class="change-report">', *_parts(step), "</div>"]) + "\n"


def _parts(step: Step) -> Iterator[str]:
    summary = step.summary[:1].upper() + step.summary[1:]
    yield f'<p class="change-summary">{escape(summary)}{escape(versions(step))}.</p>'
    if not step.empty:
        yield from _summary(step)
    for section in sections(step):
        name = section.title.lower().replace(" ", "-")
        yield f'<h2 id="{name}">{section.title}</h2>'
        yield '<ul class="change-list">'
        for entry in section.entries:
            yield from _entry(entry)
        yield "</ul>"
    for title, found in sdk_sections(step):
        yield f'<h2 id="sdk-{title.lower().replace(" ", "-")}">SDK, {title.lower()}</h2>'
        yield '<ul class="change-list">'
        for change in found:
            yield from _sdk(change)
        yield "</ul>"
    yield from _tail(step)


def _summary(step: Step) -> Iterator[str]:
    # On a narrow screen the table scrolls, which the keyboard must be able to do as well.
    label = "Changes by severity and direction"
    yield f'<div class="change-scroll" role="region" aria-label="{label}" tabindex="0"><table class="change-table">'
    yield f'<caption class="change-hidden">{label}</caption>'
    summary = summary_of(step)
    heads = "".join(f'<th scope="col">{name}</th>' for name in summary.columns)
    yield f'<thead><tr><th scope="col">severity</th>{heads}</tr></thead><tbody>'
    for title, counts in summary.rows:
        cells = "".join(f"<td>{count}</td>" for count in counts)
        yield f'<tr><th scope="row">{title}</th>{cells}</tr>'
    yield "</tbody></table></div>"


def _entry(entry: Entry) -> Iterator[str]:
    change = entry.first
    yield f'<li class="change-item change-{change.severity}">'
    yield f'<p><span class="change-badge">{level(change.severity)}</span> {_text(change.message)}</p>'
    if entry.reason:
        yield f'<p class="change-reason">Accepted: {escape(entry.reason)}</p>'
    yield f'<p class="change-facts">{change.direction} · <code>{change.rule}</code></p>'
    yield from _details(f"{len(entry.pointers)} location{'s' * (len(entry.pointers) > 1)}", entry.pointers)
    if entry.operations:
        yield from _details(f"{len(entry.operations)} operation{'s' * (len(entry.operations) > 1)}", entry.operations)
    yield "</li>"


def _sdk(change: SurfaceChange) -> Iterator[str]:
    names = ", ".join(f"<code>{_breakable(name)}</code>" for name in change.names)
    yield f'<li class="change-item change-{change.severity}">'
    yield f'<p><span class="change-badge">{level(change.severity)}</span> {names}: {_text(change.message)}</p>'
    yield f'<p class="change-facts"><code>{escape(change.rule)}</code></p></li>'


def _tail(step: Step) -> Iterator[str]:
    if step.document.unreported:
        yield '<h2 id="other-differences">Differences without a change</h2>'
        yield "<p>They have the same meaning, or nothing is compared there, such as in components that no operation uses.</p>"
        yield from _details(f"{len(step.document.unreported)} locations", step.document.unreported)
    if step.notes:
        yield '<h2 id="notes">Notes</h2><ul>'
        yield from (f"<li>{_text(note)}</li>" for note in step.notes)
        yield "</ul>"


def _details(summary: str, values: list[str] | tuple[str, ...]) -> Iterator[str]:
    """Yield a list that opens in place, or the only value."""
    items = "".join(f"<li><code>{_breakable(one)}</code></li>" for one in values)
    if len(values) == 1:
        yield f'<ul class="change-where">{items}</ul>'
    else:
        yield f'<details><summary>{summary}</summary><ul class="change-where">{items}</ul></details>'


def _text(text: str) -> str:
    """Return a message with its code in backticks marked as code."""
    parts = _CODE.split(text)
    return "".join(
        f"<code>{_breakable(part)}</code>" if index % 2 else escape(part) for index, part in enumerate(parts)
    )


def _breakable(text: str) -> str:
    """Return code that a browser can break after a slash or a dot, so that a narrow screen does not scroll."""
    return re.sub(r"([/.])(?=[^<])", r"\1<wbr>", escape(text))
