"""Wrong values are wrong: a validator refuses every one of them."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from apivideo_admin_contract.document.document import Parameter, Schema
from apivideo_admin_contract.values.invalid import camel_case, invalid_query_texts, invalid_values
from apivideo_admin_contract.values.samples import boundary_values
from contract_tests.tests.support.subject import DOCUMENT

_SCHEMAS: list[Schema] = [
    {"type": "string"},
    {"type": "string", "enum": ["asc", "desc"]},
    {"type": "string", "minLength": 2, "maxLength": 3, "pattern": "^[a-z]+$"},
    {"type": "string", "format": "uri"},
    {"type": "string", "format": "date"},
    {"type": ["string", "null"], "format": "date-time"},
    {"type": "integer", "minimum": 1, "maximum": 9},
    {"type": "number", "minimum": 0.5},
    {"type": "boolean"},
    {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}, "minItems": 1, "maxItems": 2},
    {"type": "array", "items": {"type": "integer"}, "uniqueItems": True},
    {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
    {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": False},
    {"type": ["string", "null"], "minLength": 1, "maxLength": 20},
    {"type": "array", "items": {"type": "number", "minimum": 0.5, "maximum": 2}, "maxItems": 2},
    *(schema for operation in DOCUMENT.operations for schema in operation.properties.values()),
]


@pytest.mark.parametrize("schema", _SCHEMAS, ids=str)
def test_a_validator_refuses_each_wrong_value(schema: Schema) -> None:
    validator = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)
    wrong = invalid_values(schema)
    assert wrong
    assert [value for value in wrong if validator.is_valid(value)] == []


@pytest.mark.parametrize("schema", _SCHEMAS, ids=str)
def test_a_validator_takes_each_value_at_a_bound(schema: Schema) -> None:
    validator = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)
    assert [value for value in boundary_values(schema) if not validator.is_valid(value)] == []


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer", "minimum": 0, "maximum": 9}, [0, 9]),
        ({"type": "integer", "minimum": 1}, [1]),
        ({"type": "number"}, [0]),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 9}, []),
        ({"type": "integer", "minimum": 1, "multipleOf": 5}, []),
        ({"type": "boolean"}, [False, True]),
        ({"type": ["string", "null"], "minLength": 1, "maxLength": 3}, [None, "a", "aaa"]),
        ({"type": "array", "items": {"type": "string"}}, [[]]),
        ({"type": "object", "properties": {"a": {"type": "boolean"}}}, [{"a": False}, {"a": True}]),
    ],
)
def test_the_values_at_the_bounds_are_those_that_a_server_may_take_for_none(schema: Any, expected: list[Any]) -> None:
    assert boundary_values(schema) == expected


def test_an_object_lacks_what_it_requires_or_has_more_than_it_may() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": ["a"],
        "additionalProperties": False,
    }
    assert invalid_values(schema)[-2:] == [{}, {"a": "item 0000", "colour": "red"}]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, []),
        ({"type": "string", "enum": ["asc"]}, ["no such value", "ASC", "as", "asc ", ""]),
        ({"type": "integer", "minimum": 1, "maximum": 100}, ["x", "", "0x1", "1 ", "1.5", "0", "101"]),
        ({"type": "boolean"}, ["yes", "2", ""]),
    ],
)
def test_wrong_texts_are_near_to_right_ones(schema: Any, expected: list[str]) -> None:
    assert invalid_query_texts(Parameter("one", schema, required=False, match=None, days={})) == expected


def test_camel_case_is_what_the_other_api_has() -> None:
    assert camel_case("page_size") == "pageSize"
