"""The changes between two documents, with their effect on clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.versions import SEVERITIES, Severity

Direction = Literal["request", "response", "both"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two documents.

    ``rule`` is the rule that found it. ``direction`` is whether it affects requests, responses or both. ``old`` and ``new``
    are JSON pointers (RFC 6901) into the bundled documents, or None if only the other document has the object.
    ``operations`` are the affected operationIds, empty for a change of the whole document. ``sunset`` is the date (ISO 8601) at which
    something deprecated can be removed: set for a new deprecation and for a removal after one, empty if none was announced.
    """

    rule: str
    severity: Severity
    direction: Direction
    message: str
    old: str | None
    new: str | None
    operations: tuple[str, ...] = ()
    sunset: str | None = None

    @property
    def breaking(self) -> bool:
        """Whether a client that follows the old document can fail with the new one."""
        return self.severity == "major"

    @property
    def pointer(self) -> str:
        """The location in the new document, or in the old one if it was removed."""
        return self.new if self.new is not None else self.old or ""

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        """The sort key of reports: most severe first, then by location."""
        return (SEVERITIES.index(self.severity), self.pointer, self.direction, self.rule, self.message)
