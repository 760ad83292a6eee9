"""The WSGI adapter: decoding of requests, and encoding of responses."""

import io

import pytest

from apivideo_admin_mock import create_app
from apivideo_admin_mock.adapters.app import get_engine
from apivideo_admin_mock.testing import AdminMock

HEADERS = {"Authorization": AdminMock.authorization_of("mock-admin-key")}


@pytest.fixture
def http():
    return create_app(rate_limit="off").test_client()


def test_utf_8_names_and_paths_are_decoded(http):
    project = http.post("/projects", headers=HEADERS, json={"name": "Zoë 🎬"}).json

    assert http.get("/projects?name=Zo%C3%AB", headers=HEADERS).json["items"] == [project]
    assert http.get("/projects/pröject", headers=HEADERS).status_code == 404


def test_head_has_the_length_of_get_and_no_content(http):
    get, head = http.get("/projects", headers=HEADERS), http.head("/projects", headers=HEADERS)

    assert head.headers["Content-Length"] == get.headers["Content-Length"] != "0"
    assert head.data == b""


def test_a_204_has_no_content_length(http):
    assert "Content-Length" not in http.options("/projects", headers=HEADERS).headers


@pytest.mark.parametrize(("size", "status"), [(1024 * 1024 - 2, 201), (1024 * 1024 + 1, 413)])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_payload_over_one_mebibyte_is_too_large(http, size, status, chunked):
    body = b'{"name":"' + b"x" * (size - 11) + b'"}'
    headers = HEADERS | ({"Transfer-Encoding": "chunked"} if chunked else {})
    options = {"input_stream": io.BytesIO(body), "content_length": None if chunked else size}

    response = http.post("/projects", headers=headers, content_type="application/json", **options)

    assert response.status_code == status


def test_a_declared_length_that_is_too_large_is_not_read():
    class Unreadable:
        def read(self, size: int) -> bytes:
            raise AssertionError(f"{size} bytes are read")

    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/projects",
        "HTTP_AUTHORIZATION": HEADERS["Authorization"],
        "CONTENT_LENGTH": "1000000000",
        "wsgi.input": Unreadable(),
    }
    statuses = []

    create_app().wsgi_app(environ, lambda status, _headers: statuses.append(status))

    assert statuses == ["413 Content Too Large"]


@pytest.mark.parametrize(
    "stage",
    [
        "core.engine.act",
        "core.engine.find",
        "http.reading.Reader.read",
        "http.routing.Router.match",
        "http.rate_limit.SlidingWindow.take",
        "core.engine.sweep",
    ],
)
def test_a_bug_in_any_stage_is_logged_and_becomes_a_500(monkeypatch, caplog, stage):
    app = create_app()
    monkeypatch.setattr(f"apivideo_admin_mock.{stage}", lambda *_: 1 / 0)

    response = app.test_client().get("/projects", headers=HEADERS)

    assert (response.status_code, response.json) == (500, {"title": "Server error", "status": 500})
    assert "ZeroDivisionError" in caplog.text
    with get_engine(app).backend.transaction("mock-admin-key") as tenant:
        assert tenant.journal.find()[0].status == 500


@pytest.mark.parametrize(("query", "status"), [("name=é", 200), ("name=\xff", 400)])
def test_a_query_that_is_not_ascii_is_decoded_as_utf_8(query, status):
    statuses = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/projects",
        "QUERY_STRING": query if status == 400 else query.encode().decode("latin-1"),
        "HTTP_AUTHORIZATION": HEADERS["Authorization"],
    }

    create_app().wsgi_app(environ, lambda line, _headers: statuses.append(int(line[:3])))

    assert statuses == [status]
