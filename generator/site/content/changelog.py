"""The releases of the document, each with its changes since the previous one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from generator.diff.comparison import Comparison, compare
from generator.release.report import to_html_body
from generator.release.status import History, Step
from generator.surface.change import SurfaceChange
from generator.surface.compare import compare_surfaces
from generator.versions import Version, read_version


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the document. ``changes`` is None for the first one. A version that is not final can still change.

    ``sdk`` are the changes of the public names of the SDK.
    """

    version: str
    final: bool
    changes: Comparison | None
    sdk: tuple[SurfaceChange, ...] = ()

    def report(self) -> str:
        """Return the changes as HTML, or an empty text for the first version."""
        return to_html_body(Step(self.changes, self.sdk)) if self.changes else ""


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
