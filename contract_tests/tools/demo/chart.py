"""Bars for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

_BARS = "▁▂▃▄▅▆▇█"


def bars(values: Sequence[int]) -> str:
    """Give one bar a value, from the lowest to the highest of them."""
    low, high = min(values), max(values)
    span = max(1, high - low)
    return "".join(_BARS[(value - low) * (len(_BARS) - 1) // span] for value in values)
