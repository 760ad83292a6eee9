"""Semantic versions (semver.org), and which one a set of changes asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from generator.diff.change import SEVERITIES, Severity

_FORM = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


class Version(NamedTuple):
    """Three numbers; they compare as versions do."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        """As in ``2.0.0``."""
        return f"{self.major}.{self.minor}.{self.patch}"


class Weighed(Protocol):
    """A change of the document or of the SDK."""

    @property
    def severity(self) -> Severity:
        """The part of the version that it moves."""


def read_version(text: object) -> Version | None:
    """Read a version of three numbers, or give None for anything else."""
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    return Version(*map(int, found.groups())) if found else None


def heaviest(changes: Iterable[Weighed]) -> Severity | None:
    """Return the part of the version that these changes move, or None if there are none."""
    found = {change.severity for change in changes}
    return next((severity for severity in SEVERITIES if severity in found), None)


def counted(changes: Iterable[Weighed]) -> str:
    """Return how many changes of each weight there are, as in ``1 major, 2 minor, 0 patch``."""
    found = [change.severity for change in changes]
    return ", ".join(f"{found.count(severity)} {severity}" for severity in SEVERITIES)


def next_version(old: Version, changes: Iterable[Weighed]) -> Version:
    """Return the lowest version that may follow ``old`` with these changes: the same if there are none.

    Before 1.0.0 what breaks moves the second number, as is the custom (semver.org, 4, leaves it open).
    """
    severity = heaviest(changes)
    if severity is None:
        return old
    if severity == "major" and old.major > 0:
        return Version(old.major + 1, 0, 0)
    if severity != "patch":
        return Version(old.major, old.minor + 1, 0)
    return Version(old.major, old.minor, old.patch + 1)
