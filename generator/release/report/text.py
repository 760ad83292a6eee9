"""Format a comparison for a terminal, in lines of at most 120 characters."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from generator.release.report.entries import Entry, sections, summary_of
from generator.release.report.words import one_line, versions
from generator.release.status import Step
from generator.surface.change import SurfaceChange
from generator.surface.report import line_of as line_of_surface

WIDTH = 120
_MAX_LOCATIONS = 4
_MAX_OPERATIONS = 6
_MAX_UNREPORTED = 10


def to_text(step: Step) -> str:
    """Format for a terminal: a summary, then the breaking changes, then the others."""
    lines = [*_head(step)]
    for section in sections(step):
        lines += ["", f"{section.title}:"]
        for entry in section.entries:
            lines += _entry(entry)
    for title, found in sdk_sections(step):
        lines += ["", f"SDK, {title.lower()}:"]
        for change in found:
            lines += _wrapped(one_line(line_of_surface(change)), "  ", "      ")
    lines += [*_tail(step)]
    return "\n".join(lines) + "\n"


def sdk_sections(step: Step) -> Iterator[tuple[str, list[SurfaceChange]]]:
    """Yield the changes of the SDK in parts with a title."""
    for title, breaking in (("Breaking", True), ("Not breaking", False)):
        if found := [change for change in step.sdk if change.breaking is breaking]:
            yield title, found


def limited(values: Sequence[str], most: int, what: str) -> list[str]:
    """Return the first values, and how many more there are."""
    more = len(values) - most
    return [*values[:most], f"and {more} more {what}"] if more > 0 else list(values)


def _head(step: Step) -> Iterator[str]:
    if step.empty:
        yield from _wrapped(f"No changes{versions(step)}", "", "  ")
        return
    yield from _wrapped(f"{step.summary}{versions(step)}", "", "  ")
    yield ""
    summary = summary_of(step)
    yield f"{'':10}{''.join(f'{name:>10}' for name in summary.columns)}"
    for title, counts in summary.rows:
        yield f"{title:10}{''.join(f'{count:>10}' for count in counts)}"


def _entry(entry: Entry) -> Iterator[str]:
    change = entry.first
    yield from _wrapped(one_line(f"{change.direction:8} {change.rule}: {change.message}"), "  ", "      ")
    if entry.reason:
        yield from _wrapped(one_line(f"accepted: {entry.reason}"), "      ", "        ")
    for pointer in limited(entry.pointers, _MAX_LOCATIONS, "locations"):
        yield from _pointer(pointer)
    if entry.operations:
        shown = ", ".join(limited(entry.operations, _MAX_OPERATIONS, "operations"))
        yield from _wrapped(one_line(f"({shown})"), "      ", "       ")


def _tail(step: Step) -> Iterator[str]:
    if step.document.unreported:
        yield ""
        yield "Differences without a change: of the same meaning, or not compared (such as components that no operation uses):"
        for pointer in limited(step.document.unreported, _MAX_UNREPORTED, "differences"):
            yield from _pointer(pointer)
    if step.notes:
        yield ""
        yield "Notes:"
        for note in step.notes:
            yield from _wrapped(one_line(note), "  ", "      ")


def _pointer(pointer: str) -> Iterator[str]:
    """Yield a pointer on a line of its own. One that is too long continues on the next line at a slash."""
    room = WIDTH - 6
    parts = re.findall(r"/?[^/]+|/", one_line(pointer)) or ["/"]
    line = ""
    for part in parts:
        if line and len(line) + len(part) > room:
            yield f"      {line}"
            line = ""
        line += part
        while len(line) > room:
            yield f"      {line[:room]}"
            line = line[room:]
    if line:
        yield f"      {line}"


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False) or [first]
