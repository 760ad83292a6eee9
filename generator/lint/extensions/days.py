"""Rules for `x-days`: the number of days of each value of a report's parameter."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.document.operations import enum_of, operations, parameters, query_parameters


def reports_declare_x_days(document: Document) -> Iterator[Diagnostic]:
    """Require one query parameter with `x-days`. The mock returns one item for each of these days."""
    for operation in operations(document):
        if operation.action != "report":
            continue
        found = {
            name: item
            for name, item in query_parameters(document, operation).items()
            if "x-effect" not in item.node.value
        }
        if len(found) != 1:
            message = f"a report must have one query parameter that selects days, but this one has {len(found)}."
            yield document.diagnostic(
                operation.node.at("parameters"), message, "Keep one, with `x-days` and `required: true`."
            )
        for name, item in found.items():
            if "x-days" not in item.node.value:
                message = f"the query parameter `{name}` of a report has no `x-days`."
                yield document.diagnostic(item.node, message, "Add `x-days: {week: 7}`, with a number for each value.")
            if item.node.value.get("required") is not True:
                message = f"the query parameter `{name}` of a report must be required."
                yield document.diagnostic(item.node, message, "Add `required: true`.")


def only_reports_have_days(document: Document) -> Iterator[Diagnostic]:
    """Forbid `x-days` outside of reports, where nothing uses it."""
    for operation in operations(document):
        for item in parameters(document, operation):
            if "x-days" in item.node.value and (operation.action != "report" or item.location != "query"):
                message = f"`{item.name}` has `x-days` but is not a query parameter of a report."
                yield document.diagnostic(item.used, message, "Remove `x-days`.")


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


RULES = (reports_declare_x_days, only_reports_have_days, days_cover_the_values)
