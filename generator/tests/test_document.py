from __future__ import annotations

import pytest

from generator.diagnostic import Diagnostic
from generator.document import Document, Node, SourceMap
from generator.document.naming import method_name, namespace
from generator.document.pointer import from_pointer, to_pointer
from generator.document.walk import walk

MAP = SourceMap(
    {
        (): ("root.yaml", ()),
        ("paths", "/a", "get"): ("a/get.yaml", ()),
        ("paths", "/a", "get", "parameters", 1): ("p.yaml", ("Page",)),
    }
)


@pytest.mark.parametrize(
    ("pointer", "location"),
    [
        ("", "root.yaml#"),
        ("/info/title", "root.yaml#/info/title"),
        ("/paths/~1a", "root.yaml#/paths/~1a"),
        ("/paths/~1a/get", "a/get.yaml#"),
        ("/paths/~1a/get/parameters/0", "a/get.yaml#/parameters/0"),
        ("/paths/~1a/get/parameters/1/name", "p.yaml#/Page/name"),
    ],
)
def test_a_pointer_into_the_bundle_is_translated_to_the_source_file(pointer, location):
    content = {"info": {"title": "T"}, "paths": {"/a": {"get": {"parameters": [{}, {"name": "page"}]}}}}

    translated = Document(content, MAP).translate(Diagnostic("bundle", pointer, "Wrong.", "Fix it."))

    assert str(translated) == f"{location}: Wrong. Fix it."


@pytest.mark.parametrize("path", [(), ("a",), ("/a", "b~c", "", "~1"), ("{id}", "0")])
def test_a_pointer_converts_back_to_its_path(path):
    assert from_pointer(to_pointer(path)) == path


def test_references_are_resolved_at_every_step():
    content = {
        "a": {"$ref": "#/components/b"},
        "components": {"b": {"c": {"$ref": "#/components/d"}}, "d": {"e": 1}},
    }
    document = Document(content, MAP)

    assert document.find(document.root, "a", "c", "e") == Node(("components", "d", "e"), 1)
    assert document.find(document.root, "a", "x") is None


def test_examples_and_enums_are_not_walked():
    schema = {"properties": {"a": {"example": {"properties": {"b": {}}}, "enum": [{"items": {}}]}}}

    assert [node.path for _, node in walk(Node((), schema), "schema")] == [(), ("properties", "a")]


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ({"operationId": "list_projects", "tags": ["projects"], "x-action": "list"}, "projects.list"),
        ({"operationId": "get_delivery_usage", "tags": ["usage"], "x-action": "report"}, "usage.delivery"),
        ({"operationId": "get_usage", "tags": ["usage"], "x-action": "report"}, "usage.usage"),
        (
            {"operationId": "send_again_invitation", "tags": ["invitations"], "x-action": "perform"},
            "invitations.send_again",
        ),
    ],
)
def test_an_operation_has_a_namespace_and_a_method(operation, name):
    path = "/invitations/{invitation_id}/send-again"
    assert f"{namespace(operation)}.{method_name(operation, path)}" == name


def test_a_diagnostic_is_always_one_line():
    assert str(Diagnostic("a.yaml", "/b", "two\nlines.", "Fix\tit.")) == "a.yaml#/b: two lines. Fix it."
