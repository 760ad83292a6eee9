"""Format a comparison for a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from generator.release.report.entries import Entry, sections, summary_of
from generator.release.report.text import limited, sdk_sections
from generator.release.report.words import one_line, versions
from generator.release.status import Step
from generator.surface.change import SurfaceChange

_MAX_LOCATIONS = 4


def to_markdown(step: Step) -> str:
    """Format for a pull request: a summary, a table of the breaking changes, and one of the others."""
    lines = [f"## API changes: {step.summary}", "", f"Version{versions(step).removeprefix(';')}."]
    if not step.empty:
        summary = summary_of(step)
        lines += ["", _cells("", *summary.columns), f"|---{'|--:' * len(summary.columns)}|"]
        lines += [_cells(title, *map(str, counts)) for title, counts in summary.rows]
    for section in sections(step):
        lines += ["", f"### {section.title}", "", "| direction | rule | change | operations | where |"]
        lines += ["|---|---|---|---|---|", *map(_row, section.entries)]
    for title, found in sdk_sections(step):
        lines += [
            "",
            f"### SDK, {title.lower()}",
            "",
            "| rule | names | change |",
            "|---|---|---|",
            *map(_sdk_row, found),
        ]
    return "\n".join([*lines, *_tail(step)]) + "\n"


def _tail(step: Step) -> Iterator[str]:
    if step.document.unreported:
        yield ""
        yield "### Differences without a change"
        yield ""
        yield "They have the same meaning, or nothing is compared there, such as in components that no operation uses."
        yield ""
        yield from (f"- `{one_line(pointer)}`" for pointer in step.document.unreported)
    if step.notes:
        yield ""
        yield "### Notes"
        yield ""
        yield from (f"- {one_line(note)}" for note in step.notes)


def _row(entry: Entry) -> str:
    change = entry.first
    message = f"{change.message} Accepted: {entry.reason}." if entry.reason else change.message
    where = "<br>".join(
        f"`{one}`" if one[:1] == "/" else one for one in limited(entry.pointers, _MAX_LOCATIONS, "locations")
    )
    return _cells(change.direction, f"`{change.rule}`", message, ", ".join(entry.operations), where)


def _sdk_row(change: SurfaceChange) -> str:
    return _cells(f"`{change.rule}`", ", ".join(f"`{name}`" for name in change.names), change.message)


def _cells(*cells: str) -> str:
    return f"| {' | '.join(one_line(cell).replace('|', chr(92) + '|') for cell in cells)} |"
