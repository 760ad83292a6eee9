"""Draw tables, records and charts in a terminal, with rich."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Literal, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from . import chart
from .layout import GAP, UNFOLDED, Column, fit
from .output import Row, Writer, cell

_COLORS = ("cyan", "green", "yellow", "magenta", "blue", "red")


class TerminalWriter(Writer):
    """Writes tables that fit into the width of a terminal. Other formats are written as everywhere else.

    ``note`` prints a line beside the output. The columns in ``last`` are the first to be left out, because the user typed their values.
    """

    def __init__(
        self,
        out: TextIO,
        columns: Sequence[str],
        *,
        note: Callable[[str], None],
        last: Sequence[str] = (),
        with_chart: bool = False,
    ) -> None:
        super().__init__(out, "table", columns)
        # Without styles at all where colors are not wanted (https://no-color.org).
        system: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
        self._console = Console(file=out, highlight=False, markup=False, emoji=False, color_system=system)
        self._note = note
        self._last = last
        self._with_chart = with_chart

    def table(self, rows: list[Row]) -> None:
        """Draw the rows as a table, as a chart, or as records where few columns fit."""
        series = chart.series_of(rows, self.columns) if self._with_chart else []
        labels = [name for name in self.columns if name not in {one.name for one in series}]
        if series and labels:
            self._chart(series, labels[0], [cell(row.get(labels[0])) for row in rows])
            return
        texts = {name: [cell(row.get(name)) for row in rows] for name in self.columns}
        columns = [
            Column(name, cell_len(name), [*map(cell_len, found)], has_spaces=any(" " in one for one in found))
            for name, found in texts.items()
        ]
        widths = fit(columns, self._console.width, last=self._last)
        if widths is None:
            for number, row in enumerate(rows):
                if number:
                    self._console.print()
                self.record(row)
            return
        table = _table()
        for name, width in widths.items():
            table.add_column(Text(name, no_wrap=True), width=width, overflow="fold", header_style="bold")
        for number in range(len(rows)):
            table.add_row(*(Text(texts[name][number], overflow="fold") for name in widths))
        self._console.print(table)
        hidden = [name for name in self.columns if name not in widths and name not in self._last]
        if hidden:
            self._note(f"Not shown: {', '.join(hidden)}. hint: use a wider terminal, --columns or --format json")

    def record(self, row: Row) -> None:
        """Draw an object with a line for each field, or with its names above its values where that keeps ids on one line."""
        texts = {name: cell(row.get(name)) for name in self.columns}
        names = max(map(cell_len, texts))
        if any(
            self._console.width - names - GAP < cell_len(one) <= UNFOLDED and " " not in one for one in texts.values()
        ):
            for name, text in texts.items():
                self._console.print(Text(name, style="bold", overflow="fold"))
                self._console.print(Padding(Text(text, overflow="fold"), (0, 0, 0, GAP)))
            return
        table = _table(header=False)
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for name, text in texts.items():
            table.add_row(Text(name), Text(text, overflow="fold"))
        self._console.print(table)

    def _chart(self, series: list[chart.Series], label: str, labels: list[str]) -> None:
        names, unit = chart.short_names([one.name for one in series])
        width = max(map(cell_len, [label, *labels]))
        bar = chart.bar_width(series, width, self._console.width)
        if bar is not None:
            if unit:
                self._console.print(Text(unit, style="bold"))
            self._bars(series, names, label, labels, bar)
            return
        for number, one in enumerate(series):
            if number:
                self._console.print()
            alone = chart.bar_width([one], width, self._console.width)
            self._console.print(Text(one.name, style="bold", overflow="fold"))
            self._bars([one], [""], "", labels, alone or 1, first=number)

    def _bars(
        self,
        series: Sequence[chart.Series],
        names: Sequence[str],
        label: str,
        labels: Sequence[str],
        width: int,
        *,
        first: int = 0,
    ) -> None:
        table = _table(header=bool(label))
        table.add_column(Text(label), no_wrap=True, header_style="bold")
        for name, one in zip(names, series, strict=True):
            table.add_column(
                Text(name, no_wrap=False), width=one.number_width + 1 + width, overflow="fold", header_style="bold"
            )
        drawn = [chart.bars(one, width, ascii_only=self._console.options.ascii_only) for one in series]
        for number, text in enumerate(labels):
            cells = []
            for index, one in enumerate(series):
                found = Text(one.texts[number].rjust(one.number_width) + " ")
                found.append(drawn[index][number], style=_COLORS[(first + index) % len(_COLORS)])
                cells.append(found)
            table.add_row(Text(text), *cells)
        self._console.print(table)


def _table(*, header: bool = True) -> Table:
    return Table(box=None, show_header=header, pad_edge=False, padding=(0, GAP, 0, 0))
