"""Draw figures as bars: pure text, with widths in terminal cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LEAST_BAR = 6
"""A bar that is narrower shows too little: the series are then drawn one below the other."""

GAP = 2


class Series(NamedTuple):
    """The figures of one field, as numbers and as they are shown."""

    name: str
    figures: Sequence[float]
    texts: Sequence[str]

    @property
    def number_width(self) -> int:
        """The width of the longest number."""
        return max(map(len, self.texts), default=0)


def series_of(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> list[Series]:
    """Return the fields with a number in every row, or null."""
    found = []
    for name in names:
        values = [row.get(name) for row in rows]
        if any(_is_number(value) for value in values) and all(value is None or _is_number(value) for value in values):
            texts = ["" if value is None else f"{value:,}" for value in values]
            found.append(Series(name, [max(0.0, float(value or 0)) for value in values], texts))
    return found


def bars(series: Series, width: int, *, ascii_only: bool) -> list[str]:
    """Return a bar for each figure. The highest one fills the width, and any figure above 0 is visible."""
    highest = max(series.figures, default=0)
    if highest <= 0:
        return [""] * len(series.figures)
    return [_bar(figure / highest * width, ascii_only=ascii_only) if figure else "" for figure in series.figures]


def bar_width(series: Sequence[Series], label: int, width: int) -> int | None:
    """Return the width of the bars with all series side by side, or None if they do not fit."""
    numbers = sum(one.number_width + 1 + GAP for one in series)
    each = (width - label - numbers) // max(1, len(series))
    return each if each >= _LEAST_BAR else None


def short_names(names: Sequence[str]) -> tuple[list[str], str]:
    """Return the names without the words that all of them end with, and these words.

    For example ``a_hls_minutes`` and ``b_minutes`` are shown as ``a_hls`` and ``b``, under the title ``minutes``.
    """
    words = [name.split("_") for name in names]
    shared = 0
    while len(names) > 1 and all(len(one) > shared + 1 and one[-1 - shared] == words[0][-1 - shared] for one in words):
        shared += 1
    return ["_".join(one[: len(one) - shared]) for one in words], " ".join(
        words[0][len(words[0]) - shared :]
    ) if words else ""


def _bar(length: float, *, ascii_only: bool) -> str:
    if ascii_only:
        return "#" * max(1, round(length))
    whole, part = divmod(max(1, round(length * 8)), 8)
    return "█" * whole + (_EIGHTHS[part] if part else "")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
