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


def test_an_encoded_slash_is_data_where_the_server_passes_the_raw_target(http):
    assert http.get("/projects/a%2Fapi-keys", headers=HEADERS).json["type"].endswith("resource-not-found")
    assert http.get("/projects%2Fcount", headers=HEADERS).json["type"].endswith("unrecognized-request-url")


def test_a_path_that_a_middleware_has_changed_is_used(http):
    changed = {"PATH_INFO": "/projects/count", "REQUEST_URI": "/else%2Fwhere", "RAW_URI": "/else%2Fwhere"}

    assert http.get("/projects", headers=HEADERS, environ_overrides=changed).json == {"count": 0}


class CutBody:
    """The input of a server whose client goes away, which either ends or raises."""

    def __init__(self, body: bytes, *, error: bool) -> None:
        self.parts, self.error = [body], error

    def read(self, _size: int) -> bytes:
        if not self.parts and self.error:
            raise OSError("Invalid chunk header")
        return self.parts.pop() if self.parts else b""


@pytest.mark.parametrize("error", [False, True])
@pytest.mark.parametrize(
    "length", [{"CONTENT_LENGTH": "20"}, {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}]
)
def test_a_payload_that_is_cut_short_is_not_stored(http, length, error):
    if "CONTENT_LENGTH" not in length and not error:
        pytest.skip("nothing shows that the last chunk is missing")
    environ = length | {"wsgi.input": CutBody(b'{"name":"x"}', error=error), "CONTENT_TYPE": "application/json"}

    response = http.post("/projects", headers=HEADERS, environ_overrides=environ)

    assert (response.status_code, http.get("/projects/count", headers=HEADERS).json) == (400, {"count": 0})


def test_a_payload_in_chunks_is_read_only_if_the_server_marks_its_end(http):
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "wsgi.input_terminated": False}

    response = http.post("/projects", headers=HEADERS, data=b'{"name":"x"}', environ_overrides=environ)

    assert response.status_code == 400
    assert "send it with a Content-Length" in response.json["detail"]


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
