"""What breaks a client, by direction: the one table that the rules for values share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from generator.diff.change import Direction, Severity
from generator.diff.pair import Pair

Shift = Literal["narrowed", "widened", "replaced"]
"""How a set of allowed values changed: some are gone, some are new, or both."""

# A client sends what the old document allowed: narrowing refuses some of it. It reads what the old document announced:
# widening sends it something else.
_BREAKS: Mapping[Shift, frozenset[Direction]] = {
    "narrowed": frozenset({"request"}),
    "widened": frozenset({"response"}),
    "replaced": frozenset({"request", "response"}),
}


def severity_of(shift: Shift, direction: Direction) -> Severity:
    """Return what a shift of the allowed values asks for in a direction."""
    return "major" if direction in _BREAKS[shift] else "minor"


def major_if(breaks: bool) -> Severity:  # noqa: FBT001 - it is the one thing asked
    """Return the severity of what breaks a client under a condition and is a feature otherwise."""
    return "major" if breaks else "minor"


def shift_of_sets(old: frozenset[str], new: frozenset[str]) -> Shift | None:
    """Return how one set of allowed values became another; None if they are the same."""
    if old == new:
        return None
    if new < old:
        return "narrowed"
    return "widened" if old < new else "replaced"


def deprecation_notice(pair: Pair) -> str:
    """Return whether what was removed had been announced: deprecated in an earlier version, so that clients could leave it."""
    deprecated, _ = pair.values("deprecated")
    return "it was deprecated first" if deprecated is True else "it was not deprecated first"
