"""Semantic versions (semver.org), and the version that a set of changes requires."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, Protocol

Severity = Literal["major", "minor", "patch"]

SEVERITIES: tuple[Severity, ...] = ("major", "minor", "patch")
"""The parts of a version (semver.org), most significant first."""

_NAMES: Mapping[Severity, str] = {"major": "breaking change", "minor": "addition", "patch": "fix"}
_PLURALS: Mapping[Severity, str] = {"major": "breaking changes", "minor": "additions", "patch": "fixes"}
_FORM = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


class Version(NamedTuple):
    """Three numbers, compared as versions."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        """Return the version as text, for example ``2.0.0``."""
        return f"{self.major}.{self.minor}.{self.patch}"


class HasSeverity(Protocol):
    """A change of the document or of the SDK."""

    @property
    def severity(self) -> Severity:
        """The part of the version that it raises."""


def read_version(text: object) -> Version | None:
    """Return a version of three numbers, or None for any other value."""
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    return Version(*map(int, found.groups())) if found else None


def compatible_range(version: Version) -> str:
    """Return the versions with everything of ``version`` and without breaking changes, as a specifier (PEP 440): ``>=2.1,<3``."""
    below = version.major + 1 if version.major else f"0.{version.minor + 1}"
    return f">={version.major}.{version.minor},<{below}"


def highest_severity(changes: Iterable[HasSeverity]) -> Severity | None:
    """Return the highest severity of these changes, or None if there are none."""
    found = {change.severity for change in changes}
    return next((severity for severity in SEVERITIES if severity in found), None)


def summarize(changes: Iterable[HasSeverity]) -> str:
    """Return the number of changes by severity, for example ``1 breaking change, 2 additions``."""
    found = [change.severity for change in changes]
    counts = {severity: found.count(severity) for severity in SEVERITIES}
    parts = [f"{count} {(_NAMES if count == 1 else _PLURALS)[one]}" for one, count in counts.items() if count]
    return ", ".join(parts) or "no changes"


def next_version(old: Version, changes: Iterable[HasSeverity]) -> Version:
    """Return the lowest valid version after ``old`` with these changes, or ``old`` if there are none.

    Before 1.0.0 a breaking change raises the second number, as is common (semver.org, 4, leaves it open).
    """
    severity = highest_severity(changes)
    if severity is None:
        return old
    if severity == "major" and old.major > 0:
        return Version(old.major + 1, 0, 0)
    if severity != "patch":
        return Version(old.major, old.minor + 1, 0)
    return Version(old.major, old.minor, old.patch + 1)
