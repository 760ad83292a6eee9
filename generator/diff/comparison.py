"""Two documents compared, as the reports show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from generator.diff.change import Change
from generator.diff.compare import diff
from generator.diff.version import Version, counted, next_version, read_version


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes from one document to another, and the ``info.version`` of each (as text, whatever it is)."""

    old: str
    new: str
    changes: tuple[Change, ...]

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
        """The lowest version that may follow the old one; None if that is no semantic version."""
        version = read_version(self.old)
        return None if version is None else next_version(version, self.changes)

    @property
    def counted(self) -> str:
        """How many changes of each weight there are, as in ``1 major, 2 minor, 0 patch``."""
        return counted(self.changes)


def compare(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """Compare two bundled documents."""
    return Comparison(_version(old), _version(new), tuple(diff(old, new)))


def _version(content: dict[str, Any]) -> str:
    info = content.get("info")
    return str(info.get("version", "")) if isinstance(info, dict) else ""
