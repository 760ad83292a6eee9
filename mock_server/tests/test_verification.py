"""Recorded requests are compared with expected ones, in Python and over HTTP."""

from __future__ import annotations

import pytest

from apivideo_admin_mock import MockError
from apivideo_admin_mock.testing import AdminMock

SECRET = "s3cr3t-of-an-api-key"


@pytest.fixture
def mock():
    """A mock that got a create, a list and a create without a key."""
    mock = AdminMock(rate_limit="off", projects=[{"name": "old", "api_keys": [{"name": "ci", "value": SECRET}]}])
    http = mock.app.test_client()
    key = {"Authorization": mock.authorization, "X-Trace": "t1"}
    http.post("/projects", json={"name": "Beta", "region": "eu-central-1"}, headers=key)
    http.get("/projects?name=a&page=2", headers=key)
    http.post("/projects", json={"name": "Gamma"})
    return mock


@pytest.fixture
def verify(mock):
    """A function that posts a verification and returns its response."""
    http, key = mock.app.test_client(), {"Authorization": mock.authorization}
    return lambda expected, path="": http.post(f"/_mock/verify{path}", json=expected, headers=key)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (None, {}),
        (None, {"times": 3}),
        ("create_project", {}),
        ("create_project", {"times": 2}),
        ("create_project", {"json": {"region": "eu-central-1", "name": "Beta"}, "times": 1}),
        ("create_project", {"headers": {"X-Trace": "t1"}, "times": 1}),
        ("create_project", {"headers": {"authorization": "***"}, "times": 1}),
        ("create_project", {"status": 401, "method": "POST", "path": "/projects", "times": 1}),
        ("list_projects", {"query": {"name": "a"}, "times": 1}),
        ("list_projects", {"query": {"page": ["2"]}}),
        ("list_projects", {"json": None}),
        ("count_projects", {"times": 0}),
    ],
)
def test_what_was_received_passes(mock, verify, operation, expected):
    mock.assert_called(operation, **expected)

    assert verify({"operation_id": operation, **expected}).status_code == 204


@pytest.mark.parametrize(
    ("operation", "expected", "lines"),
    [
        (
            "create_project",
            {"json": {"name": "beta", "tag": 1}, "times": 1},
            [
                'expected create_project with json {"name": "beta", "tag": 1} once, and it was received never.',
                "The nearest requests:",
                "  request 3: POST /projects -> 401",
                '    json.name: expected "beta", received "Gamma"',
                "    json.tag: expected 1, received nothing",
                "  request 1: POST /projects -> 201",
                '    json.name: expected "beta", received "Beta"',
                "    json.tag: expected 1, received nothing",
                '    json.region: expected nothing, received "eu-central-1"',
                "  request 2: GET /projects -> 200",
                '    operation_id: expected "create_project", received "list_projects"',
                '    json: expected {"name": "beta", "tag": 1}, received null',
            ],
        ),
        (
            "list_projects",
            {"query": {"name": "b", "sort_by": "name"}, "headers": {"X-Trace": "t2"}},
            [
                'expected list_projects with query {"name": "b", "sort_by": "name"}, headers {"X-Trace": "t2"} at least once, and it was received never.',
                "The nearest requests:",
                "  request 2: GET /projects -> 200",
                '    query.name: expected "b", received "a"',
                '    query.sort_by: expected "name", received nothing',
                '    headers.x-trace: expected "t2", received "t1"',
            ],
        ),
        (
            "create_project",
            {"times": 1},
            [
                "expected create_project once, and it was received 2 times.",
                "  request 1: POST /projects -> 201",
                "  request 3: POST /projects -> 401",
            ],
        ),
    ],
)
def test_a_failure_lists_the_nearest_requests_and_where_they_differ(mock, verify, operation, expected, lines):
    with pytest.raises(AssertionError) as caught:
        mock.assert_called(operation, **expected)
    assert str(caught.value).splitlines()[: len(lines)] == lines

    response = verify({"operation_id": operation, **expected})
    assert response.status_code == 409
    assert response.json["problems"] == str(caught.value).splitlines()
    assert response.json["detail"] == lines[0]


def test_a_request_that_must_not_be_received(mock):
    mock.assert_not_called("count_projects")
    mock.assert_not_called("create_project", json={"name": "Delta"})
    with pytest.raises(AssertionError, match="expected list_projects never, and it was received once"):
        mock.assert_not_called("list_projects")


def test_the_order_of_requests(mock, verify):
    mock.assert_called_in_order("create_project", "list_projects", "create_project")
    mock.assert_called_in_order("create_project", "create_project")
    assert verify({"operation_ids": ["list_projects", "create_project"]}, "/order").status_code == 204

    with pytest.raises(AssertionError) as caught:
        mock.assert_called_in_order("list_projects", "list_projects")

    assert str(caught.value).splitlines() == [
        "expected list_projects, then list_projects, and list_projects was not received after list_projects.",
        "Received: create_project, list_projects, create_project",
    ]
    refused = verify({"operation_ids": ["list_projects", "list_projects"]}, "/order")
    assert refused.json["problems"] == str(caught.value).splitlines()


@pytest.mark.parametrize("place", ["path", "query", "json", "headers", "name"])
def test_a_failure_shows_no_secret(mock, place):
    http, key = mock.app.test_client(), {"Authorization": mock.authorization}
    sent = {
        "path": lambda: http.get(f"/projects/{SECRET}", headers=key),
        "query": lambda: http.get(f"/projects?name={SECRET}", headers=key),
        "json": lambda: http.post("/projects", json={"name": f"a {SECRET}"}, headers=key),
        "headers": lambda: http.get("/projects", headers={**key, "X-Trace": SECRET}),
        "name": lambda: http.post("/projects", json={SECRET: "x"}, headers=key),
    }
    mock.clear_calls()
    sent[place]()

    with pytest.raises(AssertionError) as caught:
        mock.assert_called(
            path="/projects/1",
            query={"name": "x"},
            json={"name": "y"},
            headers={"x-trace": "z", "authorization": "Basic"},
        )

    assert "***" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert mock.authorization not in str(caught.value)


def test_an_unknown_operation_or_argument_is_an_error(mock, verify):
    with pytest.raises(MockError, match="Did you mean `create_project`"):
        mock.assert_called("create_projects")
    with pytest.raises(MockError, match="is not an operation"):
        mock.assert_called_in_order("list_projects", "x")
    with pytest.raises(TypeError, match="body"):
        mock.assert_called("create_project", body={})
    assert verify({"operation_id": "x"}).status_code == 400
    assert verify({"operation_ids": ["x"]}, "/order").status_code == 400


def test_an_exact_number_is_not_known_after_requests_were_dropped(mock, monkeypatch):
    from apivideo_admin_mock.backends import entry

    monkeypatch.setattr(entry, "MAX_ENTRIES", 2)
    mock.app.test_client().get("/projects", headers={"Authorization": mock.authorization})

    mock.assert_called("list_projects")
    with pytest.raises(AssertionError, match="2 older requests are no longer recorded"):
        mock.assert_called("list_projects", times=2)


def test_requests_show_their_headers_without_secrets(mock):
    first, _, refused = mock.calls()
    assert first.headers["x-trace"] == "t1"
    assert first.headers["authorization"] == "***"
    assert (refused.status, refused.operation_id) == (401, "create_project")
    assert "authorization" not in refused.headers
