"""The value makers: samples and boundary values are valid, invalid values are not, and unsupported keywords raise an error."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apivideo_admin_contract.document.filtered import present_values, query_of
from apivideo_admin_contract.document.parameter import Parameter, Schema
from apivideo_admin_contract.document.references import UnsupportedError
from apivideo_admin_contract.values.distinguishing import distinguishing_values, dividing_value
from apivideo_admin_contract.values.invalid import camel_case, invalid_query_texts, invalid_values
from apivideo_admin_contract.values.samples import boundary_values, sample
from apivideo_admin_contract.values.strategies import valid_values
from contract_tests.tests.support.subject import DOCUMENT, ROOT_COLLECTION

_SCHEMAS: list[Schema] = [
    {"type": "string"},
    {"type": "string", "enum": ["asc", "desc"]},
    {"type": "string", "minLength": 2, "maxLength": 3, "pattern": "^[a-z]+$", "examples": ["ab"]},
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
    {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    {"type": "number", "minimum": 0.25, "maximum": 4},
    {"type": "number", "maximum": -3},
    {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 3},
    {"type": "integer", "maximum": -3},
    {"type": "integer", "minimum": 1, "multipleOf": 5},
    {"type": "number", "multipleOf": 0.5},
    {"type": "string", "format": "uri", "maxLength": 20},
    {"type": "string", "format": "uri", "minLength": 60},
    {"type": "string", "format": "email", "minLength": 90},
    {"type": "string", "format": "email", "maxLength": 8},
    {"type": "string", "format": "hostname"},
    {"type": "string", "format": "ipv4"},
    {"type": "string", "format": "ipv6"},
    {"type": "string", "format": "time"},
    {"type": "string", "format": "duration"},
    {"type": "string", "format": "json-pointer"},
    {"type": "string", "format": "uri-template"},
    {"type": "string", "maxLength": 2},
    {"type": "string", "pattern": "^(?<year>[0-9]{4})$", "examples": ["2026"]},
    {"type": "string", "pattern": "^\\p{Lu}$", "examples": ["A", "\u00c9"]},
    {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
    {"oneOf": [{"type": "string", "maxLength": 3}, {"type": "integer", "minimum": 10}]},
    {"anyOf": [{"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"type": "null"}]},
    {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}, "minItems": 2, "uniqueItems": True},
    {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 2, "uniqueItems": True},
    {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2},
    {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}, "minProperties": 2},
    {"type": "object", "properties": {"a": {"type": "integer"}}, "dependentRequired": {"a": ["b"]}, "required": ["c"]}
    | {"examples": [{"c": 1}]},
    {"type": "string", "const": "only"},
    {"type": "string", "contentEncoding": "base64"},
    *(schema for operation in DOCUMENT.operations for schema in operation.properties.values()),
]


def _is_valid(schema: Schema, value: Any) -> bool:
    return jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True).is_valid(value)


@pytest.mark.parametrize("schema", _SCHEMAS, ids=str)
def test_a_validator_rejects_every_invalid_value(schema: Schema) -> None:
    invalid = invalid_values(schema)
    assert invalid
    assert [value for value in invalid if _is_valid(schema, value)] == []


@pytest.mark.parametrize("schema", _SCHEMAS, ids=str)
def test_a_validator_accepts_every_boundary_value(schema: Schema) -> None:
    assert [value for value in boundary_values(schema) if not _is_valid(schema, value)] == []


@pytest.mark.parametrize("schema", _SCHEMAS, ids=str)
def test_a_validator_accepts_samples_and_distinguishing_values(schema: Schema) -> None:
    values = [*(sample(schema, number) for number in range(12)), *distinguishing_values(schema)]
    assert [value for value in values if not _is_valid(schema, value)] == []


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer", "minimum": 0, "maximum": 9}, [0, 9]),
        ({"type": "integer", "minimum": 1}, [1]),
        ({"type": "number"}, [0]),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 9}, [9, 1]),
        ({"type": "integer", "minimum": 1, "multipleOf": 5}, []),
        ({"type": "boolean"}, [False, True]),
        ({"type": ["string", "null"], "minLength": 1, "maxLength": 3}, [None, "a", "aaa"]),
        ({"type": "array", "items": {"type": "string"}}, [[]]),
        ({"type": "object", "properties": {"a": {"type": "boolean"}}}, [{"a": False}, {"a": True}]),
    ],
)
def test_boundary_values_are_the_bounds_and_the_falsy_values(schema: Any, expected: list[Any]) -> None:
    assert boundary_values(schema) == expected


def test_an_invalid_object_lacks_a_required_property_or_has_an_unknown_one() -> None:
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
def test_invalid_query_texts_are_near_to_valid_ones(schema: Any, expected: list[str]) -> None:
    assert invalid_query_texts(Parameter("one", schema, required=False, match=None, days={})) == expected


def test_camel_case_joins_the_words_of_a_name() -> None:
    assert camel_case("page_size") == "pageSize"


@pytest.mark.parametrize("bounds", [{}, {"minLength": 1, "maxLength": 20}, {"maxLength": 3}])
def test_distinguishing_texts_of_any_length_differ_in_case(bounds: dict[str, int]) -> None:
    texts = distinguishing_values({"type": ["string", "null"], **bounds})
    assert {"ab", "Ab", "aB"} <= set(texts)
    assert all(bounds.get("minLength", 0) <= len(text) <= bounds.get("maxLength", 1000) for text in texts)


def test_distinguishing_numbers_include_the_minimum() -> None:
    schema: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 500}
    assert 0 in distinguishing_values(schema)


@pytest.mark.parametrize("schema", _SCHEMAS, ids=str)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_validator_accepts_the_values_of_a_strategy(schema: Schema, data: st.DataObject) -> None:
    assert _is_valid(schema, data.draw(valid_values(schema)))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^[a-z]{40}$"},
        {"type": "integer", "minimum": 3, "maximum": 2},
        {"type": "array", "items": {"type": "boolean"}, "minItems": 3, "uniqueItems": True},
        {"type": "object", "properties": {"a": {"type": "integer", "not": {}}}, "required": ["a"]},
    ],
    ids=str,
)
def test_a_schema_without_a_valid_sample_raises_an_error(schema: Schema) -> None:
    with pytest.raises(UnsupportedError, match="add `examples`"):
        sample(schema)


def test_a_sample_of_a_pattern_without_examples_raises_an_error() -> None:
    with pytest.raises(UnsupportedError, match="add `examples`"):
        sample({"type": "string", "pattern": "^x+$"})


def test_a_query_leaves_out_values_that_utf_8_cannot_encode() -> None:
    filters = ROOT_COLLECTION.operations["list"].filters
    name = filters[0].filters_by
    assert query_of(filters, {name: "caf\u00e9"}) == {filters[0].name: "caf\u00e9"}
    assert query_of(filters, {name: "\ud800"}) == {}


def test_no_query_contains_half_of_a_surrogate_pair_that_an_item_has() -> None:
    found = [one for collection in DOCUMENT.collections for one in collection.operations["list"].filters]
    parameter = next(one for one in found if one.match == "contains")
    rows = [{parameter.filters_by: text} for text in ("\ud800", "a\udfff", "ab")]
    assert present_values(parameter, rows) == ["ab"]
    assert dividing_value(parameter, rows) in "ab"
