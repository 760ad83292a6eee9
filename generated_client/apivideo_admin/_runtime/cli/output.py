"""Write results as JSON, JSON Lines, CSV or a plain table. ``terminal`` draws tables and charts for people."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

import msgspec

from ..model import REDACTED
from ..redact import printable

Row = dict[str, Any]


class Writer:
    """Writes one result in one format. Items of a list are written as they come, except those of a table."""

    def __init__(self, out: TextIO, format_: str, columns: Sequence[str]) -> None:
        self.out = out
        self.format = format_
        self.columns = tuple(columns)
        self._ascii = not (out.encoding or "utf-8").lower().startswith("utf")

    def rows(self, rows: Iterable[Row]) -> None:
        """Write the items of a list."""
        if self.format == "jsonl":
            for row in rows:
                self.out.write(self.json(row) + "\n")
        elif self.format == "json":
            self._array(rows)
        elif self.format == "csv":
            self._csv(rows)
        else:
            self.table(list(rows))

    def row(self, row: Row) -> None:
        """Write one object."""
        if self.format == "csv":
            self._csv([row])
        elif self.format == "table":
            self.record(row)
        else:
            self.value(row)

    def value(self, value: Any) -> None:
        """Write a value that is not an object, for example a number."""
        text = value if self.format in ("table", "csv") and isinstance(value, str) else None
        indent = None if self.format == "jsonl" else 2
        self.out.write((printable(text) if text is not None else self.json(value, indent=indent)) + "\n")

    def table(self, rows: list[Row]) -> None:
        """Write columns with spaces between them, without a limit on their width: for programs and files."""
        lines = [list(self.columns), *([cell(row.get(name)) for name in self.columns] for row in rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            self.out.write("  ".join(map(str.ljust, line, widths)).rstrip() + "\n")

    def record(self, row: Row) -> None:
        """Write an object with a line for each field."""
        width = max(map(len, self.columns), default=0)
        for name in self.columns:
            self.out.write(f"{name.ljust(width)}  {cell(row.get(name))}".rstrip() + "\n")

    def json(self, value: Any, *, indent: int | None = None) -> str:
        """Return JSON in which no character controls a terminal."""
        separators = None if indent else (",", ":")
        text = json.dumps(value, indent=indent, ensure_ascii=self._ascii, separators=separators)
        if text.isprintable():
            return text
        return "".join(one if one.isprintable() or one == "\n" else json.dumps(one)[1:-1] for one in text)

    def _array(self, rows: Iterable[Row]) -> None:
        before = "[\n"
        for row in rows:
            text = self.json(row, indent=2)
            self.out.write(before + "\n".join(f"  {line}" for line in text.split("\n")))
            before = ",\n"
        self.out.write("[]\n" if before == "[\n" else "\n]\n")

    def _csv(self, rows: Iterable[Row]) -> None:
        writer = csv.writer(self.out, lineterminator="\n")
        writer.writerow(self.columns)
        for row in rows:
            writer.writerow([text_of(row.get(name)) for name in self.columns])


def text_of(value: Any) -> str:
    """Return a value as the text of a cell: nothing for null, and JSON for arrays and objects."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def cell(value: Any) -> str:
    """Return a value as the text of a cell in which no character controls a terminal."""
    return printable(text_of(value))


def plain(value: Any, *, secrets: bool) -> Any:
    """Return a result of the client as JSON values. Secret fields are masked, unless ``secrets`` is true."""
    if hasattr(value, "to_dict"):
        return value.to_dict(secrets=secrets)
    if isinstance(value, list | tuple):
        return [plain(one, secrets=secrets) for one in value]
    if isinstance(value, dict):
        return {name: plain(one, secrets=secrets) for name, one in value.items()}
    return msgspec.to_builtins(value)


def is_masked(value: Any) -> bool:
    """Return whether a JSON value contains a masked secret."""
    if isinstance(value, dict):
        return any(map(is_masked, value.values()))
    return any(map(is_masked, value)) if isinstance(value, list) else value == REDACTED
