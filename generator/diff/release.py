"""How a document and its SDK stand to the releases: what is new since the last snapshot, and which version they must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.diff.comparison import Comparison, compare
from generator.diff.version import Version, counted, next_version, read_version
from generator.surface.change import SurfaceChange
from generator.surface.compare import compare_surfaces
from generator.surface.declaration import Surface


@dataclass(frozen=True, slots=True)
class History:
    """The snapshots by version, and the surfaces of their SDKs; those of ``released`` are final, a later one may still change."""

    snapshots: Mapping[Version, dict[str, Any]]
    released: frozenset[Version] = frozenset()
    surfaces: Mapping[Version, Surface] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What changed from one version to the document as it is, in the document and in the SDK."""

    document: Comparison
    sdk: tuple[SurfaceChange, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        return not self.document.changes and not self.sdk

    @property
    def breaking(self) -> bool:
        """Whether a client breaks, or code that calls the SDK."""
        return bool(self.document.breaking) or any(change.breaking for change in self.sdk)

    @property
    def counted(self) -> str:
        """How many changes of each weight there are, as in ``1 major, 2 minor, 0 patch; SDK: 1 major, 0 minor, 0 patch``."""
        return self.document.counted + (f"; SDK: {counted(self.sdk)}" if self.sdk else "")

    @property
    def proposed(self) -> Version | None:
        """The lowest version that may follow, for users of the document and of the SDK; None if the old one is not semantic."""
        version = read_version(self.document.old)
        return None if version is None else next_version(version, (*self.document.changes, *self.sdk))


@dataclass(frozen=True, slots=True)
class ReleaseStatus:
    """``news`` is since the last snapshot, ``owed`` since the last release; they are the same once that is released."""

    since_snapshot: Step | None = None
    since_release: Step | None = None


def release_status(history: History, content: dict[str, Any], surface: Surface | None = None) -> ReleaseStatus:
    """Compare a document with the newest snapshot and with the newest release, where there are such.

    ``surface`` is that of the SDK; without it the SDK is not compared.
    """
    newest = max(history.snapshots, default=None)
    last = max(history.released, default=None)
    since_snapshot = None if newest is None else _step(history, newest, content, surface)
    since_release = (
        since_snapshot if last == newest else None if last is None else _step(history, last, content, surface)
    )
    return ReleaseStatus(since_snapshot, since_release)


def _step(history: History, version: Version, content: dict[str, Any], surface: Surface | None) -> Step:
    before = history.surfaces.get(version)
    sdk = compare_surfaces(before, surface) if before is not None and surface is not None else ()
    return Step(compare(history.snapshots[version], content), sdk)
