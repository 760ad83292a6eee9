"""Validation against a schema, and the messages of violations."""

from __future__ import annotations

from typing import Any

import pytest

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.http.problems import Violation
from apivideo_admin_mock.http.validation import Validator
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.spec.schemas import SchemaRegistry


def validator(properties: dict[str, Any], **more: Any) -> Validator:
    schema = {
        "type": "object",
        "properties": properties,
        "required": more.pop("required", []),
        **more.pop("schema", {}),
    }
    return Validator(schema, SchemaRegistry({}), kind=Kind.INVALID_ATTRIBUTE, noun="property", **more)


def described(violations: tuple[Violation, ...]) -> list[tuple[str, str, str]]:
    return [(one.name, one.detail, one.constraint) for one in violations]


@pytest.mark.parametrize(
    ("schema", "value", "requirement", "constraint"),
    [
        ({"type": "integer"}, "x", 'be of type integer, not "x"', "type: integer"),
        ({"type": ["string", "null"]}, 1, "be of type null or string, not 1", "type: null, string"),
        ({"minimum": 1}, 0, "be at least 1, not 0", "minimum: 1"),
        ({"maximum": 1}, 2, "be at most 1, not 2", "maximum: 1"),
        ({"exclusiveMinimum": 1}, 1, "be more than 1, not 1", "exclusiveMinimum: 1"),
        ({"exclusiveMaximum": 1}, 1, "be less than 1, not 1", "exclusiveMaximum: 1"),
        ({"multipleOf": 5}, 7, "be a multiple of 5, not 7", "multipleOf: 5"),
        ({"minLength": 2}, "a", 'have at least 2 characters, not "a"', "minLength: 2"),
        ({"maxLength": 1}, "ab", 'have at most 1 characters, not "ab"', "maxLength: 1"),
        ({"minItems": 1}, [], "have at least 1 items, not []", "minItems: 1"),
        ({"maxItems": 0}, [1], "have at most 0 items, not [1]", "maxItems: 0"),
        ({"uniqueItems": True}, [1, 1], "satisfy uniqueItems, not [1, 1]", "uniqueItems"),
        ({"pattern": "^a$"}, "b", 'match ^a$, not "b"', "pattern: ^a$"),
        ({"format": "date"}, "b", 'match the format date, not "b"', "format: date"),
        ({"enum": ["one", 2]}, 3, "be one of one, 2, not 3", "enum: one, 2"),
    ],
)
def test_each_rule_has_its_own_message(schema: dict[str, Any], value: Any, requirement: str, constraint: str) -> None:
    violations = validator({"a": schema}).violations({"a": value})
    assert described(violations) == [("a", f"The value of `a` must {requirement}.", constraint)]
    assert [one.kind for one in violations] == [Kind.INVALID_ATTRIBUTE]


def test_a_value_close_to_an_enum_value_gets_a_suggestion() -> None:
    (violation,) = validator({"a": {"enum": ["ascending"]}}).violations({"a": "ascendin"})
    assert violation.detail.endswith('not "ascendin". Did you mean `ascending`?')


def test_a_valid_value_has_no_violations() -> None:
    assert validator({"a": {"type": "integer"}}).violations({"a": 1}) == ()


def test_a_non_ascii_value_is_shown_unescaped() -> None:
    (violation,) = validator({"a": {"type": "integer"}}).violations({"a": "\u00e9\u6f22"})
    assert violation.detail.endswith('not "\u00e9\u6f22".')


def test_a_long_value_is_truncated() -> None:
    checked = validator({"a": {"type": "integer"}})
    (whole,) = checked.violations({"a": "x" * 78})
    (cut,) = checked.violations({"a": "x" * 79})
    assert whole.detail.endswith(f'not "{"x" * 78}".')
    assert cut.detail.endswith(f'not "{"x" * 79}….')


def test_a_missing_attribute_has_its_own_kind_at_any_depth() -> None:
    checked = validator({"a": {"type": "array", "items": {"required": ["b"]}}}, required=["c"])
    violations = checked.violations({"a": [{"b": 1}, {}]})
    assert described(violations) == [
        ("c", "`c` is required.", "required"),
        ("a[1].b", "`a[1].b` is required.", "required"),
    ]
    assert {one.kind for one in violations} == {Kind.ATTRIBUTE_REQUIRED}


def test_unknown_names_come_first_in_the_order_sent_then_the_others_in_the_order_of_the_schema() -> None:
    checked = validator({"b": {"type": "integer"}, "a": {"type": "integer"}}, schema={"additionalProperties": False})
    names = [one.name for one in checked.violations({"a": "", "z": 1, "b": "", "y": 1})]
    assert names == ["z", "y", "b", "a"]


def test_nested_violations_have_the_position_of_their_property() -> None:
    items = {"type": "array", "items": {"type": "integer"}}
    inner = {"type": "object", "properties": {"x": {"type": "integer"}}}
    checked = validator({"b": items, "c": inner, "a": {"type": "integer"}})
    names = [one.name for one in checked.violations({"a": "", "c": {"x": ""}, "b": [1, ""]})]
    assert names == ["b[1]", "c.x", "a"]


def test_an_attribute_has_one_violation_of_the_first_rule() -> None:
    (violation,) = validator({"a": {"type": "string", "enum": ["x"]}}).violations({"a": 5})
    assert violation.constraint == "type: string"


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("nmae", "`nmae` is not a property. Did you mean `name`?"),
        ("deleted", "`deleted` is read-only: the server sets it."),
        (
            "createdAt",
            "`createdAt` is not a property. `created_at` exists, but is read-only: the server sets it.",
        ),
    ],
)
def test_an_unknown_name_gets_a_suggestion_or_a_reason(name: str, detail: str) -> None:
    checked = validator(
        {"name": {}, "kind": {}}, schema={"additionalProperties": False}, read_only=["deleted", "created_at"]
    )
    assert described(checked.violations({name: 1})) == [(name, detail, "known: name, kind")]


def test_unknown_nested_names_get_no_suggestion() -> None:
    inner = {"type": "object", "additionalProperties": False, "properties": {"x": {}}}
    checked = validator({"name": {}, "c": inner}, read_only=["created_at"])
    assert described(checked.violations({"c": {"nmae": 1, "createdAt": 1}})) == [
        ("c.nmae", "`c.nmae` is not a property.", "known: none"),
        ("c.createdAt", "`c.createdAt` is not a property.", "known: none"),
    ]


@pytest.mark.parametrize("secret", ["12", ["12"], {"x": "12"}])
def test_a_secret_is_masked_at_any_depth(secret: Any) -> None:
    integer = {"type": "integer"}
    schema = {"type": "integer", "items": integer, "properties": {"x": integer}}
    schema["type"] = ["integer", "array", "object"]
    (violation,) = validator({"value": schema}, secrets=["value"]).violations({"value": secret})
    assert violation.detail.endswith("not the one sent.")


def test_a_secret_below_a_plain_attribute_is_masked() -> None:
    schema = {"type": "object", "properties": {"value": {"type": "integer"}}}
    (violation,) = validator({"a": schema}, secrets=["value"]).violations({"a": {"value": "12"}})
    assert violation.detail.endswith("not the one sent.")


def test_the_secrets_in_an_invalid_object_are_masked() -> None:
    schema = {"type": "object", "maxProperties": 1}
    sent = {"a": {"x": [{"Value": "top-secret"}], "y": 1}}
    (violation,) = validator({"a": schema}, secrets=["value"]).violations(sent)
    assert violation.detail.endswith('not {"x": [{"Value": "***"}], "y": 1}.')


def test_at_most_100_violations_are_listed_and_all_are_counted() -> None:
    checked = validator({"name": {"type": "integer"}}, schema={"additionalProperties": False})
    violations = checked.violations({f"unknown-{number}": 1 for number in range(101_677)} | {"name": "x"})
    assert (len(violations), violations.total) == (100, 101_678)
    assert violations[99].name == "unknown-99"


def test_of_very_long_lists_the_first_violation_is_listed() -> None:
    checked = validator({"a": {"type": "array", "items": {"type": "integer"}}})
    assert checked.violations({"a": ["x"] * 10_000}).total == 10_000
    violations = checked.violations({"a": ["x"] * 10_001})
    assert [one.name for one in violations] == ["a[0]"]


def test_long_names_and_values_are_shortened_wherever_they_occur() -> None:
    checked = validator({"name": {"type": "integer"}}, schema={"additionalProperties": False})
    for sent in ({"x" * 1_000_000: 1}, {"name": "x" * 1_000_000}):
        (violation,) = checked.violations(sent)
        assert len(violation.name + violation.detail + violation.constraint) < 400


def test_the_whole_payload_is_not_shown() -> None:
    (violation,) = validator({"a": {}}, schema={"maxProperties": 0}).violations({"a": 1})
    assert (violation.name, violation.constraint) == ("", "maxProperties")
    assert violation.detail.endswith("not the one sent.")


def test_an_invalid_schema_is_an_error() -> None:
    with pytest.raises(SpecError, match="a schema is invalid: "):
        validator({"a": {"type": "colour"}})
