"""Pages of allowed origins may use the API, and nothing else (Fetch standard, section 3.2)."""

from __future__ import annotations

import pytest
from raw_http import HOST, KEY, Connection

from apivideo_admin_mock import SettingsError, create_app
from apivideo_admin_mock.testing import AdminMock, MockServer

APP = "http://localhost:5173"
HEADERS = {"Authorization": AdminMock.authorization_of("mock-admin-key"), "Origin": APP, "Sec-Fetch-Site": "same-site"}
PREFLIGHT = {
    "Origin": APP,
    "Sec-Fetch-Site": "same-site",
    "Access-Control-Request-Method": "PATCH",
    "Access-Control-Request-Headers": "authorization,content-type",
}


@pytest.fixture
def http():
    return create_app(cors=[APP, "https://app.example"], rate_limit="off").test_client()


def test_an_allowed_page_reads_responses_and_their_headers(http):
    response = http.get("/projects", headers=HEADERS)

    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == APP
    assert response.headers["Access-Control-Expose-Headers"] == "*"
    assert response.headers["Vary"] == "Origin"


def test_an_allowed_page_reads_errors(http):
    for path, headers, status in (
        ("/projects?page=x", HEADERS, 400),
        ("/projects", {"Origin": APP}, 401),
        ("/x", HEADERS, 404),
    ):
        response = http.get(path, headers=headers)
        assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (status, APP)


def test_a_preflight_request_needs_no_key_and_is_not_recorded(http):
    response = http.options("/projects/x", headers=PREFLIGHT)

    assert (response.status_code, response.data) == (204, b"")
    assert "PATCH" in response.headers["Access-Control-Allow-Methods"].split(", ")
    assert response.headers["Access-Control-Allow-Headers"] == "authorization,content-type"
    assert response.headers["Access-Control-Allow-Origin"] == APP
    assert http.get("/_mock/requests", headers={"Authorization": HEADERS["Authorization"]}).json["count"] == 0


def test_headers_that_are_no_names_are_not_repeated(http):
    response = http.options("/projects", headers={**PREFLIGHT, "Access-Control-Request-Headers": "a, <b>"})

    assert "Access-Control-Allow-Headers" not in response.headers


def test_an_options_request_without_a_preflight_is_that_of_the_api(http):
    response = http.options("/projects", headers=HEADERS)

    assert "GET" in response.headers["Allow"]
    assert response.headers["Access-Control-Allow-Origin"] == APP


@pytest.mark.parametrize(
    "origin", ["http://localhost:5174", "https://localhost:5173", "http://evil.example", "null", f"{APP}/"]
)
def test_other_pages_are_refused(http, origin):
    refused = http.get("/projects", headers={**HEADERS, "Origin": origin})
    preflight = http.options("/projects", headers={**PREFLIGHT, "Origin": origin})

    for response in (refused, preflight):
        assert response.status_code == 403
        assert "Access-Control-Allow-Origin" not in response.headers
    assert "--cors" in refused.json["detail"]


@pytest.mark.parametrize("cors", [[APP], ["*"]])
def test_the_control_plane_is_closed_to_allowed_pages(cors):
    http = create_app(cors=cors).test_client()

    for response in (http.post("/_mock/reset", headers=HEADERS), http.options("/_mock/reset", headers=PREFLIGHT)):
        assert response.status_code == 403
        assert "Access-Control-Allow-Origin" not in response.headers


def test_an_allowed_page_must_use_a_name_of_the_mock(http):
    assert http.get("/projects", headers={**HEADERS, "Host": "evil.example"}).status_code == 403


def test_all_pages_can_be_allowed():
    http = create_app(cors=["*"]).test_client()

    for origin in ("http://evil.example", "null"):
        response = http.get("/projects", headers={**HEADERS, "Origin": origin, "Sec-Fetch-Site": "cross-site"})
        assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (200, "*")
        assert "Vary" not in response.headers


def test_without_the_setting_no_response_changes():
    response = create_app().test_client().get("/projects", headers={"Authorization": HEADERS["Authorization"]})

    assert not [name for name, _ in response.headers if name == "Vary" or name.startswith("Access-Control")]


def test_the_server_responds_like_the_wsgi_application():
    with (
        MockServer(cors=[APP], rate_limit="off") as server,
        Connection(("127.0.0.1", int(server.url.rpartition(":")[2]))) as connection,
    ):
        fields = "".join(f"{name}: {value}\r\n" for name, value in PREFLIGHT.items())
        connection.send(f"OPTIONS /projects HTTP/1.1\r\n{HOST}{fields}\r\n".encode())
        preflight = connection.read()
        connection.send(f"GET /projects HTTP/1.1\r\n{HOST}{KEY}Origin: {APP}\r\n\r\n".encode())
        response = connection.read()
        connection.send(f"GET /_mock/state HTTP/1.1\r\n{HOST}{KEY}Origin: {APP}\r\n\r\n".encode())
        refused = connection.read()

    assert (preflight.status, preflight.fields["access-control-allow-headers"]) == (204, "authorization,content-type")
    assert preflight.fields["access-control-allow-origin"] == response.fields["access-control-allow-origin"] == APP
    assert refused.status == 403


@pytest.mark.parametrize(
    "origin", ["", "localhost:5173", "http://", "http://a/", "http://a/b", "http://A", "http://a b", "*.example", 5]
)
def test_an_invalid_origin_is_an_error(origin):
    with pytest.raises(SettingsError, match="is not an origin"):
        create_app(cors=[origin])
