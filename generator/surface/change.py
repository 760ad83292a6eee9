"""The changes between two surfaces."""

from __future__ import annotations

from dataclasses import dataclass

from generator.versions import SEVERITIES, Severity


@dataclass(frozen=True, slots=True)
class SurfaceChange:
    """One difference between two surfaces.

    ``names`` are the affected public names, sorted, for example those of the sync and the async client. ``message`` is what
    changed, and ``rule`` the rule that found it.
    """

    rule: str
    severity: Severity
    message: str
    names: tuple[str, ...]

    @property
    def breaking(self) -> bool:
        """Whether code that uses the old surface can fail with the new one, at runtime or in a type checker."""
        return self.severity == "major"

    @property
    def order(self) -> tuple[int, str, tuple[str, ...], str]:
        """The sort key of reports: most severe first."""
        return (SEVERITIES.index(self.severity), self.rule, self.names, self.message)


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference of one name that a rule found."""

    severity: Severity
    message: str
