"""Bars for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

_BARS = "▁▂▃▄▅▆▇█"


def bars(values: Sequence[int]) -> str:
    """Return one bar for each value, scaled from the lowest to the highest."""
    low, high = min(values), max(values)
    span = max(1, high - low)
    return "".join(_BARS[(value - low) * (len(_BARS) - 1) // span] for value in values)
