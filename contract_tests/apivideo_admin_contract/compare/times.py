"""Compare times of two servers whose clocks differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

_DAY: Final = 86_400.0


@dataclass(slots=True)
class Times:
    """Times count as equal if they differ by at most ``tolerance`` seconds, after the difference ``ahead`` of the clocks.

    ``ahead`` is how many seconds the clock of the right server is ahead. ``known`` are pairs of times that the servers stored before: those
    compared while ``learns`` is set.
    """

    tolerance: float = 0.0
    ahead: float = 0.0
    known: set[tuple[str, str]] = field(default_factory=set)
    learns: bool = False

    def are_same(self, left: str, right: str) -> bool:
        """Return whether two texts are the same date or date-time (RFC 3339). A date may be the next one where the clocks differ."""
        if left == right or (left, right) in self.known:
            return True
        one, other = _seconds(left), _seconds(right)
        if one is None or other is None or len(left) != len(right):
            return False
        if self.learns:
            self.known.add((left, right))
            return True
        if not self.tolerance:
            return False
        allowed = _DAY if len(left) == len("2026-01-01") else self.tolerance
        # A scheduled time, such as the start of a month, does not depend on the clocks.
        return min(abs(other - one), abs(other - one - self.ahead)) <= allowed


def _seconds(text: str) -> float | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
