"""Choose entries by what they catch and by the time that they take: a greedy set cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

#: The least seconds that count as the cost of an entry.
_LEAST: Final = 0.1


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of an entry: its seconds at the rate limit, and the names of the bugs that it catches."""

    seconds: float
    catches: frozenset[str]


def choose(entries: Mapping[str, Measured], budget: float) -> list[str]:
    """Return entries, each time the one that catches the most new bugs for its seconds, up to ``budget`` seconds in all.

    This order also has a short mean time until a bug is caught: at most four times the shortest possible (Feige, Lovász and Tetali,
    "Approximating min sum set cover", 2004).
    """
    chosen: list[str] = []
    caught: set[str] = set()
    left = budget
    while True:
        possible = [name for name, one in entries.items() if one.catches - caught and one.seconds <= left]
        if not possible:
            return chosen
        best = max(possible, key=lambda name: (_gain(entries[name], caught), -entries[name].seconds, name))
        chosen.append(best)
        caught |= entries[best].catches
        left -= entries[best].seconds


def rest(entries: Mapping[str, Measured], chosen: Sequence[str]) -> list[str]:
    """Return the other entries: first those that catch something new, then the cheapest first."""
    caught = frozenset[str]().union(*(entries[name].catches for name in chosen))
    others = {name: Measured(one.seconds, one.catches - caught) for name, one in entries.items() if name not in chosen}
    useful = choose(others, float("inf"))
    return [*useful, *sorted(others.keys() - set(useful), key=lambda name: (others[name].seconds, name))]


def _gain(entry: Measured, caught: set[str]) -> float:
    return len(entry.catches - caught) / max(entry.seconds, _LEAST)
