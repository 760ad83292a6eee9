"""The comparison of two documents, as reports show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.diff.change import Change
from generator.diff.compare import diff
from generator.diff.unreported import unreported
from generator.versions import Version, next_version, read_version, summarize


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes from one document to another, and the ``info.version`` of each as text.

    ``unreported`` are the JSON pointers of what differs without a change: with the same meaning, or where nothing is compared.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    unreported: tuple[str, ...] = ()

    @property
    def breaking(self) -> tuple[Change, ...]:
        """The changes that break a client."""
        return tuple(change for change in self.changes if change.breaking)

    @property
    def others(self) -> tuple[Change, ...]:
        """The changes that break no client."""
        return tuple(change for change in self.changes if not change.breaking)

    @property
    def proposed(self) -> Version | None:
        """The lowest valid next version, or None if the old version is not semantic."""
        version = read_version(self.old)
        return None if version is None else next_version(version, self.changes)

    @property
    def summary(self) -> str:
        """The number of changes by severity, for example ``1 breaking change, 2 additions``."""
        return summarize(self.changes)


def compare(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """Compare two bundled documents."""
    changes = tuple(diff(old, new))
    return Comparison(_version(old), _version(new), changes, tuple(unreported(old, new, changes)))


def _version(content: dict[str, Any]) -> str:
    info = content.get("info")
    return str(info.get("version", "")) if isinstance(info, dict) else ""
