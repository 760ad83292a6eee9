"""The root states mechanical parts once, in `x-defaults`; the bundle has them in each operation."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from generator.document.defaults import apply_defaults
from generator.document.model import Document, SourceMap

ERROR = {"$ref": "#/components/responses/Error"}
HEADER = {"$ref": "#/components/headers/Limit"}
THING = {"type": "object", "properties": {"thing_id": {"type": "string"}, "part_id": {"type": "string"}}}
PAGE = {"type": "object", "properties": {"items": {"type": "array", "items": THING}}}


def operation(name: str, action: str, schema: Any = None, status: str = "200", **more: Any) -> dict[str, Any]:
    content = {} if schema is None else {"content": {"application/json": {"schema": schema}}}
    return {"operationId": name, "x-action": action, "responses": {status: {"description": "D.", **content}}, **more}


PATHS = {
    "/things": {
        "get": operation("list_things", "list", PAGE),
        "post": operation("create_thing", "create", THING, "201", requestBody={"required": True}),
    },
    "/things/count": {"get": operation("count_things", "count", {"type": "object"})},
    "/things/{thing_id}": {
        "get": operation("get_thing", "get", THING),
        "patch": operation("update_thing", "update", THING, requestBody={}),
        "delete": operation("delete_thing", "delete", status="204"),
    },
    "/things/{thing_id}/parts": {
        "get": operation("list_parts", "list", PAGE),
        "post": operation("create_part", "create", THING, "201", requestBody={}),
    },
    "/things/{thing_id}/parts/{part_id}": {"get": operation("get_part", "get", THING)},
    "/things/{thing_id}/usage": {"get": operation("get_usage", "report", {"type": "object"})},
}
DEFAULTS = {
    "responses": dict.fromkeys(("400", "404", "413", "500"), ERROR),
    "headers": {"X-Limit": HEADER},
    "links": True,
}


def applied(defaults: Any, paths: Any = PATHS) -> Any:
    """Return the document with the defaults, or its diagnostics."""
    components = {"responses": {"Error": {"description": "E."}}, "headers": {"Limit": {}}}
    content = {"x-defaults": defaults, "paths": deepcopy(paths), "components": components}
    sources = {(): ("openapi.yaml", ()), ("paths", "/things", "post"): ("things/create.yaml", ())}
    return apply_defaults(Document(content, SourceMap(sources)))


def responses(document: Document, path: str, method: str = "get") -> dict[str, Any]:
    found: dict[str, Any] = document.content["paths"][path][method]["responses"]
    return found


def links(document: Document, path: str, method: str, status: str = "200") -> dict[str, Any]:
    found = responses(document, path, method)[status].get("links", {})
    assert all(name == link["operationId"] for name, link in found.items())
    return {name: link["parameters"] for name, link in found.items()}


def test_an_operation_gets_the_errors_that_it_can_return_in_the_order_of_their_status() -> None:
    document = applied(DEFAULTS)

    assert "x-defaults" not in document.content
    assert [*responses(document, "/things")] == ["200", "400", "500"]
    assert [*responses(document, "/things", "post")] == ["201", "400", "413", "500"]
    assert [*responses(document, "/things/{thing_id}")] == ["200", "400", "404", "500"]
    assert [*responses(document, "/things/{thing_id}", "patch")] == ["200", "400", "404", "413", "500"]


def test_what_an_operation_states_itself_is_kept() -> None:
    paths = deepcopy(PATHS)
    own = paths["/things"]["get"]["responses"]
    own["400"] = {"description": "Mine."}
    own["200"] |= {"headers": {"X-Limit": {"description": "Mine."}}, "links": {"get_thing": {"operationId": "other"}}}

    found = responses(applied(DEFAULTS, paths), "/things")

    assert found["400"] == {"description": "Mine.", "headers": {"X-Limit": HEADER}}
    assert found["200"]["headers"] == {"X-Limit": {"description": "Mine."}}
    assert found["200"]["links"]["get_thing"] == {"operationId": "other"}


def test_headers_are_those_of_responses_that_are_not_components() -> None:
    found = responses(applied(DEFAULTS), "/things", "post")

    assert found["400"] == ERROR
    assert found["201"]["headers"] == {"X-Limit": HEADER}
    assert [*found["201"]] == ["description", "headers", "content", "links"]


def test_responses_link_to_what_can_follow() -> None:
    document = applied(DEFAULTS)
    of_thing = {"thing_id": "$response.body#/thing_id"}
    of_first = {"thing_id": "$response.body#/items/0/thing_id"}
    on_item = ("get_thing", "update_thing", "delete_thing")
    below = ("list_parts", "create_part", "get_usage")

    assert links(document, "/things", "post", "201") == dict.fromkeys((*on_item, *below), of_thing)
    assert links(document, "/things", "get") == dict.fromkeys((*on_item, "list_parts"), of_first)
    assert links(document, "/things/{thing_id}", "get") == dict.fromkeys((*on_item[1:], *below), of_thing)
    assert links(document, "/things/{thing_id}", "patch") == {"get_thing": of_thing}
    assert links(document, "/things/{thing_id}", "delete", "204") == {
        "get_thing": {"thing_id": "$request.path.thing_id"}
    }
    assert links(document, "/things/{thing_id}/parts", "post", "201") == {
        "get_part": {**of_thing, "part_id": "$response.body#/part_id"},
        "list_parts": of_thing,
    }
    assert links(document, "/things/count", "get") == links(document, "/things/{thing_id}/usage", "get") == {}


def test_no_link_needs_a_value_that_the_response_does_not_have() -> None:
    paths = deepcopy(PATHS)
    paths["/things/{thing_id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {"type": "object"}

    assert links(applied(DEFAULTS, paths), "/things/{thing_id}", "get") == {}


def test_a_diagnostic_about_an_added_part_points_to_the_root() -> None:
    document = applied(DEFAULTS)
    start = ("paths", "/things", "post", "responses")

    assert document.sources.locate((*start, "400")) == ("openapi.yaml", ("x-defaults", "responses", "400"))
    assert document.sources.locate((*start, "201", "headers", "X-Limit", "schema")) == (
        "openapi.yaml",
        ("x-defaults", "headers", "X-Limit", "schema"),
    )
    for part in ((), ("operationId",), ("parameters",), ("parameters", "thing_id")):
        found = document.sources.locate((*start, "201", "links", "get_thing", *part))
        assert found == ("openapi.yaml", ("x-defaults", "links"))
    assert document.sources.locate((*start, "201")) == ("things/create.yaml", ("responses", "201"))


@pytest.mark.parametrize(
    ("defaults", "pointer", "message", "fix"),
    [
        (1, "", "`x-defaults` is not a mapping.", "Write `responses:"),
        ({"links": False}, "/links", "`links` is not true.", "Write `links: true`, or remove it."),
        ({"header": {}}, "/header", "`header` is not a default.", "headers"),
        ({"headers": []}, "/headers", "`headers` is not a mapping.", "Write"),
        (
            {"responses": {"400": {"description": "D."}}},
            "/responses/400",
            "`400` does not refer to a component",
            'NAME"}`.',
        ),
        ({"responses": {"400": {**ERROR, "description": "D."}}}, "/responses/400", "`400` does not refer", 'NAME"}`.'),
        ({"responses": {"400": HEADER}}, "/responses/400", "`400` does not refer", "#/components/responses/NAME"),
        (
            {"headers": {"X": {"$ref": "#/components/headers/Other"}}},
            "/headers/X",
            "`X` does not refer to a component of `headers`.",
            "#/components/headers/NAME",
        ),
    ],
)
def test_invalid_defaults_are_refused_with_the_place(defaults: Any, pointer: str, message: str, fix: str) -> None:
    (found,) = applied(defaults)

    assert (found.file, found.pointer) == ("openapi.yaml", f"/x-defaults{pointer}")
    assert found.message.startswith(message)
    assert fix in found.fix


def test_a_document_without_defaults_is_unchanged() -> None:
    document = Document({"paths": {}}, SourceMap({}))
    assert apply_defaults(document) is document
