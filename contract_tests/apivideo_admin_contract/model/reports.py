"""The rows of a report: how many it has, and what it returns of them for a query (openapi/EXTENSIONS.md)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from apivideo_admin_contract.document.document import Operation, Row
from apivideo_admin_contract.document.parameter import Parameter, Schema
from apivideo_admin_contract.document.schemas import generated_kind
from apivideo_admin_contract.model.filters import passes


@dataclass(frozen=True, slots=True)
class Period:
    """A number of days up to today, and the query that asks for them."""

    name: str
    query: Mapping[str, Any]
    days: int


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """A report operation. ``properties`` are the schemas of the properties of a row."""

    operation: Operation
    properties: Mapping[str, Schema]

    def named(self, *kinds: str) -> list[str]:
        """Return the names of the properties of these kinds (``x-generate``)."""
        return [name for name, one in self.properties.items() if generated_kind(one) in kinds]

    @property
    def day(self) -> str | None:
        """The property with the day."""
        return next(iter(self.named("day")), None)

    @property
    def figures(self) -> list[str]:
        """The names of the figures."""
        return self.named("daily", "cumulative")

    @property
    def grouping(self) -> Parameter | None:
        """The parameter that names the properties that split the rows."""
        return next((one for one in self.operation.query if one.groups), None)

    def periods(self) -> list[Period]:
        """Return the periods that a client can ask for, the shortest first."""
        found = [
            Period(word, {one.name: word}, days) for one in self.operation.query for word, days in one.days.items()
        ]
        if found:
            return sorted(found, key=lambda one: one.days)
        days: int = self.operation.node["x-days"]
        return [Period(f"{days} days", {}, days)]

    def splits(self) -> list[list[str]]:
        """Return the finest ways to split the rows: several only if a client can choose a single property."""
        dimensions = [one for one in (self.day, *self.named("group")) if one is not None]
        if self.grouping is None:
            return [dimensions]
        chosen = self.grouping.value_schema["enum"]
        if self.grouping.is_list:
            return [[one for one in dimensions if one in chosen]]
        return [[one] for one in dimensions if one in chosen]

    def split_query(self, names: Sequence[str]) -> dict[str, Any]:
        """Return the query that splits the rows by these properties."""
        if self.grouping is None or not names:
            return {}
        return {self.grouping.name: list(names) if self.grouping.is_list else names[0]}

    def places(self, names: Sequence[str], today: date, days: int) -> list[tuple[str, ...]]:
        """Return the days and groups of the rows that are split by these properties, in their order."""
        values = {name: list(self.properties[name]["enum"]) for name in self.named("group")}
        if self.day is not None:
            values[self.day] = [(today - timedelta(days=back)).isoformat() for back in range(days - 1, -1, -1)]
        return list(itertools.product(*(values[name] for name in names)))


def report_of(operation: Operation) -> Report:
    """Return the report of an operation."""
    properties: Mapping[str, Schema] = (operation.response or {})["properties"]["items"]["items"]["properties"]
    return Report(operation, properties)


def selected(report: Report, rows: Iterable[Row], query: Mapping[str, Any], names: Sequence[str]) -> list[Row]:
    """Return what a report returns for a query, if ``rows`` are all of its rows: those that match the filters, added up.

    ``names`` are the properties that split the result.
    """
    sums: dict[tuple[Any, ...], Row] = {}
    filters = [one for one in report.operation.filters if one.name in query]
    for row in rows:
        if all(passes(one, row, query[one.name]) for one in filters):
            place = tuple(row[name] for name in names)
            known = sums.setdefault(place, {name: row[name] for name in names} | dict.fromkeys(report.figures, 0))
            known |= {name: known[name] + row[name] for name in report.figures}
    return list(sums.values())
