"""Writes a comparison as text, Markdown or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from generator.diff.change import Change
from generator.diff.comparison import Comparison
from generator.diff.release import Standing, Step
from generator.diff.version import counted
from generator.surface.report import line_of as line_of_surface

_NONE = "no changes"
_MOST_OPERATIONS = 4


def to_text(comparison: Comparison) -> str:
    """Write for a terminal: what breaks first, one change a line."""
    if not comparison.changes:
        return f"{_NONE}{_verdict(comparison)}\n"
    lines = [f"{comparison.counted}{_verdict(comparison)}"]
    for title, changes in _groups(comparison):
        lines += ["", f"{title}:", *(f"  {line_of(change)}" for change in changes)]
    return "\n".join(lines) + "\n"


def to_markdown(comparison: Comparison) -> str:
    """Write for a pull request: a table for what breaks, and one for the rest."""
    heading = f"## API changes: {comparison.counted if comparison.changes else _NONE}"
    lines = [heading, "", f"Version{_verdict(comparison).removeprefix(';')}."]
    for title, changes in _groups(comparison):
        lines += ["", f"### {title.capitalize()}", "", "| direction | rule | change | operations | where |"]
        lines += ["|---|---|---|---|---|", *map(_row, changes)]
    return "\n".join(lines) + "\n"


def to_json(comparison: Comparison) -> str:
    """Write for programs: one object, whose ``changes`` have the members of :class:`Change`."""
    changes = [
        {
            "rule": change.rule,
            "severity": change.severity,
            "breaking": change.breaking,
            "direction": change.direction,
            "message": change.message,
            "old": change.old,
            "new": change.new,
            "operations": list(change.operations),
        }
        for change in comparison.changes
    ]
    report = {
        "old_version": comparison.old,
        "new_version": comparison.new,
        "proposed_version": None if comparison.proposed is None else str(comparison.proposed),
        "breaking": len(comparison.breaking),
        "changes": changes,
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


FORMATS: Mapping[str, Callable[[Comparison], str]] = {"text": to_text, "markdown": to_markdown, "json": to_json}
"""The ways to write a comparison, by name."""


def to_lines(standing: Standing) -> list[str]:
    """Write in short what this run found new, and what adds up since the last release. Texts are counted, not told."""
    news, owed = standing.news, standing.owed
    lines = []
    if news is not None and news is not owed and not news.empty:
        lines += [f"since the last run, {news.document.old}: {_counts(news)}", *_told(news)]
    if owed is not None and not owed.empty:
        lines.append(f"since {owed.document.old}: {_counts(owed)}; the version must be at least {owed.proposed}")
        lines += _told(owed) if news is owed else []
    return lines


def _counts(step: Step) -> str:
    return step.document.counted + (f"; SDK: {counted(step.sdk)}" if step.sdk else "")


def _told(step: Step) -> Iterator[str]:
    for change in step.document.changes:
        if change.severity != "patch":
            yield f"  {'BREAKING ' if change.breaking else ''}{line_of(change)}"
    for found in step.sdk:
        yield f"  {'BREAKING ' if found.breaking else ''}{'SDK':8} {_one_line(line_of_surface(found))}"


def line_of(change: Change) -> str:
    """Write a change in one line: its direction, its rule, what changed, where, and for which operations."""
    place = change.pointer or "/"
    return _one_line(f"{change.direction:8} {change.rule}: {change.message} {place}{_operations(change)}")


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _groups(comparison: Comparison) -> Iterator[tuple[str, Iterable[Change]]]:
    if comparison.breaking:
        yield "breaking", comparison.breaking
    if comparison.others:
        yield "not breaking", comparison.others


def _verdict(comparison: Comparison) -> str:
    versions = f"; {comparison.old or 'none'} → {comparison.new or 'none'}"
    if comparison.proposed is None:
        return f"{versions}, and no next version since the old one is not semantic"
    return f"{versions}, proposed {comparison.proposed}"


def _operations(change: Change) -> str:
    if not change.operations:
        return ""
    shown = change.operations[:_MOST_OPERATIONS]
    more = len(change.operations) - len(shown)
    return f" ({', '.join(shown)}{f' and {more} more' if more else ''})"


def _row(change: Change) -> str:
    cells = (
        change.direction,
        f"`{change.rule}`",
        change.message,
        ", ".join(change.operations),
        f"`{change.pointer or '/'}`",
    )
    return f"| {' | '.join(_one_line(cell).replace('|', chr(92) + '|') for cell in cells)} |"
