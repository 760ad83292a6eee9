"""What the comparison of two surfaces gives."""

from __future__ import annotations

from dataclasses import dataclass

from generator.diff.change import SEVERITIES, Severity


@dataclass(frozen=True, slots=True)
class SurfaceChange:
    """One difference between two surfaces.

    ``names`` are the public names that it is found at, sorted: the blocking client, the asynchronous one, and the like.
    ``message`` says what changed about them, ``rule`` which rule found it.
    """

    rule: str
    severity: Severity
    message: str
    names: tuple[str, ...]

    @property
    def breaking(self) -> bool:
        """Whether code that was right by the old surface can fail by the new one, as it runs or in a type checker."""
        return self.severity == "major"

    @property
    def order(self) -> tuple[int, str, tuple[str, ...], str]:
        """What reports sort by: the heaviest first."""
        return (SEVERITIES.index(self.severity), self.rule, self.names, self.message)


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference of one name as a rule sees it."""

    severity: Severity
    message: str
