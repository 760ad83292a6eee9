"""The shared registry of a document's schemas, and values that are made when they are first used."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from apivideo_admin_mock import SpecError
from apivideo_admin_mock.lazy import LazyDict
from apivideo_admin_mock.spec.schemas import SchemaRegistry

COLOUR = {
    "schemas": {"Colour": {"enum": ["red"]}, "Paint": {"properties": {"c": {"$ref": "#/components/schemas/Colour"}}}}
}


def test_a_schema_refers_to_components_of_the_document():
    compiled = SchemaRegistry(COLOUR).compile({"properties": {"paint": {"$ref": "#/components/schemas/Paint"}}})

    assert compiled.is_valid({"paint": {"c": "red"}})
    assert not compiled.is_valid({"paint": {"c": "blue"}})


@pytest.mark.parametrize("name", ["enum", "const", "$ref", "properties"])
def test_a_property_can_have_the_name_of_a_keyword(name):
    schema = {"properties": {name: {"$ref": "#/components/schemas/Colour"}}}

    assert not SchemaRegistry(COLOUR).compile(schema).is_valid({name: "blue"})


def test_a_constant_is_not_a_reference():
    constant = {"$ref": "#/components/schemas/Colour"}

    assert SchemaRegistry(COLOUR).compile({"const": constant}).is_valid(constant)


def test_an_alternative_can_be_a_reference():
    schema = {"anyOf": [{"$ref": "#/components/schemas/Colour"}, {"type": "null"}]}
    compiled = SchemaRegistry(COLOUR).compile(schema)

    assert [compiled.is_valid(value) for value in ("red", None, "blue")] == [True, True, False]


def test_a_recursive_schema_is_compiled():
    tree = {"properties": {"below": {"$ref": "#/components/schemas/Tree"}}, "additionalProperties": False}
    registry = SchemaRegistry({"schemas": {"Tree": tree}})

    registry.check([("/a", tree)])
    assert not registry.compile(tree).is_valid({"below": {"below": {"other": 1}}})


@pytest.mark.parametrize(
    ("components", "schema"),
    [
        ({}, {"type": "colour"}),
        ({}, {"properties": {"a": {"minLength": "x"}}}),
        ({}, {"$ref": "#/components/schemas/Colour"}),
        ({}, {"$ref": "#/$defs/0"}),
        ({}, {"pattern": "(["}),
        ({"schemas": {"A": {"type": "colour"}}}, {"items": {"$ref": "#/components/schemas/A"}}),
        ({"schemas": {"A": {"$ref": "#/components/schemas/B"}}}, {"items": {"$ref": "#/components/schemas/A"}}),
    ],
)
def test_the_first_invalid_schema_is_reported_with_its_pointer(components, schema):
    registry = SchemaRegistry(components)

    with pytest.raises(SpecError, match="a schema is invalid: ") as caught:
        registry.check([("/valid", {"type": "string"}), ("/invalid", schema), ("/other", {"type": "other"})])

    assert caught.value.pointer == "/invalid"
    assert "\n" not in str(caught.value)


def test_components_that_are_not_json_are_an_error():
    with pytest.raises(SpecError, match="#/components: a schema is invalid"):
        SchemaRegistry({"schemas": {7: {}}})


def test_a_value_is_made_once_by_threads_that_read_it_together():
    made, barrier = [], Barrier(8)
    lazy = LazyDict(lambda key: made.append(key) or object())

    def read(_):
        barrier.wait()
        return lazy["a"]

    with ThreadPoolExecutor(8) as pool:
        values = set(pool.map(read, range(8)))

    assert (len(values), made) == (1, ["a"])


def test_a_value_whose_making_failed_is_made_by_the_next_read():
    results = iter([ValueError, 7])

    def make(_):
        result = next(results)
        if result is ValueError:
            raise result
        return result

    lazy = LazyDict(make)
    with pytest.raises(ValueError):  # noqa: PT011 - the error of `make`, whatever its message
        lazy["a"]
    assert lazy["a"] == 7


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|a)*$", "^(.*a){20}$", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_a_pattern_takes_linear_time(pattern: str) -> None:
    compiled = SchemaRegistry({}).compile({"pattern": pattern})
    assert not compiled.is_valid("a" * 200_000 + "!")


@pytest.mark.parametrize(
    "pattern", ["^(?=.*[0-9])", r"^(a+)+\1$", "((?=a)a*)*b", "^(?!x)(a|aa)+$", "(?<=a)b", "(a{9999}){9999}"]
)
def test_a_pattern_without_linear_time_is_an_error(pattern: str) -> None:
    with pytest.raises(SpecError, match=r"#/here: a schema is invalid: .* fix: write the pattern without look-around"):
        SchemaRegistry({}).compile({"properties": {"a": {"pattern": pattern}}}, "/here")


def test_the_patterns_of_components_take_linear_time_too() -> None:
    registry = SchemaRegistry({"schemas": {"A": {"pattern": "^(?=a)(a+)+$"}}})
    with pytest.raises(SpecError, match="without look-around"):
        registry.compile({"$ref": "#/components/schemas/A"})
