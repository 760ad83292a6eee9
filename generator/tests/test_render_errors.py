"""Documents that cannot be rendered result in one-line diagnostics with a pointer into the bundle."""

from __future__ import annotations

import pytest

from generator.tests.render_kit import body_of, diagnostics_of, document, load, operation, with_book

TEXT = {"type": "string"}
RESPONSE = {"description": "x"}


def one(**more):
    return document({"/a": {"get": operation("get_a", "get", TEXT, **more)}})


def with_body(request_body):
    return document({"/a": {"post": operation("create_a", "create", TEXT, requestBody=request_body)}})


BOOK = "/components/schemas/Book"
CASES = {
    "a dangling reference": (
        with_book({"b": {"$ref": "#/components/schemas/Nope"}}),
        f"{BOOK}/properties/b",
        "Could not find reference",
    ),
    "an unknown type": (with_book({"b": {"type": "strin"}}), f"{BOOK}/properties/b/type", "'string'"),
    "an array of nothing": (with_book({"b": {"type": "array"}}), f"{BOOK}/properties/b", "items"),
    "an enum of several types": (with_book({"b": {"enum": [1, "a"]}}), f"{BOOK}/properties/b", "Got"),
    "an enum of integers that are too large": (
        with_book({"b": {"type": "integer", "enum": [1, 2**63]}}),
        f"{BOOK}/properties/b/enum",
        "more than 64 bits",
    ),
    "a constant that is too large": (
        with_body(body_of({"type": "object", "title": "A", "properties": {"a": {"const": 2**63}}})),
        "/paths/~1a/post/requestBody/content/application~1json/schema/properties/a",
        "more than 64 bits",
    ),
    "a binary": (with_book({"b": {"type": "string", "format": "binary"}}), f"{BOOK}/properties/b", "FileProperty"),
    "a union of strings": (
        with_book({"b": {"oneOf": [{"type": "string", "format": "date"}, TEXT]}}),
        f"{BOOK}/properties/b",
        "same form in JSON",
    ),
    "a union of models": (
        with_book(
            {
                "b": {
                    "oneOf": [
                        {"type": "object", "properties": {"x": TEXT}},
                        {"type": "object", "properties": {"y": TEXT}},
                    ]
                }
            }
        ),
        f"{BOOK}/properties/b",
        "same form in JSON",
    ),
    "a map of itself": (
        document(
            {"/a": {"get": operation("get_a", "get", {"$ref": "#/components/schemas/A"})}},
            schemas={"A": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/A"}}},
        ),
        "/paths/~1a/get/responses",
        "map of itself",
    ),
    "a control character in a name": (with_book({"a\x07b": TEXT}), f"{BOOK}/properties/a\x07b", "cannot be the name"),
    "a path parameter that is not declared": (
        document({"/a/{b}": {"get": operation("x", "get", TEXT)}}),
        "/paths/~1a~1{b}/get",
        "b",
    ),
    "an attribute in the path": (
        document(
            {
                "/{a}/{a.__class__}": {
                    "get": operation(
                        "x", "get", TEXT, parameters=[{"name": "a", "in": "path", "required": True, "schema": TEXT}]
                    )
                }
            }
        ),
        "/paths/~1{a}~1{a.__class__}/get",
        "brace",
    ),
    "a fragment in the path": (
        document({"/a#b": {"get": operation("x", "get", TEXT)}}),
        "/paths/~1a#b/get",
        "character",
    ),
    "a duplicate parameter": (
        one(parameters=[{"name": "q", "in": "query", "schema": TEXT}] * 2),
        "/paths/~1a/get",
        "duplicates",
    ),
    "a header parameter": (
        one(parameters=[{"name": "X", "in": "header", "schema": TEXT}]),
        "/paths/~1a/get/parameters/0",
        "header",
    ),
    "a cookie parameter": (
        one(parameters=[{"name": "X", "in": "cookie", "schema": TEXT}]),
        "/paths/~1a/get/parameters/0",
        "cookie",
    ),
    "an unsupported style": (
        one(
            parameters=[
                {"name": "q", "in": "query", "style": "pipeDelimited", "schema": {"type": "array", "items": TEXT}}
            ]
        ),
        "/paths/~1a/get/parameters/0",
        "style",
    ),
    "an object in the query": (
        one(parameters=[{"name": "q", "in": "query", "schema": {"type": "object", "properties": {"x": TEXT}}}]),
        "/paths/~1a/get/parameters/0",
        "object",
    ),
    "a body that is a list": (
        with_body(body_of({"type": "array", "items": TEXT})),
        "/paths/~1a/post/requestBody",
        "JSON object",
    ),
    "a body that is a form": (
        with_body({"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {"a": TEXT}}}}}),
        "/paths/~1a/post/requestBody",
        "JSON object",
    ),
    "two kinds of body": (
        with_body(
            {
                "content": {
                    kind: {"schema": {"type": "object", "properties": {"a": TEXT}}}
                    for kind in ("application/json", "application/x-www-form-urlencoded")
                }
            }
        ),
        "/paths/~1a/post/requestBody",
        "second",
    ),
    "no success": (
        document(
            {"/a": {"get": {"operationId": "a", "tags": ["t"], "x-action": "get", "responses": {"404": RESPONSE}}}}
        ),
        "/paths/~1a/get/responses",
        "0",
    ),
    "two successes": (one(errors={"201": RESPONSE}), "/paths/~1a/get/responses", "2"),
    "a response of several types": (
        document({"/a": {"get": operation("a", "get", {"type": ["string", "null"]})}}),
        "/paths/~1a/get/responses",
        "not of one type",
    ),
    "a response that is an enum": (
        document({"/a": {"get": operation("a", "get", {"type": "string", "enum": ["x", "y"]})}}),
        "/paths/~1a/get/responses",
        "not of one type",
    ),
    "a response of any type": (
        document({"/a": {"get": operation("a", "get", {})}}),
        "/paths/~1a/get/responses",
        "not of one type",
    ),
    "a response in XML": (
        document(
            {
                "/a": {
                    "get": operation("a", "get")
                    | {"responses": {"200": {"description": "x", "content": {"application/xml": {"schema": TEXT}}}}}
                }
            }
        ),
        "/paths/~1a/get/responses/200",
        "application/xml",
    ),
    "a response in plain text": (
        document(
            {
                "/a": {
                    "get": operation("a", "get")
                    | {"responses": {"200": {"description": "x", "content": {"text/plain": {"schema": TEXT}}}}}
                }
            }
        ),
        "/paths/~1a/get/responses",
        "not JSON",
    ),
    "a list without links": (
        document(
            {
                "/a": {
                    "get": operation(
                        "a", "list", {"type": "object", "properties": {"items": {"type": "array", "items": TEXT}}}
                    )
                }
            }
        ),
        "/paths/~1a/get/responses",
        "`links`",
    ),
    "no operationId": (document({"/a": {"get": operation("", "get", TEXT)}}), "/paths/~1a/get", "operationId"),
    "no tag": (document({"/a": {"get": operation("a", "get", TEXT) | {"tags": []}}}), "/paths/~1a/get", "tags"),
    "no x-action": (document({"/a": {"get": operation("a", "", TEXT)}}), "/paths/~1a/get", "x-action"),
    "no server": (one() | {"servers": []}, "/servers", "server"),
    "a relative server": (one() | {"servers": [{"url": "/v1"}]}, "/servers", "server"),
    "no paths at all": (
        {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "servers": [{"url": "https://x"}]},
        "",
        "Field required",
    ),
    "another version of OpenAPI": (one() | {"openapi": "2.0"}, "/openapi", "OpenAPI version"),
}


@pytest.mark.parametrize("case", CASES)
def test_an_unsupported_document_is_one_diagnostic_with_a_pointer(case, tmp_path):
    source, pointer, word = CASES[case]
    (diagnostic,) = diagnostics_of(source, tmp_path)
    assert diagnostic.pointer == pointer
    assert word in diagnostic.message
    assert diagnostic.fix
    assert "\n" not in str(diagnostic)
    assert " object at 0x" not in str(diagnostic)


def test_one_run_reports_every_error(tmp_path):
    parameters = [
        {"name": "X", "in": "header", "schema": TEXT},
        {"name": "q", "in": "query", "style": "deepObject", "schema": TEXT},
    ]
    found = diagnostics_of(one(parameters=parameters, errors={"201": RESPONSE}), tmp_path)
    assert len(found) == 3


def test_nothing_is_written_if_the_document_has_errors(tmp_path):
    diagnostics_of(one() | {"servers": []}, tmp_path)
    diagnostics_of(with_book({"b": {"type": "array"}}), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_operation_missing_in_the_templates_is_a_diagnostic(tmp_path, monkeypatch):
    from generator.render import project

    templates = tmp_path / "templates"
    import shutil

    shutil.copytree(project.TEMPLATES, templates)
    resource = templates / "sdk" / "resource.py.jinja"
    loop = "{% for method in namespace.methods %}"
    resource.write_text(
        resource.read_text(encoding="utf-8").replace(loop, "{% for method in namespace.methods[1:] %}"),
        encoding="utf-8",
    )
    monkeypatch.setattr(project, "TEMPLATES", templates)
    source = document({"/a": {"get": operation("a", "get", TEXT)}, "/b": {"get": operation("b", "count", TEXT)}})
    (diagnostic,) = diagnostics_of(source, tmp_path / "out")
    assert (diagnostic.pointer, diagnostic.message) == ("/paths/~1a/get", "The operation was not rendered.")


def test_error_classes_are_named_as_in_other_sdks_or_after_the_responses_or_after_the_status(tmp_path):
    source = document(
        {
            "/a": {
                "get": operation(
                    "a",
                    "get",
                    TEXT,
                    errors={
                        "401": {"$ref": "#/components/responses/Broken"},
                        "404": {"$ref": "#/components/responses/No Such Thing"},
                        "409": RESPONSE,
                        "419": RESPONSE,
                        "500": {"$ref": "#/components/responses/Broken"},
                        "501": {"$ref": "#/components/responses/Broken"},
                        "502": {"$ref": "#/components/responses/Broken"},
                        "505": {"$ref": "#/components/responses/Broken"},
                        "5XX": RESPONSE,
                    },
                )
            }
        },
        responses={"No Such Thing": RESPONSE, "Broken": RESPONSE},
    )
    module = load(source, tmp_path)
    classes = module.errors.ERRORS_BY_STATUS
    names = {status: kind.__name__ for status, kind in classes.items()}
    assert names == {
        401: "AuthenticationError",
        404: "NoSuchThingError",
        409: "ConflictError",
        419: "Status419Error",
        500: "InternalServerError",
        501: "BrokenError",
        502: "BadGatewayError",
        503: "ServiceUnavailableError",
        504: "GatewayTimeoutError",
        505: "BrokenError",
    }
    for status, kind in classes.items():
        assert issubclass(kind, module.errors.ServerError) is (status >= 500)


def test_one_error_class_is_not_of_both_the_client_and_the_server(tmp_path):
    errors = {status: {"$ref": "#/components/responses/Broken"} for status in ("409", "501")}
    source = document({"/a": {"get": operation("a", "get", TEXT, errors=errors)}}, responses={"Broken": RESPONSE})
    (diagnostic,) = diagnostics_of(source, tmp_path)
    assert diagnostic.message == "`BrokenError` is an error of the server and of the client: 501 and another status."


def test_a_schema_with_the_name_of_a_class_of_the_package_is_a_diagnostic(tmp_path):
    for name in ("Page", "InternalServerError", "NotFoundError"):
        errors = {"404": {"$ref": "#/components/responses/NotFound"}}
        get = operation("a", "get", {"$ref": f"#/components/schemas/{name}"}, errors=errors)
        schema = {"type": "object", "properties": {"x": TEXT}}
        source = document({"/a": {"get": get}}, schemas={name: schema}, responses={"NotFound": RESPONSE})
        (diagnostic,) = diagnostics_of(source, tmp_path / name)
        assert (diagnostic.pointer, diagnostic.message) == (
            f"/components/schemas/{name}",
            f"The name `{name}` is reserved.",
        )


def test_two_types_of_arguments_with_one_name_are_a_diagnostic(tmp_path):
    parameter = {"name": "x", "in": "query", "schema": TEXT}
    schema = {"type": "string", "enum": ["a"]}
    named = document(
        {"/a": {"get": operation("a", "get", {"$ref": "#/components/schemas/H"}, parameters=[parameter])}},
        schemas={
            "H": {"type": "object", "properties": {"x": {"$ref": "#/components/schemas/BooksGetParams"}}},
            "BooksGetParams": schema,
        },
    )
    (diagnostic,) = diagnostics_of(named, tmp_path)
    assert diagnostic.pointer == "/paths/~1a/get"
    assert "`BooksGetParams`" in diagnostic.message


def test_conflicting_error_classes_are_diagnostics(tmp_path):
    paths = {
        "/a": {"get": operation("a", "get", TEXT, errors={"404": {"$ref": "#/components/responses/A"}})},
        "/b": {"get": operation("b", "count", TEXT, errors={"404": {"$ref": "#/components/responses/B"}})},
        "/c": {"get": operation("c", "update", TEXT, errors={"409": {"$ref": "#/components/responses/Server"}})},
    }
    found = diagnostics_of(document(paths, responses={"A": RESPONSE, "B": RESPONSE, "Server": RESPONSE}), tmp_path)
    assert [diagnostic.message for diagnostic in found] == [
        "404 is `AError` elsewhere but `BError` here.",
        "The class name `ServerError` is reserved.",
    ]
