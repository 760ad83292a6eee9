"""Writes a comparison as text, Markdown or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from generator.diff.change import Change
from generator.diff.release import ReleaseStatus, Step
from generator.surface.change import SurfaceChange
from generator.surface.report import line_of as line_of_surface

ChangeT = TypeVar("ChangeT", Change, SurfaceChange)

_NONE = "no changes"
_MAX_OPERATIONS = 4


def to_text(step: Step) -> str:
    """Write for a terminal: what breaks first, one change a line."""
    if step.empty:
        return f"{_NONE}{_versions(step)}\n"
    lines = [f"{step.counted}{_versions(step)}"]
    for title, changes in _groups(step.document.changes):
        lines += ["", f"{title}:", *(f"  {line_of(change)}" for change in changes)]
    for title, found in _groups(step.sdk):
        lines += ["", f"SDK, {title}:", *(f"  {_one_line(line_of_surface(change))}" for change in found)]
    return "\n".join(lines) + "\n"


def to_markdown(step: Step) -> str:
    """Write for a pull request: a table for what breaks, and one for the rest."""
    lines = [f"## API changes: {_NONE if step.empty else step.counted}", ""]
    lines.append(f"Version{_versions(step).removeprefix(';')}.")
    for title, changes in _groups(step.document.changes):
        lines += ["", f"### {title.capitalize()}", "", "| direction | rule | change | operations | where |"]
        lines += ["|---|---|---|---|---|", *map(_row, changes)]
    for title, found in _groups(step.sdk):
        lines += ["", f"### SDK, {title}", "", "| rule | names | change |", "|---|---|---|", *map(_sdk_row, found)]
    return "\n".join(lines) + "\n"


def to_json(step: Step) -> str:
    """Write for programs: one object, whose ``changes`` and ``sdk`` have the members of a change of either."""
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
        for change in step.document.changes
    ]
    sdk = [
        {
            "rule": change.rule,
            "severity": change.severity,
            "breaking": change.breaking,
            "message": change.message,
            "names": list(change.names),
        }
        for change in step.sdk
    ]
    report = {
        "old_version": step.document.old,
        "new_version": step.document.new,
        "proposed_version": None if step.proposed is None else str(step.proposed),
        "breaking": len(step.document.breaking) + sum(change.breaking for change in step.sdk),
        "changes": changes,
        "sdk": sdk,
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


FORMATS: Mapping[str, Callable[[Step], str]] = {"text": to_text, "markdown": to_markdown, "json": to_json}
"""The ways to write a comparison, by name."""


def to_lines(release_status: ReleaseStatus) -> list[str]:
    """Write in short what this run found new, and what adds up since the last release. A text is named, not quoted."""
    since_snapshot, since_release = release_status.since_snapshot, release_status.since_release
    lines = []
    if since_snapshot is not None and since_snapshot is not since_release and not since_snapshot.empty:
        lines += [
            f"since the last run, {since_snapshot.document.old}: {since_snapshot.counted}",
            *_change_lines(since_snapshot),
        ]
    if since_release is not None and not since_release.empty:
        lines.append(
            f"since {since_release.document.old}: {since_release.counted}; the version must be at least {since_release.proposed}"
        )
        lines += _change_lines(since_release) if since_snapshot is since_release else []
    return lines


def _change_lines(step: Step) -> Iterator[str]:
    for change in step.document.changes:
        yield f"  {'BREAKING ' if change.breaking else ''}{_short_line(change)}"
    for found in step.sdk:
        yield f"  {'BREAKING ' if found.breaking else ''}{'SDK':8} {_one_line(line_of_surface(found))}"


def _short_line(change: Change) -> str:
    if change.severity != "patch":
        return line_of(change)
    return _one_line(f"{change.direction:8} {change.rule} {change.pointer or '/'}")


def line_of(change: Change) -> str:
    """Write a change in one line: its direction, its rule, what changed, where, and for which operations."""
    location = change.pointer or "/"
    return _one_line(f"{change.direction:8} {change.rule}: {change.message} {location}{_operations(change)}")


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _groups(changes: Sequence[ChangeT]) -> Iterator[tuple[str, list[ChangeT]]]:
    for title, breaking in (("breaking", True), ("not breaking", False)):
        if found := [change for change in changes if change.breaking is breaking]:
            yield title, found


def _versions(step: Step) -> str:
    versions = f"; {step.document.old or 'none'} → {step.document.new or 'none'}"
    if step.proposed is None:
        return f"{versions}, and no next version since the old one is not semantic"
    return f"{versions}, proposed {step.proposed}"


def _operations(change: Change) -> str:
    if not change.operations:
        return ""
    shown = change.operations[:_MAX_OPERATIONS]
    more = len(change.operations) - len(shown)
    return f" ({', '.join(shown)}{f' and {more} more' if more else ''})"


def _row(change: Change) -> str:
    where = f"`{change.pointer or '/'}`"
    return _cells(change.direction, f"`{change.rule}`", change.message, ", ".join(change.operations), where)


def _sdk_row(change: SurfaceChange) -> str:
    return _cells(f"`{change.rule}`", ", ".join(f"`{name}`" for name in change.names), change.message)


def _cells(*cells: str) -> str:
    return f"| {' | '.join(_one_line(cell).replace('|', chr(92) + '|') for cell in cells)} |"
