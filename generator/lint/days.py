"""`x-days`: how many days each value of a report's parameter means."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.document import Document
from generator.operations import enum_of, operations, parameters, query_parameters


def reports_declare_x_days(document: Document) -> Iterator[Diagnostic]:
    """Because the mock makes one item a day, and must know for how many."""
    for operation in operations(document):
        if operation.action != "report":
            continue
        found = query_parameters(document, operation)
        if len(found) != 1:
            message = f"a report takes one query parameter, and this one takes {len(found)}."
            yield document.diagnostic(
                operation.node.at("parameters"), message, "Let it take one, with `x-days` and `required: true`."
            )
        for name, item in found.items():
            if "x-days" not in item.node.value:
                message = f"the query parameter `{name}` of a report does not say how many days it means."
                yield document.diagnostic(item.node, message, "Add `x-days: {week: 7}`, with a number for each value.")
            if item.node.value.get("required") is not True:
                message = f"the query parameter `{name}` of a report must be required."
                yield document.diagnostic(item.node, message, "Add `required: true`.")


def only_reports_have_days(document: Document) -> Iterator[Diagnostic]:
    """Elsewhere nothing would act on it."""
    for operation in operations(document):
        for item in parameters(document, operation):
            if "x-days" in item.node.value and (operation.action != "report" or item.location != "query"):
                message = f"`{item.name}` has `x-days` and is not in the query of a report."
                yield document.diagnostic(item.used, message, "Remove `x-days`.")


def days_cover_the_values(document: Document) -> Iterator[Diagnostic]:
    """Each value that a client may send has its number of days, and no other."""
    for operation in operations(document):
        for item in parameters(document, operation):
            days = item.node.value.get("x-days")
            if not isinstance(days, dict):
                continue
            values = enum_of(document.find(item.node, "schema"))
            if set(days) != set(values):
                message = f"`x-days` names {sorted(days)} and the enum {sorted(values)}."
                yield document.diagnostic(item.node, message, "Give a number of days for each value of the enum.")


RULES = (reports_declare_x_days, only_reports_have_days, days_cover_the_values)
