"""What the comparison of two documents gives: changes, each judged for a client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["request", "response", "both"]
Severity = Literal["major", "minor", "patch"]

SEVERITIES: tuple[Severity, ...] = ("major", "minor", "patch")
"""The parts of a version (semver.org), and what each asks for, the heaviest first."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two documents.

    ``rule`` names the rule that found it, ``direction`` what it touches: what a client sends, what it receives, or both.
    ``old`` and ``new`` are JSON pointers (RFC 6901) into the bundled documents, None where only the other one has it.
    ``operations`` are the operationIds that it touches; empty for what holds for the whole document.
    """

    rule: str
    severity: Severity
    direction: Direction
    message: str
    old: str | None
    new: str | None
    operations: tuple[str, ...] = ()

    @property
    def breaking(self) -> bool:
        """Whether a client that was right by the old document can fail by the new one. That is what a major version tells."""
        return self.severity == "major"

    @property
    def pointer(self) -> str:
        """The place to look at: in the new document, or in the old one if only that has it."""
        return self.new if self.new is not None else self.old or ""

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        """What reports sort by: the heaviest first, then by place."""
        return (SEVERITIES.index(self.severity), self.pointer, self.direction, self.rule, self.message)
