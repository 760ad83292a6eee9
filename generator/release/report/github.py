"""Format a comparison as annotations of GitHub Actions (workflow commands)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.release.report.entries import Entry, level, sections
from generator.release.report.text import limited
from generator.release.report.words import versions
from generator.release.status import Step
from generator.surface.report import line_of as line_of_surface

_COMMANDS = {"major": "error", "minor": "notice", "patch": "notice"}
_MAX_LOCATIONS = 4


def to_github(step: Step) -> str:
    """Format for a job of GitHub Actions: an error for each breaking change, a notice for each other one.

    A change that is accepted, a note and a change of texts only is a notice.
    """
    lines = [f"{step.summary}{versions(step)}"]
    lines += [_annotation(step, entry) for section in sections(step) for entry in section.entries]
    lines += [_sdk(step)] if step.sdk else []
    lines += [_command("notice", step.source, "Note", note) for note in step.notes]
    return "\n".join(lines) + "\n"


def _annotation(step: Step, entry: Entry) -> str:
    change = entry.first
    text = "\n".join([change.message, *_more(entry)])
    command = "notice" if entry.reason else _COMMANDS[change.severity]
    title = f"{level(change.severity).capitalize()}: {change.rule} ({change.direction})"
    file, line = step.places.get(change.new or "", (step.source, 0))
    return _command(command, file, title, text, line)


def _more(entry: Entry) -> Iterator[str]:
    if entry.reason:
        yield f"accepted: {entry.reason}"
    yield from limited(entry.pointers, _MAX_LOCATIONS, "locations")
    if entry.operations:
        yield ", ".join(entry.operations)


def _sdk(step: Step) -> str:
    breaking = any(change.breaking for change in step.sdk)
    text = "\n".join(line_of_surface(change) for change in step.sdk)
    return _command("error" if breaking else "notice", step.source, "SDK", text)


def _command(name: str, file: str, title: str, text: str, line: int = 0) -> str:
    """Return a workflow command with its data escaped as the toolkit of GitHub Actions does. Line 0 is not known."""
    place = f"file={_property(file)}," if file else ""
    place += f"line={line}," if line else ""
    return f"::{name} {place}title={_property(title)}::{_data(text)}"


def _data(text: str) -> str:
    lines = text.split("\n")
    clean = ("".join(one if one.isprintable() else " " for one in line).replace("%", "%25") for line in lines)
    return "%0A".join(clean)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
