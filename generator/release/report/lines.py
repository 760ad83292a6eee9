"""Format the changes since the last run and the last release, one change per line."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diff.change import Change
from generator.release.report.words import one_line
from generator.release.status import ReleaseStatus, Step
from generator.surface.report import line_of as line_of_surface

_MAX_OPERATIONS = 4


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
        yield f"  {'BREAKING ' if found.breaking else ''}{'SDK':8} {one_line(line_of_surface(found))}"


def _short_line(change: Change) -> str:
    if change.severity != "patch":
        return line_of(change)
    return one_line(f"{change.direction:8} {change.rule} {change.pointer or '/'}")


def line_of(change: Change) -> str:
    """Format a change in one line: direction, rule, message, location and operations."""
    location = change.pointer or "/"
    return one_line(f"{change.direction:8} {change.rule}: {change.message} {location}{_operations(change)}")


def _operations(change: Change) -> str:
    if not change.operations:
        return ""
    shown = change.operations[:_MAX_OPERATIONS]
    more = len(change.operations) - len(shown)
    return f" ({', '.join(shown)}{f' and {more} more' if more else ''})"
