"""A value is held against its schema, and everything that is wrong with it is told in words."""

from __future__ import annotations

from typing import Any

import pytest

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.problem import Kind, Violation
from apivideo_admin_mock.validation import Validator


def validator(properties: dict[str, Any], **more: Any) -> Validator:
    schema = {
        "type": "object",
        "properties": properties,
        "required": more.pop("required", []),
        **more.pop("schema", {}),
    }
    return Validator(schema, kind=Kind.INVALID_ATTRIBUTE, noun="property", **more)


def told(violations: tuple[Violation, ...]) -> list[tuple[str, str, str]]:
    return [(one.name, one.detail, one.constraint) for one in violations]


@pytest.mark.parametrize(
    ("schema", "value", "must", "constraint"),
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
        ({"uniqueItems": True}, [1, 1], "follow the rule uniqueItems, not [1, 1]", "uniqueItems"),
        ({"pattern": "^a$"}, "b", 'match ^a$, not "b"', "pattern: ^a$"),
        ({"format": "date"}, "b", 'be of the format date, not "b"', "format: date"),
        ({"enum": ["one", 2]}, 3, "be one of one, 2, not 3", "enum: one, 2"),
    ],
)
def test_each_rule_is_told_in_its_words(schema: dict[str, Any], value: Any, must: str, constraint: str) -> None:
    violations = validator({"a": schema}).violations({"a": value})
    assert told(violations) == [("a", f"The value of `a` must {must}.", constraint)]
    assert [one.kind for one in violations] == [Kind.INVALID_ATTRIBUTE]


def test_a_word_that_is_nearly_one_of_the_enum_is_asked_for() -> None:
    (violation,) = validator({"a": {"enum": ["ascending"]}}).violations({"a": "ascendin"})
    assert violation.detail.endswith('not "ascendin". Did you mean `ascending`?')


def test_what_is_right_is_told_nothing() -> None:
    assert validator({"a": {"type": "integer"}}).violations({"a": 1}) == ()


def test_a_value_is_shown_in_its_own_letters() -> None:
    (violation,) = validator({"a": {"type": "integer"}}).violations({"a": "\u00e9\u6f22"})
    assert violation.detail.endswith('not "\u00e9\u6f22".')


def test_a_long_value_is_cut() -> None:
    checked = validator({"a": {"type": "integer"}})
    (whole,) = checked.violations({"a": "x" * 78})
    (cut,) = checked.violations({"a": "x" * 79})
    assert whole.detail.endswith(f'not "{"x" * 78}".')
    assert cut.detail.endswith(f'not "{"x" * 79}….')


def test_what_is_missing_is_of_a_kind_of_its_own_at_any_depth() -> None:
    checked = validator({"a": {"type": "array", "items": {"required": ["b"]}}}, required=["c"])
    violations = checked.violations({"a": [{"b": 1}, {}]})
    assert told(violations) == [("c", "`c` is required.", "required"), ("a[1].b", "`a[1].b` is required.", "required")]
    assert {one.kind for one in violations} == {Kind.ATTRIBUTE_REQUIRED}


def test_the_unknown_come_first_as_they_were_sent_then_the_others_in_the_order_of_the_schema() -> None:
    checked = validator({"b": {"type": "integer"}, "a": {"type": "integer"}}, schema={"additionalProperties": False})
    names = [one.name for one in checked.violations({"a": "", "z": 1, "b": "", "y": 1})]
    assert names == ["z", "y", "b", "a"]


def test_what_is_nested_stands_where_its_property_stands() -> None:
    items = {"type": "array", "items": {"type": "integer"}}
    inner = {"type": "object", "properties": {"x": {"type": "integer"}}}
    checked = validator({"b": items, "c": inner, "a": {"type": "integer"}})
    names = [one.name for one in checked.violations({"a": "", "c": {"x": ""}, "b": [1, ""]})]
    assert names == ["b[1]", "c.x", "a"]


def test_an_attribute_is_told_once_by_the_first_rule_that_it_breaks() -> None:
    (violation,) = validator({"a": {"type": "string", "enum": ["x"]}}).violations({"a": 5})
    assert violation.constraint == "type: string"


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("nmae", "`nmae` is not a property. Did you mean `name`?"),
        ("deleted", "`deleted` is set by the server and can't be sent."),
        (
            "createdAt",
            "`createdAt` is not a property. `created_at` is, but it is set by the server and can't be sent.",
        ),
    ],
)
def test_an_unknown_name_is_told_with_what_was_meant(name: str, detail: str) -> None:
    checked = validator(
        {"name": {}, "kind": {}}, schema={"additionalProperties": False}, read_only=["deleted", "created_at"]
    )
    assert told(checked.violations({name: 1})) == [(name, detail, "known: name, kind")]


def test_of_what_is_nested_nothing_is_known() -> None:
    inner = {"type": "object", "additionalProperties": False, "properties": {"x": {}}}
    checked = validator({"name": {}, "c": inner}, read_only=["created_at"])
    assert told(checked.violations({"c": {"nmae": 1, "createdAt": 1}})) == [
        ("c.nmae", "`c.nmae` is not a property.", "known: none"),
        ("c.createdAt", "`c.createdAt` is not a property.", "known: none"),
    ]


@pytest.mark.parametrize("secret", ["12", ["12"], {"x": "12"}])
def test_a_secret_is_not_repeated_at_any_depth(secret: Any) -> None:
    integer = {"type": "integer"}
    schema = {"type": "integer", "items": integer, "properties": {"x": integer}}
    schema["type"] = ["integer", "array", "object"]
    (violation,) = validator({"value": schema}, secrets=["value"]).violations({"value": secret})
    assert violation.detail.endswith("not the one sent.")


def test_what_is_no_secret_is_repeated_though_a_secret_is_in_its_name() -> None:
    schema = {"type": "object", "properties": {"value": {"type": "integer"}}}
    (violation,) = validator({"a": schema}, secrets=["value"]).violations({"a": {"value": "12"}})
    assert violation.detail.endswith('not "12".')


def test_a_payload_as_a_whole_is_not_repeated() -> None:
    (violation,) = validator({"a": {}}, schema={"maxProperties": 0}).violations({"a": 1})
    assert (violation.name, violation.constraint) == ("", "maxProperties")
    assert violation.detail.endswith("not the one sent.")


def test_a_schema_that_is_none_is_told() -> None:
    with pytest.raises(SpecError, match="a schema can't be used: "):
        validator({"a": {"type": "colour"}})
