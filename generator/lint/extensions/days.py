"""Rules for reports: the days that they cover (`x-days`), and what splits and selects their rows."""

from __future__ import annotations

import math
from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.filters import filter_of
from generator.document.operations import enum_of, operations, parameters, properties, query_parameters, required
from generator.document.reports import reports

_BY_DAY = ("equals", "gt", "gte", "lt", "lte")
#: The mock generates the rows of a day for each request.
_MAX_ROWS = 100


def reports_declare_x_days(document: Document) -> Iterator[Diagnostic]:
    """Require `x-days` on a query parameter, or on the operation. The mock returns rows for each of these days."""
    for operation in operations(document):
        if operation.action != "report":
            continue
        found = {
            name: item for name, item in query_parameters(document, operation).items() if "x-days" in item.node.value
        }
        always = operation.node.get("x-days")
        if len(found) + (always is not None) != 1:
            message = (
                f"a report must declare its days in one place, but this one has {len(found) + (always is not None)}."
            )
            fix = "Keep one: `x-days: 30` in the operation, or `x-days: {week: 7}` on a query parameter."
            yield document.diagnostic(operation.node.at("parameters"), message, fix)
        if always is not None and not isinstance(always.value, int):
            yield document.diagnostic(always, "`x-days` of an operation must be a number.", "Write the number of days.")
        for name, item in found.items():
            if not isinstance(item.node.value["x-days"], dict):
                fix = "Write a number of days for each value, as in `{week: 7}`."
                yield document.diagnostic(item.node.at("x-days"), f"`x-days` of `{name}` must be a mapping.", fix)
            if item.node.value.get("required") is not True:
                message = f"the query parameter `{name}` of a report must be required."
                yield document.diagnostic(item.node, message, "Add `required: true`.")


def parameters_of_reports_have_a_meaning(document: Document) -> Iterator[Diagnostic]:
    """Require `x-days`, `x-filter` or `x-effect` on the query parameters of reports: the mock must know what each one does."""
    for report in reports(document):
        for name, item in report.parameters.items():
            if not {"x-days", "x-filter", "x-effect"} & item.node.value.keys():
                message = f"the mock does not know what the query parameter `{name}` of a report does."
                fix = "Add `x-days: {week: 7}`, `x-filter: equals`, `x-effect: group`, or `x-effect: none`, see openapi/EXTENSIONS.md."
                yield document.diagnostic(item.node, message, fix)


def reports_filter_by_days_and_groups(document: Document) -> Iterator[Diagnostic]:
    """Require a day or a group for each filter of a report. Figures do not select rows."""
    for report in reports(document):
        days = report.named("day")
        for name, item in report.parameters.items():
            found = filter_of(item)
            if found is None:
                continue
            if found.path not in report.dimensions:
                known = ", ".join(report.dimensions) or "none"
                message = f"`{found.path}` does not split the rows of the report."
                yield document.diagnostic(item.used, message, f"Filter by a day or a group: {known}.")
            elif found.match not in (_BY_DAY if found.path in days else ("equals",)):
                message = f"the report cannot filter `{found.path}` by `{found.match}`: it has one value in a row."
                yield document.diagnostic(found.node, message, f"Write `{found.form}: equals`.")
            elif item.node.value.get("x-effect") is not None:
                message = f"`{name}` filters the report."
                yield document.diagnostic(item.node.at("x-effect"), message, "Remove `x-effect`.")


def groups_have_values(document: Document) -> Iterator[Diagnostic]:
    """Require an enum for each group. The report has a row for each value."""
    for report in reports(document):
        found = properties(document, report.schema)
        sizes = []
        for name in report.named("group"):
            schema = document.resolve(found[name])
            sizes.append(len(enum_of(schema)))
            if not sizes[-1] or schema.value.get("type") != "string":
                message = f"the group `{name}` has no values."
                yield document.diagnostic(found[name], message, "Write `type: string` and an `enum`.")
        if math.prod(sizes) > _MAX_ROWS:
            message = (
                f"the groups have {math.prod(sizes)} combinations a day, but the mock generates up to {_MAX_ROWS}."
            )
            yield document.diagnostic(report.schema, message, "Shorten an enum, or make two reports.")


def groupings_name_days_and_groups(document: Document) -> Iterator[Diagnostic]:
    """Require the names of optional days and groups as the values of `x-effect: group`. A row has those that are chosen."""
    for report in reports(document):
        grouping = report.grouping
        schema = document.find(grouping.node, "schema") if grouping else None
        if grouping is None or schema is None:
            continue
        values = schema if schema.value.get("type") != "array" else document.find(schema, "items") or schema
        known = ", ".join(report.dimensions) or "none"
        unknown = [one for one in enum_of(values) if one not in report.dimensions]
        if unknown or not enum_of(values):
            message = f"the values of `{grouping.name}` must be the days and groups of the rows, but it has {', '.join(unknown) or 'none'}."
            yield document.diagnostic(values.at("enum"), message, f"Use these: {known}.")
        for name in sorted(required(document, report.schema) & set(report.dimensions)):
            message = f"a row has `{name}` only if `{grouping.name}` names it."
            yield document.diagnostic(report.schema.at("required"), message, f"Remove `{name}` from `required`.")


def totals_have_days(document: Document) -> Iterator[Diagnostic]:
    """Require a row for each day for cumulative figures, which cannot be added up."""
    for report in reports(document):
        found = properties(document, report.schema)
        for name in report.named("cumulative") if report.grouping or not report.named("day") else ():
            message = f"`{name}` is cumulative, but the rows of the report are added up."
            yield document.diagnostic(found[name].at("x-generate"), message, "Use `kind: daily`.")


def only_reports_have_days(document: Document) -> Iterator[Diagnostic]:
    """Forbid `x-days` and `x-effect: group` outside of reports, where nothing uses them."""
    for operation in operations(document):
        if operation.action != "report" and (node := operation.node.get("x-days")):
            yield document.diagnostic(node, f"`{operation.id}` has `x-days` but is not a report.", "Remove `x-days`.")
        for item in parameters(document, operation):
            in_report = operation.action == "report" and item.location == "query"
            if "x-days" in item.node.value and not in_report:
                message = f"`{item.name}` has `x-days` but is not a query parameter of a report."
                yield document.diagnostic(item.used, message, "Remove `x-days`.")
            if item.node.value.get("x-effect") == "group" and not in_report:
                message = f"`{item.name}` has `x-effect: group` but is not a query parameter of a report."
                yield document.diagnostic(item.used, message, "Write `x-effect: none`, or remove it.")


def days_cover_the_values(document: Document) -> Iterator[Diagnostic]:
    """Require a number of days for each value of the enum, and no other."""
    for operation in operations(document):
        for item in parameters(document, operation):
            days = item.node.value.get("x-days")
            if not isinstance(days, dict):
                continue
            values = enum_of(document.find(item.node, "schema"))
            if set(days) != set(values):
                message = f"`x-days` has {sorted(days)}, but the enum has {sorted(values)}."
                yield document.diagnostic(item.node, message, "List a number of days for each value of the enum.")


RULES = (
    reports_declare_x_days,
    parameters_of_reports_have_a_meaning,
    reports_filter_by_days_and_groups,
    groups_have_values,
    groupings_name_days_and_groups,
    totals_have_days,
    only_reports_have_days,
    days_cover_the_values,
)
