"""Each reader serves the keywords and formats of `openapi/vocabulary.json` as that says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings

from apivideo_admin_contract.document.references import UnsupportedError
from apivideo_admin_contract.values.invalid import invalid_values
from apivideo_admin_contract.values.samples import sample
from apivideo_admin_contract.values.strategies import DRAWN, DRAWN_FORMATS, valid_values
from apivideo_admin_contract.values.validity import is_valid
from apivideo_admin_mock.http.validation import Validator
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.spec.schemas import SchemaRegistry
from generator.lint.vocabulary import VOCABULARY
from generator.render.build import describe
from generator.render.facts import describe as in_words
from generator.render.parse import PACKAGE, make_config, parse
from generator.render.source import Source
from generator.render.view import Sdk
from generator.tests.render_kit import document, operation

CONTENT: Final = json.loads(VOCABULARY.read_text(encoding="utf-8"))
KEYWORDS: Final = {name: one for name, one in CONTENT["keywords"].items() if "schema" in one}
#: The suite reads a document in which `$ref` and `allOf` are resolved.
RESOLVED: Final = {name for name, one in CONTENT["keywords"].items() if one["suite"] == "resolves"}
OF_MANY_TYPES: Final = ("not a value", "[", "1.5", -1, 2**70, 0.5)

each_keyword = pytest.mark.parametrize("name", KEYWORDS)
each_format = pytest.mark.parametrize("name", CONTENT["formats"])


def accepted(schema: dict[str, Any], value: Any) -> bool:
    """Return whether the mock accepts a value of a property."""
    of_payload = {"type": "object", "properties": {"one": schema}}
    validator = Validator(of_payload, SchemaRegistry({}), kind=Kind.INVALID_ATTRIBUTE, noun="property")
    return not validator.violations({"one": value})


def without(name: str) -> dict[str, Any]:
    """Return the example of a keyword without the keyword."""
    return {one: value for one, value in KEYWORDS[name]["schema"].items() if one != name}


def of_format(name: str) -> dict[str, Any]:
    """Return a schema with a format."""
    return {"type": min(CONTENT["formats"][name]["types"]), "format": name}


def sdk_of(schema: dict[str, Any]) -> Any:
    """Return what the SDK is rendered from for a property with this schema, or None if the lint would refuse it."""
    payload = {"type": "object", "title": "Thing", "properties": {"one": schema}, "required": ["one"]}
    content = document({"/things": {"post": operation("create_thing", "create", payload)}})
    data = parse(content, make_config(Path(PACKAGE)))
    if isinstance(data, list):
        return None
    sdk = describe(data, Source(content))
    assert isinstance(sdk, Sdk), sdk
    return [(field.name, field.annotation, field.default) for struct in sdk.structs for field in struct.fields]


@each_keyword
def test_the_mock_checks_each_keyword(name: str) -> None:
    keyword = KEYWORDS[name]
    assert keyword["mock"] == "checks"
    assert all(accepted(keyword["schema"], value) for value in keyword["valid"])
    assert not any(accepted(keyword["schema"], value) for value in keyword["invalid"])


@each_format
def test_the_mock_checks_a_format_or_ignores_it(name: str) -> None:
    plain = {"type": of_format(name)["type"]}
    refused = [one for one in OF_MANY_TYPES if accepted(plain, one) and not accepted(of_format(name), one)]
    assert CONTENT["formats"][name]["mock"] == ("checks" if refused else "none")


@each_keyword
def test_the_sdk_has_a_keyword_in_its_type_or_in_words(name: str) -> None:
    schema = KEYWORDS[name]["schema"]
    if sdk_of(schema) != sdk_of(without(name)):
        found = "type"
    else:
        found = "text" if in_words("", schema) != in_words("", without(name)) else "none"
    assert KEYWORDS[name]["sdk"] == found


@each_format
def test_the_sdk_has_a_type_for_each_format(name: str) -> None:
    assert sdk_of(of_format(name))[0][1] == CONTENT["formats"][name]["sdk"]


def test_the_suite_draws_from_the_keywords_and_formats_that_the_vocabulary_says() -> None:
    drawn = {name for name, one in CONTENT["keywords"].items() if one["suite"] == "draws"}
    assert drawn == DRAWN
    assert {name for name, one in CONTENT["formats"].items() if one["suite"] == "draws"} == DRAWN_FORMATS


@pytest.mark.parametrize("name", KEYWORDS.keys() - RESOLVED)
def test_the_suite_makes_valid_values_and_one_that_breaks_only_the_keyword(name: str) -> None:
    schema = KEYWORDS[name]["schema"]

    @settings(max_examples=10, database=None, suppress_health_check=list(HealthCheck))
    @given(valid_values(schema))
    def check(value: Any) -> None:
        assert is_valid(schema, value)

    check()
    assert is_valid(schema, sample(schema))
    # `const` and `enum` decide alone, and so does an empty schema.
    assert any(is_valid(without(name), one) for one in invalid_values(schema))


@each_format
def test_the_suite_sends_a_value_that_breaks_a_format_that_the_mock_checks(name: str) -> None:
    schema = of_format(name)
    broken = [one for one in invalid_values(schema) if is_valid({"type": schema["type"]}, one)]
    assert bool(broken) == (CONTENT["formats"][name]["mock"] == "checks")


def test_a_schema_without_a_value_that_can_be_made_is_an_error_with_its_fix() -> None:
    with pytest.raises(UnsupportedError, match="add `examples` with valid values to it"):
        sample({"type": "string", "pattern": r"^(?=x)y$"})
