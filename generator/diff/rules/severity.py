"""The severity of changes of allowed values, by direction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from generator.diff.change import Direction
from generator.diff.pair import Pair
from generator.versions import Severity

Shift = Literal["narrowed", "widened", "replaced"]
"""How a set of allowed values changed: values were removed, added, or both."""

# Clients send what the old document allows: narrowing rejects some of it. Clients read what the old document defines:
# widening adds to it.
_BREAKS: Mapping[Shift, frozenset[Direction]] = {
    "narrowed": frozenset({"request"}),
    "widened": frozenset({"response"}),
    "replaced": frozenset({"request", "response"}),
}


def severity_of(shift: Shift, direction: Direction) -> Severity:
    """Return the severity of a shift of the allowed values in a direction."""
    return "major" if direction in _BREAKS[shift] else "minor"


def major_if(breaks: bool) -> Severity:  # noqa: FBT001 - the only argument
    """Return ``major`` if the change breaks clients, else ``minor``."""
    return "major" if breaks else "minor"


def shift_of_sets(old: frozenset[str], new: frozenset[str]) -> Shift | None:
    """Return how one set of allowed values changed to another, or None if they are equal."""
    if old == new:
        return None
    if new < old:
        return "narrowed"
    return "widened" if old < new else "replaced"


def deprecation_notice(pair: Pair) -> str:
    """Return whether the removed object was deprecated in an earlier version, in words."""
    deprecated, _ = pair.values("deprecated")
    return "it was deprecated before" if deprecated is True else "it was not deprecated before"
