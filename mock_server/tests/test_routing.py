"""Methods and URLs, as HTTP has them."""

import pytest


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/projects/", "//projects", "/projects//api-keys", "/Projects", "/projects/a/b", ""]
)
def test_a_path_that_no_operation_has_is_not_found(call, path):
    answer = call(f"GET {path}")

    assert (answer.status, answer.json["title"]) == (404, "Unrecognized request URL.")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "get", "FOO"])
def test_a_method_that_a_path_does_not_take_is_refused_with_those_that_it_takes(call, method):
    answer = call(f"{method} /projects")

    assert (answer.status, answer.json["title"]) == (405, "Method is not allowed for this route.")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_options_lists_the_methods(call):
    answer = call("OPTIONS /projects/count")

    assert (answer.status, answer.headers["Allow"], answer.text) == (204, "GET, HEAD, OPTIONS", b"")


def test_a_literal_segment_goes_before_a_parameter(call):
    assert call("GET /projects/count").json == {"count": 0}


def test_head_answers_like_get(call):
    assert call("HEAD /projects").headers == call("GET /projects").headers


@pytest.mark.parametrize("project_id", ["nope", "project_" + "1" * 22, "x" * 5000, "%00", "..", "é"])
def test_an_unknown_id_is_not_found(call, project_id):
    answer = call(f"GET /projects/{project_id}")

    assert (answer.status, answer.json["title"]) == (404, "The requested resource could not be found.")
