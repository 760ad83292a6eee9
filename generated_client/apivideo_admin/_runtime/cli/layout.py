"""Decide which columns of a table fit into a terminal, and how wide each one is. Widths are numbers of terminal cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

GAP = 2
"""The cells between two columns."""

_FOLDED = 16
"""A column with long texts is at least as wide as this."""

UNFOLDED = 36
"""A text without spaces up to this width, such as an id, stays on one line so that it can be copied."""


class Column(NamedTuple):
    """A column: its name, the widths of its cells, and whether one of them contains a space."""

    name: str
    header: int
    cells: Sequence[int]
    has_spaces: bool = False

    @property
    def natural(self) -> int:
        """The width at which nothing is folded."""
        return max([self.header, *self.cells])

    @property
    def least(self) -> int:
        """The width below which the column is not shown."""
        if self.natural <= UNFOLDED and not self.has_spaces:
            return self.natural
        return min(self.natural, max(self.header, _FOLDED))


def fit(columns: Sequence[Column], width: int, *, last: Sequence[str] = ()) -> dict[str, int] | None:
    """Return the columns that fit and their widths, in order, or None if fewer than half of them fit.

    The names in ``last`` are left out first, then the columns from the right. A narrow one stays if a wide one before it does not fit.
    """
    by_priority = sorted(columns, key=lambda column: column.name in last)
    chosen: list[Column] = []
    left = width + GAP
    for column in by_priority:
        if column.least + GAP <= left:
            chosen.append(column)
            left -= column.least + GAP
    if len(chosen) * 2 < len(columns) or by_priority[0] not in chosen:
        return None
    widths = {}
    for column in [one for one in columns if one in chosen]:
        more = min(left, column.natural - column.least)
        widths[column.name] = column.least + more
        left -= more
    return widths
