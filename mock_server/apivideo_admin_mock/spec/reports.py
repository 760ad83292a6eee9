"""Read the reports of a document: which days they cover, and what splits their rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec.collections import response_schema
from apivideo_admin_mock.spec.extensions import (
    Generate,
    GenerateDay,
    GenerateGroup,
    WindowForm,
    read,
)
from apivideo_admin_mock.spec.model import Parameter, Report
from apivideo_admin_mock.spec.refs import Refs

#: The rows of a day are generated for each request.
_MAX_ROWS: Final = 100
_BY_DAY: Final = frozenset({"equals", "gt", "gte", "lt", "lte"})


def row_schema(node: Mapping[str, Any], refs: Refs, pointer: str) -> tuple[Mapping[str, Any], str]:
    """Return the schema of a row of a report, and its pointer. Raises SpecError if there is none."""
    schema, location = response_schema(node, refs, pointer)
    items = schema.get("properties", {}).get("items", {}).get("items")
    return refs.locate(items, f"{location}/properties/items/items")


def read_report(
    node: Mapping[str, Any], path: str, parameters: tuple[Parameter, ...], refs: Refs, pointer: str
) -> Report:
    """Return the report of an operation. Raises SpecError if it cannot be served."""
    schema, location = row_schema(node, refs, pointer)
    fields: dict[str, Generate] = {}
    groups: dict[str, tuple[str, ...]] = {}
    for name, prop in schema.get("properties", {}).items():
        generate: Generate | None = read(prop, "x-generate", Generate, f"{location}/properties/{name}")
        if generate is None:
            kinds = "must have `x-generate` with kind day, group, daily or cumulative"
            raise SpecError(f"{location}/properties/{name}", kinds)
        fields[name] = generate
        if isinstance(generate, GenerateGroup):
            groups[name] = tuple(refs.resolve(prop, location).get("enum", ()))
    report = Report(
        name=path.rpartition("/")[2].replace("-", "_"),
        interval=next((one for one in parameters if one.days), None),
        window=read(node, "x-days", WindowForm, pointer),
        day=next((name for name, generate in fields.items() if isinstance(generate, GenerateDay)), None),
        groups=groups,
        group_by=next((one for one in parameters if one.groups), None),
        fields=fields,
        schema=schema,
    )
    for message in _errors(report, parameters):
        raise SpecError(pointer, message)
    return report


def _errors(report: Report, parameters: tuple[Parameter, ...]) -> Iterator[str]:
    interval = report.interval
    if (interval is None) == (report.window is None):
        yield "a report must have either a query parameter with `x-days`, or `x-days` with the number of its days"
    if interval and (not interval.required or set(interval.days or {}) != set(interval.schema.get("enum", ()))):
        yield f"`{interval.name}` must be required, and its `x-days` must have each value of its enum as a key"
    if sum(isinstance(generate, GenerateDay) for generate in report.fields.values()) > 1:
        yield "a row of a report can have one property with `x-generate: {kind: day}` only"
    if not report.dimensions:
        yield "a row of a report must have a property with `x-generate` of kind day or group"
    if any(not values for values in report.groups.values()):
        yield "a property with `x-generate: {kind: group}` must have an enum"
    if math.prod(map(len, report.groups.values())) > _MAX_ROWS:
        yield f"the groups of a report have more than {_MAX_ROWS} combinations a day"
    if (report.group_by is not None or report.day is None) and report.totals:
        yield "cumulative figures require a row for each day: they cannot be added up"
    yield from (message for parameter in parameters for message in _parameter_errors(report, parameter))


def _parameter_errors(report: Report, parameter: Parameter) -> Iterator[str]:
    if parameter.groups and not set(_values(parameter)) <= set(report.dimensions):
        yield f"the values of `{parameter.name}` must be the names of days or groups of the rows"
    if parameter.filter is not None:
        allowed = _BY_DAY if parameter.filter.property == report.day else {"equals"}
        if parameter.filter.property not in report.dimensions or parameter.filter.match not in allowed:
            yield f"`{parameter.name}` must compare with the day, or equal a group, of the rows"


def _values(parameter: Parameter) -> list[str]:
    return list((parameter.schema if parameter.items is None else parameter.items).get("enum", ["`enum`"]))
