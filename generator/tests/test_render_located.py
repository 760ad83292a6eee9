"""What the parser reads knows where it is in the document: equal schemas at two places are reported each at its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from generator.document.pointer import from_pointer
from generator.render.build import describe
from generator.render.located import pointer_of
from generator.render.parse import PACKAGE, Parsed, make_config, parse
from generator.render.source import Source
from generator.render.view import Sdk
from generator.tests.render_kit import body_of, diagnostics_of, document, golden_document, operation, with_book

ARRAY = {"type": "array"}
LARGE = {"type": "integer", "enum": [1, 2**63]}
UNNAMED = {"type": "object", "properties": {"a\x07b": {"type": "string"}}}
BOOK = "/components/schemas/Book"


def pointers(source: dict[str, Any], target: Path) -> set[str]:
    return {diagnostic.pointer for diagnostic in diagnostics_of(source, target)}


def test_a_schema_that_the_parser_refuses_is_reported_at_each_of_its_places(tmp_path):
    paths = {
        f"/{name}": {"get": operation(name, "get", {"type": "object", "properties": {"x": ARRAY}})} for name in "ab"
    }
    schema = "responses/200/content/application~1json/schema/properties/x"
    assert pointers(document(paths), tmp_path) == {f"/paths/~1{name}/get/{schema}" for name in "ab"}


def test_equal_schemas_with_a_property_that_has_no_name_are_reported_each(tmp_path):
    source = with_book({"first": UNNAMED, "second": UNNAMED})
    found = pointers(source, tmp_path)
    assert found == {f"{BOOK}/properties/{name}/properties/a\x07b" for name in ("first", "second")}


def test_equal_enums_with_a_value_that_is_too_large_are_reported_each(tmp_path):
    nullable = {"type": ["integer", "null"], "enum": [1, 2**63, None]}
    source = with_book(
        {"first": LARGE, "second": LARGE, "third": {"type": "array", "items": LARGE}, "fourth": nullable}
    )
    found = pointers(source, tmp_path)
    places = ("first/enum", "second/enum", "third/items/enum", "fourth/enum")
    assert found == {f"{BOOK}/properties/{place}" for place in places}


def test_an_enum_of_a_component_is_reported_there_and_once(tmp_path):
    source = with_book({name: {"$ref": "#/components/schemas/Size"} for name in ("first", "second")})
    source["components"]["schemas"] |= {"Size": LARGE, "Other": LARGE}
    assert pointers(source, tmp_path) == {"/components/schemas/Size"}


def test_equal_bodies_are_reported_each(tmp_path):
    body = {"type": "object", "properties": {"a": {"const": 2**63}}}
    paths = {
        f"/{name}": {"post": operation(name, "create", {"type": "string"}, requestBody=body_of(body))} for name in "ab"
    }
    schema = "requestBody/content/application~1json/schema/properties/a"
    assert pointers(document(paths), tmp_path) == {f"/paths/~1{name}/post/{schema}" for name in "ab"}


def test_each_model_of_the_parser_leads_to_its_schema():
    content = golden_document()
    parsed = parsed_of(content)
    source = Source(content)
    assert parsed.data.models
    for model in parsed.data.models:
        written = source.at(pointer_of(model.data))
        assert written is not None
        names = [*(model.required_properties or []), *(model.optional_properties or [])]
        assert {one.name.get_untrusted_value() for one in names} == written.get("properties", {}).keys()
    assert {from_pointer(pointer)[0] for pointer in parsed.endpoints} == {"paths"}
    assert [*parsed.endpoints] == [one.pointer for one in source.operations()]


def test_no_schema_is_copied_for_an_operation(monkeypatch):
    copied: list[str] = []
    original = BaseModel.__deepcopy__

    def counted(self: BaseModel, memo: dict[int, Any] | None = None) -> Any:
        copied.append(pointer_of(self))
        return original(self, memo)

    monkeypatch.setattr(BaseModel, "__deepcopy__", counted)
    content = golden_document()
    described = describe(parsed_of(content), Source(content))
    assert isinstance(described, Sdk)
    assert copied == []


def parsed_of(content: dict[str, Any]) -> Parsed:
    parsed = parse(content, make_config(Path(PACKAGE)))
    assert isinstance(parsed, Parsed), parsed
    return parsed
