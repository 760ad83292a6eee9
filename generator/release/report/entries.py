"""The lines of a report: changes with the same meaning are one entry, with all of their locations and operations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.diff.change import Change, Direction
from generator.release.status import Step
from generator.versions import SEVERITIES, Severity

TITLES = {"major": "breaking", "minor": "additions", "patch": "fixes"}
_COLUMNS = ("request", "response", "both", "SDK", "accepted")
_DIRECTIONS: tuple[Direction, ...] = ("request", "response", "both")


@dataclass(frozen=True, slots=True)
class Entry:
    """Changes with the same rule, message and direction, for example those of one filter of several operations.

    ``reason`` is why they are accepted; empty if they are not.
    """

    changes: tuple[Change, ...]
    reason: str = ""

    @property
    def first(self) -> Change:
        """The change that stands for all of them."""
        return self.changes[0]

    @property
    def pointers(self) -> list[str]:
        """The locations, each once."""
        return list(dict.fromkeys(change.pointer or "/" for change in self.changes))

    @property
    def operations(self) -> list[str]:
        """The affected operations, each once, in the order of the alphabet."""
        return sorted({name for change in self.changes for name in change.operations})


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report with its title."""

    title: str
    entries: list[Entry]


def sections(step: Step) -> list[Section]:
    """Return the changes of the document in the parts of a report: breaking, not breaking, and accepted. Empty parts are left out."""
    parts = (
        Section("Breaking", _grouped(change for change in step.reported if change.breaking)),
        Section("Not breaking", _grouped(change for change in step.reported if not change.breaking)),
        Section("Accepted", _accepted(step)),
    )
    return [part for part in parts if part.entries]


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of changes: a row for each severity, with its title. Columns without a number are left out."""

    columns: list[str]
    rows: list[tuple[str, list[int]]]


def summary_of(step: Step) -> Summary:
    """Return the numbers of changes by severity: in requests, in responses, in both, in the SDK, and how many of them are accepted."""
    rows = _rows(step)
    used = [index for index in range(len(_COLUMNS)) if any(counts[index] for _, counts in rows)]
    return Summary(
        [_COLUMNS[index] for index in used], [(title, [counts[index] for index in used]) for title, counts in rows]
    )


def _rows(step: Step) -> list[tuple[str, list[int]]]:
    accepted = {one.change for one in step.accepted}
    rows = []
    for severity in SEVERITIES:
        own = [change for change in step.document.changes if change.severity == severity]
        counts = [sum(change.direction == direction for change in own) for direction in _DIRECTIONS]
        sdk = sum(change.severity == severity for change in step.sdk)
        rows.append((TITLES[severity], [*counts, sdk, sum(change in accepted for change in own)]))
    return rows


def level(severity: Severity) -> str:
    """Return a severity in words, for example ``breaking``."""
    return {"major": "breaking", "minor": "addition", "patch": "fix"}[severity]


def _grouped(changes: Iterable[Change]) -> list[Entry]:
    return [Entry(tuple(found)) for found in _by_meaning(changes)]


def _by_meaning(changes: Iterable[Change]) -> Iterator[list[Change]]:
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.severity, change.rule, change.direction, change.message), []).append(change)
    yield from groups.values()


def _accepted(step: Step) -> list[Entry]:
    groups: dict[str, list[Change]] = {}
    for one in step.accepted:
        groups.setdefault(one.reason, []).append(one.change)
    return [Entry(tuple(found), reason) for reason, own in groups.items() for found in _by_meaning(own)]
