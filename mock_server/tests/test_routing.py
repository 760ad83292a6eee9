"""Routing of methods and paths."""

import pytest


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/projects/", "//projects", "/projects//api-keys", "/Projects", "/projects/a/b", ""]
)
def test_an_unknown_path_is_a_404(call, path):
    response = call(f"GET {path}")

    assert (response.status, response.json["title"]) == (404, "Unrecognized request URL.")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "get", "FOO"])
def test_an_unsupported_method_is_a_405_with_the_supported_ones(call, method):
    response = call(f"{method} /projects")

    assert (response.status, response.json["title"]) == (405, "Method is not allowed for this route.")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_options_lists_the_methods(call):
    response = call("OPTIONS /projects/count")

    assert (response.status, response.headers["Allow"], response.text) == (204, "GET, HEAD, OPTIONS", b"")


def test_a_literal_segment_takes_precedence_over_a_parameter(call):
    assert call("GET /projects/count").json == {"count": 0}


def test_head_has_the_headers_of_get(call):
    head, get = (dict(call(f"{method} /projects").headers) for method in ("HEAD", "GET"))
    assert head.pop("X-Request-Id") != get.pop("X-Request-Id")  # of two requests
    assert head == get


@pytest.mark.parametrize("project_id", ["nope", "project_" + "1" * 22, "x" * 5000, "%00", "..", "é"])
def test_an_unknown_id_is_a_404(call, project_id):
    response = call(f"GET /projects/{project_id}")

    assert (response.status, response.json["title"]) == (404, "The requested resource could not be found.")
