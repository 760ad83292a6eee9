"""The coverage report: classes of values, and what a run never covered."""

from __future__ import annotations

from typing import Any

import pytest

from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.outcome.coverage import OperationCoverage, count_inputs, coverage
from apivideo_admin_contract.values.classes import class_of, class_of_text, classes_of
from contract_tests.tests.support.subject import DOCUMENT

_PAGE = {"type": "integer", "minimum": 1, "maximum": 100}
_ORDER = {"type": "string", "enum": ["asc", "desc"]}


@pytest.mark.parametrize(
    ("schema", "text", "expected"),
    [
        (_PAGE, "0", "below"),
        (_PAGE, "1", "minimum"),
        (_PAGE, "7", "inside"),
        (_PAGE, "100", "maximum"),
        (_PAGE, "101", "above"),
        (_PAGE, "one", "another type"),
        (_ORDER, "asc", "asc"),
        (_ORDER, "up", "not in the enum"),
        ({"type": "string"}, "", "empty"),
        ({"type": "string"}, "plain text", "ASCII"),
        ({"type": "string"}, "a&b%", "special"),
        ({"type": "string"}, "é", "unicode"),
        ({"type": "string"}, "a" * 300, "long"),
        ({"type": "boolean"}, "true", "true"),
        ({"type": "boolean"}, "yes", "another type"),
    ],
)
def test_a_value_in_a_query_has_a_class(schema: dict[str, Any], text: str, expected: str) -> None:
    assert class_of_text(schema, text) == expected
    assert expected in classes_of(schema, "query")


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "string"}, "plain", "ASCII"),
        ({"type": "string"}, 7, "another type"),
        ({"type": ["string", "null"]}, None, "null"),
        ({"type": "array", "items": {"type": "string"}}, [], "empty"),
        ({"type": "array", "items": {"type": "string"}}, ["a", "b"], "several"),
        ({"type": "boolean"}, True, "true"),
        ({"type": "integer"}, True, "another type"),
        ({"const": "next"}, "next", "next"),
    ],
)
def test_a_value_in_a_payload_has_a_class(schema: dict[str, Any], value: object, expected: str) -> None:
    assert class_of(schema, value) == expected
    assert expected in classes_of(schema, "payload")


def _coverage(target: str, status: int) -> OperationCoverage:
    """Return the coverage of the first list after one request."""
    operation = next(one for one in DOCUMENT.operations if one.action == "list" and not one.path_parameters)
    exchange = Exchange(
        account="first",
        method="GET",
        target=operation.path + target,
        authorization="Basic a2V5Og==",
        headers={},
        content=None,
        operation=operation,
        status=status,
        response_headers={},
        body=b"",
    )
    return next(one for one in coverage(DOCUMENT, count_inputs([exchange])) if one.operation is operation)


def test_a_documented_status_without_a_response_is_reported() -> None:
    assert 200 not in _coverage("", 200).never
    assert 400 in _coverage("", 200).never
    assert 500 not in _coverage("", 200).never


@pytest.mark.parametrize(
    ("target", "name", "expected"),
    [
        ("", "page", "absent"),
        ("?page=1", "page", "minimum"),
        ("?page=1&page=2", "page", "repeated"),
        ("?currentPage=1", "(unknown name)", "sent"),
    ],
)
def test_a_parameter_is_counted_with_its_status(target: str, name: str, expected: str) -> None:
    (row,) = [row for row in _coverage(target, 200).rows if row.name == name]

    assert [(cell.name, cell.statuses) for cell in row.cells if cell.count] == [(expected, (200,))]
    assert len(row.cells) >= 1
