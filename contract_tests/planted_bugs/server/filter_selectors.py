"""Select the operations with filters of a kind: comparisons, lists, nested properties, filters and groups of reports."""

from __future__ import annotations

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.schemas import accepts_any_text
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import Selector


def compared(*matches: str, formats: tuple[str | None, ...] | None = None) -> Selector:
    """Select lists and counts with a filter that compares in one of these ways, of values with one of these formats."""

    def picks(operation: Operation, _document: Document) -> bool:
        return any(
            one.match in matches and (formats is None or one.value_schema.get("format") in formats)
            for one in selectors.item_filters(operation)
        )

    return picks


def has_of_any_text(operation: Operation, _document: Document) -> bool:
    """Select lists and counts with a `has` filter that accepts any text: a part of a value, or another case of its letters."""
    return any(one.match == "has" and accepts_any_text(one.value_schema) for one in selectors.item_filters(operation))


def listed(*, commas: bool | None = None) -> Selector:
    """Select lists and counts with a filter by a list of values, in one form or in any."""

    def picks(operation: Operation, _document: Document) -> bool:
        return any(one.is_list and commas in {None, one.commas} for one in selectors.item_filters(operation))

    return picks


def nested_filters(operation: Operation, _document: Document) -> bool:
    """Select lists and counts with a filter by a nested property."""
    return any(len(one.path) > 1 for one in selectors.item_filters(operation))


def grouped_reports(operation: Operation, document: Document) -> bool:
    """Select reports whose rows a parameter splits (``x-effect: group``)."""
    return selectors.all_reports(operation, document) and any(one.groups for one in operation.query)


def reports_with_filters(operation: Operation, document: Document) -> bool:
    """Select reports with more than one filter."""
    return filtered_reports(operation, document) and len(operation.filters) > 1


def filtered_reports(operation: Operation, document: Document) -> bool:
    """Select reports with filters."""
    return selectors.all_reports(operation, document) and bool(operation.filters)
