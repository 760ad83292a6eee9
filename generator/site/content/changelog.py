"""The releases of the document, each with its changes since the previous one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from generator.diff.change import Change
from generator.diff.comparison import Comparison, compare
from generator.release.status import History
from generator.surface.change import SurfaceChange
from generator.surface.compare import compare_surfaces
from generator.versions import Version, read_version

DIRECTIONS = {"request": "Requests", "response": "Responses", "both": "Requests and responses"}
"""What a change affects, in the order of a report."""


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the document. ``changes`` is None for the first one. A version that is not final can still change.

    ``sdk`` are the changes of the public names of the SDK.
    """

    version: str
    final: bool
    changes: Comparison | None
    sdk: tuple[SurfaceChange, ...] = ()

    @property
    def status(self) -> str:
        """Whether the version is released, and what changed, in words."""
        changes = "first version" if self.changes is None else self.changes.summary or "no changes"
        return f"{'' if self.final else 'not released, '}{changes}"

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """The numbers of breaking and other changes: in requests, in responses, in both, and in the SDK. Rows of zeros are left out."""
        changes = self.changes.changes if self.changes else ()
        found = {title: [one for one in changes if one.direction == way] for way, title in DIRECTIONS.items()}
        rows = [(title, *_numbers(some)) for title, some in found.items()]
        return [row for row in (*rows, ("SDK", *_numbers(self.sdk))) if any(row[1:])]


def releases(history: History, content: dict[str, Any]) -> list[Release]:
    """Return every version, the newest first.

    The current document is used for its version unless that version is released.
    """
    documents: dict[Version, dict[str, Any]] = dict(history.snapshots)
    present = read_version(content["info"]["version"])
    if present is not None and present not in history.released:
        documents[present] = content
    ordered = sorted(documents)
    found = [Release(str(version), version in history.released, None) for version in ordered[:1]]
    for old, new in pairwise(ordered):
        changes = compare(documents[old], documents[new])
        found.append(Release(str(new), new in history.released, changes, _sdk(history, old, new)))
    return found[::-1]


def _sdk(history: History, old: Version, new: Version) -> tuple[SurfaceChange, ...]:
    """Return the changes of the SDK, or none if a surface is not recorded."""
    before, after = history.surfaces.get(old), history.surfaces.get(new)
    return () if before is None or after is None else tuple(compare_surfaces(before, after))


def _numbers(changes: Sequence[Change | SurfaceChange]) -> tuple[int, int]:
    breaking = sum(change.breaking for change in changes)
    return breaking, len(changes) - breaking


def history_of(operation_id: str, found: list[Release]) -> list[Release]:
    """Return the releases that changed an operation, with only these changes."""
    touched = []
    for release in found:
        changes = release.changes.changes if release.changes else ()
        own = tuple(change for change in changes if operation_id in change.operations)
        if own and release.changes:
            touched.append(
                Release(release.version, release.final, Comparison(release.changes.old, release.version, own))
            )
    return touched
