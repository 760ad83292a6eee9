"""Each `allOf` becomes one schema in the bundle, and its diagnostics point to the source files."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from generator.document.composition import merge_all_of
from generator.document.model import Document, SourceMap


def merged(**schemas: Any) -> Any:
    """Return the document with these components, merged; or its diagnostics."""
    content = {"paths": {}, "components": {"schemas": schemas}}
    return merge_all_of(Document(content, SourceMap({(): ("openapi.yaml", ())})))


def schema(**schemas: Any) -> Any:
    found = merged(**schemas)
    assert isinstance(found, Document), found
    return found.content["components"]["schemas"]["Whole"]


BASE = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "description": "A."}}}


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        (
            {"allOf": [reference("Base")], "required": ["b"], "properties": {"b": {"type": "integer"}}},
            {**BASE, "required": ["a", "b"], "properties": {**BASE["properties"], "b": {"type": "integer"}}},
        ),
        ({"allOf": [{"minimum": 1, "maximum": 9}, {"minimum": 3}], "maximum": 5}, {"minimum": 3, "maximum": 5}),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, {"type": "integer"}),
        ({"allOf": [{"type": ["string", "null"]}, {"type": "string"}]}, {"type": "string"}),
        ({"allOf": [{"enum": ["a", "b", "c"]}, {"enum": ["c", "b"]}]}, {"enum": ["b", "c"]}),
        ({"allOf": [{"multipleOf": 4}, {"multipleOf": 6}]}, {"multipleOf": 12}),
        ({"allOf": [{"description": "One."}, {"description": "Other."}], "title": "T"}, {"description": "Other.", "title": "T"}),
        (
            {"allOf": [reference("Base"), {"properties": {"a": {"maxLength": 3, "description": "B."}}}]},
            {**BASE, "properties": {"a": {"type": "string", "description": "B.", "maxLength": 3}}},
        ),
        (
            {"allOf": [{"allOf": [{"minLength": 1}], "maxLength": 3}, {"pattern": "a"}]},
            {"minLength": 1, "maxLength": 3, "pattern": "a"},
        ),
    ],
)  # fmt: skip
def test_the_merged_schema_accepts_what_all_parts_accept(whole: Any, expected: Any) -> None:
    assert schema(Whole=whole, Base=BASE) == expected


def test_a_closed_part_closes_the_whole() -> None:
    closed = {"type": "object", "additionalProperties": False}
    whole = {"allOf": [{**closed, "properties": {"a": {}}}, {**closed, "properties": {"b": {}}}]}

    validator = jsonschema_rs.Draft202012Validator(schema(Whole=whole))

    assert [validator.is_valid(one) for one in ({"a": 1, "b": 2}, {"a": 1}, {"c": 1})] == [True, True, False]


def test_a_property_with_a_description_beside_one_reference_keeps_the_reference() -> None:
    whole = {"type": "object", "properties": {"one": {"allOf": [reference("Base")], "description": "The one."}}}

    assert schema(Whole=whole, Base=BASE)["properties"]["one"] == {**reference("Base"), "description": "The one."}


def test_a_component_that_is_only_a_part_is_not_in_the_bundle() -> None:
    found = merged(Whole={"allOf": [reference("Middle")]}, Middle={"allOf": [reference("Base")]}, Base=BASE)

    assert list(found.content["components"]["schemas"]) == ["Whole"]


def test_a_component_that_others_refer_to_stays() -> None:
    found = merged(Whole={"allOf": [reference("Base")]}, Base=BASE, List={"type": "array", "items": reference("Base")})

    assert list(found.content["components"]["schemas"]) == ["Whole", "Base", "List"]


def test_a_diagnostic_of_a_merged_property_points_to_its_part() -> None:
    found = merged(
        Whole={"allOf": [reference("Middle")]}, Middle={"allOf": [{"title": "M"}, reference("Base")]}, Base=BASE
    )

    for keys in (("properties", "a"), ("properties", "a", "type"), ("required",)):
        diagnostic = found.diagnostic_at(("components", "schemas", "Whole", *keys), "a fault.", "Fix it.")
        assert diagnostic.pointer == "/components/schemas/Base/" + "/".join(keys)


@pytest.mark.parametrize(
    ("one", "other", "keyword", "values"),
    [
        ({"type": "string"}, {"type": "integer"}, "type", "'string' and 'integer'"),
        ({"pattern": "^a"}, {"pattern": "b$"}, "pattern", "'^a' and 'b$'"),
        ({"enum": ["a"]}, {"enum": ["b"]}, "enum", "['a'] and ['b']"),
        ({"anyOf": [{"type": "string"}]}, {"anyOf": [{"minLength": 1}]}, "anyOf", ""),
    ],
)  # fmt: skip
def test_parts_that_cannot_be_merged_are_an_error_at_the_second_one(
    one: Any, other: Any, keyword: str, values: str
) -> None:
    [diagnostic] = merged(Whole={"allOf": [one, other]})

    assert diagnostic.pointer == f"/components/schemas/Whole/allOf/1/{keyword}"
    assert f"`{keyword}` differs in two parts of one `allOf`" in diagnostic.message
    assert values in diagnostic.message
    assert diagnostic.fix == f"Write `{keyword}` in one part only."


def test_a_document_without_all_of_is_returned_unchanged() -> None:
    document = Document({"paths": {}, "components": {"schemas": {"A": BASE}}}, SourceMap({(): ("openapi.yaml", ())}))

    assert merge_all_of(document) is document
