"""The release status of the API: changes since the last snapshot and release, and the lowest valid version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.diff.change import Change
from generator.diff.comparison import Comparison, compare
from generator.surface.change import SurfaceChange
from generator.surface.declaration import Surface
from generator.versions import Version, next_version, read_version, summarize


@dataclass(frozen=True, slots=True)
class History:
    """The snapshots of the document, and the surfaces of the SDKs that were generated from them, by version.

    Versions in ``released`` are final; a later one can still change.
    """

    snapshots: Mapping[Version, dict[str, Any]]
    released: frozenset[Version] = frozenset()
    surfaces: Mapping[Version, Surface] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A change of the document that a report does not count as breaking, with the reason."""

    change: Change
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """The changes from one document to another, and with them those of an SDK that is generated from it, if it was compared.

    ``accepted`` are changes of the document that break clients with a reason. ``notes`` are what else a reader should know.
    ``source`` is the name of the new document, as given on the command line. ``places`` are the files and lines (from 1) of pointers
    into it, where they are known.
    """

    document: Comparison
    sdk: tuple[SurfaceChange, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        return not self.document.changes and not self.sdk

    @property
    def breaking(self) -> bool:
        """Whether a change that is not accepted breaks clients, or a change breaks code that calls the SDK."""
        return any(change.breaking for change in self.reported) or any(change.breaking for change in self.sdk)

    @property
    def reported(self) -> tuple[Change, ...]:
        """The changes of the document that are not accepted."""
        accepted = {one.change for one in self.accepted}
        return tuple(change for change in self.document.changes if change not in accepted)

    @property
    def summary(self) -> str:
        """The number of changes by severity, for example ``1 breaking change, 2 additions; SDK: 1 breaking change``."""
        return self.document.summary + (f"; SDK: {summarize(self.sdk)}" if self.sdk else "")

    @property
    def proposed(self) -> Version | None:
        """The lowest valid next version of the document, or None if the old one is not semantic. The SDK has a version of its own."""
        version = read_version(self.document.old)
        return None if version is None else next_version(version, self.document.changes)


@dataclass(frozen=True, slots=True)
class ReleaseStatus:
    """The changes since the last snapshot and since the last release. Both are the same object if the snapshot is released."""

    since_snapshot: Step | None = None
    since_release: Step | None = None


def release_status(history: History, content: dict[str, Any]) -> ReleaseStatus:
    """Compare a document with the newest snapshot and with the newest release, if they exist."""
    newest = max(history.snapshots, default=None)
    last = max(history.released, default=None)
    since_snapshot = None if newest is None else _step(history, newest, content)
    since_release = since_snapshot if last == newest else None if last is None else _step(history, last, content)
    return ReleaseStatus(since_snapshot, since_release)


def _step(history: History, version: Version, content: dict[str, Any]) -> Step:
    return Step(compare(history.snapshots[version], content))
