"""Format a comparison as text, Markdown or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from generator.diff.change import Change
from generator.release.status import ReleaseStatus, Step
from generator.surface.change import SurfaceChange
from generator.surface.report import line_of as line_of_surface

ChangeT = TypeVar("ChangeT", Change, SurfaceChange)

_MAX_OPERATIONS = 4


def to_text(step: Step) -> str:
    """Format for a terminal: breaking changes first, one change per line."""
    if step.empty:
        return f"No changes{_versions(step)}\n"
    lines = [f"{step.summary}{_versions(step)}"]
    for title, changes in _groups(step.document.changes):
        lines += ["", f"{title}:", *(f"  {line_of(change)}" for change in changes)]
    for title, found in _groups(step.sdk):
        lines += ["", f"SDK, {title}:", *(f"  {_one_line(line_of_surface(change))}" for change in found)]
    return "\n".join(lines) + "\n"


def to_markdown(step: Step) -> str:
    """Format for a pull request: a table of the breaking changes and one of the others."""
    lines = [f"## API changes: {step.summary}", ""]
    lines.append(f"Version{_versions(step).removeprefix(';')}.")
    for title, changes in _groups(step.document.changes):
        lines += ["", f"### {title.capitalize()}", "", "| direction | rule | change | operations | where |"]
        lines += ["|---|---|---|---|---|", *map(_row, changes)]
    for title, found in _groups(step.sdk):
        lines += ["", f"### SDK, {title}", "", "| rule | names | change |", "|---|---|---|", *map(_sdk_row, found)]
    return "\n".join(lines) + "\n"


def to_json(step: Step) -> str:
    """Format for programs: one JSON object with the changes of the document (``changes``) and of the SDK (``sdk``)."""
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
"""The output formats by name."""


def to_lines(release_status: ReleaseStatus) -> list[str]:
    """Return the changes since the last run and since the last release, in short. Changed texts are not quoted."""
    since_snapshot, since_release = release_status.since_snapshot, release_status.since_release
    lines = []
    if since_snapshot is not None and since_snapshot is not since_release and not since_snapshot.empty:
        lines += [
            f"Since the last run ({since_snapshot.document.old}): {since_snapshot.summary}",
            *_change_lines(since_snapshot),
        ]
    if since_release is not None and not since_release.empty:
        lines.append(
            f"Since {since_release.document.old}: {since_release.summary}; the version must be at least {since_release.proposed}"
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
    """Format a change in one line: direction, rule, message, location and operations."""
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
        return f"{versions}, no next version because the old version is not semantic"
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
