"""Documents of OpenAPI 3.0, 3.1 and 3.2, and files that are not quite valid, can be compared."""

from __future__ import annotations

import json

import pytest
import yaml

from generator.diff.comparison import compare
from generator.document.any_version import ReadDocument, read_any_version

PATTERNS = [
    "[^]", r"(?<year>\d{4})-\k<year>", r"\p{Script=Greek}", r"\cA", r"\/a\/", r"(?<!a)b", r"a{,5}", r"\uD83D", "{", "]", r"\e", "[]",
    "[[:alpha:]]", r"[\d-x]", "(?=a)b",
]  # fmt: skip


def document(version, schema=None, **members):
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    return {
        "openapi": version,
        "info": {"title": "x", "version": "1.0.0"},
        "paths": {"/a": {"put": {"requestBody": {"content": content}, "responses": {"200": {"description": "x"}}}}},
        "components": {"schemas": {"Thing": {} if schema is None else schema}},
        **members,
    }


def read(content):
    found = read_any_version(json.dumps(content), "x.json", is_json=True)
    assert isinstance(found, ReadDocument), found
    return found


@pytest.mark.parametrize(
    ("of_3_0", "of_3_1"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "nullable": True, "enum": ["a", None]}, {"type": ["string", "null"], "enum": ["a", None]}),
        ({"allOf": [{"type": "string"}], "nullable": True}, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        ({"type": "number", "minimum": 0, "exclusiveMinimum": True}, {"type": "number", "exclusiveMinimum": 0}),
        ({"type": "number", "maximum": 9, "exclusiveMaximum": True}, {"type": "number", "exclusiveMaximum": 9}),
        ({"type": "number", "maximum": 9, "exclusiveMaximum": False}, {"type": "number", "maximum": 9}),
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
        ({"type": "string", "format": "byte"}, {"type": "string", "contentEncoding": "base64"}),
        ({"type": "object", "properties": {"example": {"type": "string"}}}, {"type": "object", "properties": {"example": {"type": "string"}}}),
    ],
)  # fmt: skip
def test_a_schema_of_3_0_means_the_same_as_its_form_in_3_1(of_3_0, of_3_1):
    old, new = read(document("3.0.3", of_3_0)), read(document("3.1.0", of_3_1))

    assert old.notes == new.notes == ()
    assert compare(old.content, new.content).changes == ()


def test_the_schemas_of_a_callback_and_of_a_path_item_under_components_are_of_3_0_as_well():
    excluded = {"type": "number", "minimum": 0, "exclusiveMinimum": True}
    body = {"content": {"application/json": {"schema": excluded}}}
    hook = {"{$request.query.url}": {"post": {"requestBody": body, "responses": {"200": {"description": "x"}}}}}
    content = document("3.0.3")
    content["paths"]["/a"]["put"]["callbacks"] = {"done": hook}

    read_schema = read(content).content["paths"]["/a"]["put"]["callbacks"]["done"]["{$request.query.url}"]["post"]
    assert read_schema["requestBody"]["content"]["application/json"]["schema"] == {
        "type": "number",
        "exclusiveMinimum": 0,
    }


def test_what_only_3_2_has_is_compared():
    def stream(kind):
        query = {
            "responses": {"200": {"description": "x", "content": {"text/event-stream": {"itemSchema": {"type": kind}}}}}
        }
        return document("3.2.0", paths={"/a": {"query": query, "additionalOperations": {"COPY": query}}})

    changes = compare(read(stream("string")).content, read(stream("integer")).content).changes
    assert [(one.rule, one.breaking, one.pointer) for one in changes] == [
        ("type_changed", True, f"/paths/~1a/{name}/responses/200/content/text~1event-stream/itemSchema/type")
        for name in ("additionalOperations/COPY", "query")
    ]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_pattern_makes_a_document_unreadable(version, pattern):
    assert read(document(version, {"type": "string", "pattern": pattern})).notes == ()


def test_dates_and_numbers_that_are_not_quoted_are_read_as_text_with_a_note():
    text = yaml.safe_dump(document("3.1.0")).replace("'200'", "200").replace("version: 1.0.0", "version: 2024-05-01")

    found = read_any_version(text, "x.yaml", is_json=False)

    assert found.content["info"]["version"] == "2024-05-01"
    assert list(found.content["paths"]["/a"]["put"]["responses"]) == ["200"]
    first, more = found.notes
    assert first.startswith("x.yaml#/info/version: line")
    assert "`2024-05-01` is a date in YAML, not text. It is read as text." in first
    assert more == "x.yaml: 1 more like these."


def test_a_violation_is_a_note_and_the_rest_is_compared():
    old, new = document("3.1.0", {"type": "string"}), document("3.1.0", {"type": "integer"})
    new["paths"]["/a"]["put"]["respones"] = {}

    found = read(new)

    assert "`respones` is not allowed here (operation)." in found.notes[0]
    assert [one.rule for one in compare(read(old).content, found.content).changes] == ["type_changed"]


def test_a_reference_can_lead_through_a_list_and_be_percent_encoded():
    def content(kind):
        one = {"name": "q", "in": "query", "schema": {"type": kind}}
        get = {"parameters": [one], "responses": {"200": {"description": "x"}}}
        other = {
            "parameters": [{"$ref": "#/paths/~1a~1%7Bid%7D/get/parameters/0"}],
            "responses": {"200": {"description": "x"}},
        }
        return document("3.1.0", paths={"/a/{id}": {"get": get}, "/b": {"get": {"operationId": "b", **other}}})

    [change] = compare(read(content("string")).content, read(content("integer")).content).changes
    assert change.operations == ("GET /a/{id}", "b")


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ({"openapi": "4.0.0"}, "x.json#/openapi: `4.0.0` is not a version of OpenAPI 3.0, 3.1 or 3.2."),
        ({"paths": {"/a": {"$ref": "other.yaml"}}}, "`other.yaml` is in another file."),
        ({"paths": {"/a": {"$ref": "#/nowhere"}}}, "`#/nowhere` does not exist."),
        ({"paths": {"/a": {"$ref": "#/paths/~1a"}}}, "`#/paths/~1a` refers to itself."),
    ],
)
def test_what_cannot_be_compared_is_an_error(edit, says):
    [diagnostic] = read_any_version(json.dumps(document("3.1.0", **edit)), "x.json", is_json=True)

    assert says in str(diagnostic)
