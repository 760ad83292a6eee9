"""Each difference between two documents is a change, or named as none."""

from __future__ import annotations

from copy import deepcopy

import pytest

from generator.diff.comparison import compare

THING = {"type": "object", "properties": {"id": {"type": "string"}}}
OPERATION = {
    "operationId": "put_a",
    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
    "responses": {"200": {"description": "x", "content": {"application/json": {"schema": {"type": "object"}}}}},
    "callbacks": {"done": {"{$request.query.url}": {"post": {"responses": {"200": {"description": "x"}}}}}},
    "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}, {"name": "p", "in": "query"}],
}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "x", "version": "1.0.0"},
    "servers": [{"url": "https://a.example"}],
    "tags": [{"name": "things"}],
    "paths": {"/a": {"put": OPERATION}},
    "webhooks": {"ready": {"post": {"responses": {"200": {"description": "x"}}}}},
    "components": {
        "schemas": {"Thing": THING, "Unused": {"type": "string"}},
        "securitySchemes": {"unused": {"type": "http", "scheme": "basic"}},
        "links": {"Unused": {"operationId": "put_a"}},
        "callbacks": {"Unused": {}},
        "pathItems": {"Unused": {}},
    },
}
OBJECTS = [
    (), ("info",), ("servers", 0), ("tags", 0), ("paths",), ("paths", "/a"), ("paths", "/a", "put"),
    ("paths", "/a", "put", "requestBody"), ("paths", "/a", "put", "requestBody", "content", "application/json"),
    ("paths", "/a", "put", "responses"), ("paths", "/a", "put", "responses", "200"), ("paths", "/a", "put", "parameters", 0),
    ("paths", "/a", "put", "responses", "200", "content", "application/json", "schema"),
    ("paths", "/a", "put", "callbacks", "done"), ("paths", "/a", "put", "callbacks", "done", "{$request.query.url}"),
    ("webhooks",), ("webhooks", "ready"), ("webhooks", "ready", "post"), ("components",), ("components", "schemas", "Thing"),
    *(("components", group, name) for group, name in (
        ("schemas", "Unused"), ("securitySchemes", "unused"), ("links", "Unused"), ("callbacks", "Unused"), ("pathItems", "Unused"),
    )),
]  # fmt: skip


def edited(path, edit):
    content = deepcopy(DOCUMENT)
    owner = content
    for key in path:
        owner = owner[key]
    edit(owner)
    return content


def is_silent(comparison):
    return not comparison.changes and not comparison.unreported


@pytest.mark.parametrize("path", OBJECTS, ids=lambda path: "/".join(map(str, path)))
@pytest.mark.parametrize("name", ["x-new", "unknown", "description"])
def test_a_member_that_any_object_gains_or_loses_is_not_silent(path, name):
    after = edited(path, lambda owner: owner.update({name: {"a": 1}}))

    assert not is_silent(compare(DOCUMENT, after))
    assert not is_silent(compare(after, DOCUMENT))


@pytest.mark.parametrize("path", [path for path in OBJECTS if path], ids=lambda path: "/".join(map(str, path)))
def test_an_object_that_is_gone_is_not_silent(path):
    def edit(owner):
        del owner[path[-1]]

    assert not is_silent(compare(DOCUMENT, edited(path[:-1], edit)))
    assert not is_silent(compare(edited(path[:-1], edit), DOCUMENT))


def test_another_order_without_a_meaning_is_no_difference():
    after = edited(("paths", "/a", "put", "parameters"), list.reverse)

    assert is_silent(compare(DOCUMENT, after))


def test_a_component_that_no_operation_uses_is_named():
    after = edited(("components", "schemas", "Unused"), lambda owner: owner.update(type="integer"))

    comparison = compare(DOCUMENT, after)
    assert comparison.changes == ()
    assert comparison.unreported == ("/components/schemas/Unused/type",)


def test_what_a_change_is_about_is_not_named_again():
    after = edited(("components", "schemas", "Thing", "properties", "id"), lambda owner: owner.update(type="integer"))

    comparison = compare(DOCUMENT, after)
    assert len(comparison.changes) == 1
    assert comparison.unreported == ()


def test_a_different_reference_is_named_where_nothing_compares_its_targets():
    before, after = (
        edited(
            ("components", "schemas", "Unused"),
            lambda owner, name=name: owner.update({"$ref": f"#/components/schemas/{name}"}),
        )
        for name in ("Thing", "Other")
    )
    before["components"]["schemas"]["Other"] = after["components"]["schemas"]["Other"] = {"type": "integer"}

    assert compare(before, after).unreported == ("/components/schemas/Unused",)


def test_a_schema_that_becomes_a_component_is_no_difference_but_for_the_component():
    after = edited(("components", "schemas", "Thing"), lambda owner: owner.clear())
    after["components"]["schemas"] |= {"Thing": {"$ref": "#/components/schemas/Other"}, "Other": deepcopy(THING)}

    comparison = compare(DOCUMENT, after)
    assert comparison.changes == ()
    assert comparison.unreported == ("/components/schemas/Other",)
