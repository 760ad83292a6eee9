"""Requests of other web pages, other names and proxies are refused: cross-site request forgery and DNS rebinding."""

import pytest

from apivideo_admin_mock import SettingsError, create_app
from apivideo_admin_mock.http.access import AccessPolicy, Source
from apivideo_admin_mock.http.cors import Cors
from apivideo_admin_mock.testing import AdminMock

KEY = {"Authorization": AdminMock.authorization_of("mock-admin-key")}
PATHS = ["/projects", "/_mock/state"]
FOREIGN = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:3000"},
    {"Origin": "http://localhost.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]
FORWARDED = [
    {"Forwarded": "for=192.0.2.7"},
    {"X-Forwarded-For": "192.0.2.7"},
    {"X-Forwarded-Host": "mock.example"},
    {"X-Forwarded-Anything": "1"},
    {"X-Real-IP": "192.0.2.7"},
    {"Via": "1.1 proxy"},
]
OTHER_NAMES = [
    "evil.example",
    "evil.example:8080",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.example.",
    "192.0.2.7",
    "0.0.0.0",  # noqa: S104 - compared, not bound
    "[2001:db8::1]:8080",
    "",
    "x" * 100_000,
]
LOOPBACK = [
    "localhost",
    "LOCALHOST:1",
    "localhost.",
    "a.localhost:8080",
    "127.0.0.1:80",
    "127.8.9.1",
    "[::1]:8080",
    "[::1]",
]


@pytest.fixture
def with_token():
    return create_app(control_token="right").test_client()


def refused(response) -> str:
    """Return the detail of a 403, and check its form."""
    assert response.status_code == 403
    assert response.mimetype == "application/problem+json"
    assert list(response.json) == ["title", "status", "detail"]
    assert "fix: " in response.json["detail"]
    assert len(response.text) < 800
    return response.json["detail"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", [*FOREIGN, *FORWARDED])
def test_without_a_token_foreign_and_forwarded_requests_are_refused(http, path, headers):
    ((name, _),) = headers.items()

    assert name in refused(http.get(path, headers=KEY | headers))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", OTHER_NAMES)
def test_without_a_token_other_names_are_refused(http, path, host):
    assert f"--allow-host {host[:10].partition(':')[0].removesuffix('.')}" in refused(
        http.get(path, headers=KEY | {"Host": host})
    ) or host.startswith("[")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", LOOPBACK)
def test_every_loopback_name_is_accepted(http, path, host):
    assert http.get(path, headers=KEY | {"Host": host}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"X-Http-X-Forwarded-For": "a name that only contains one of a proxy"},
    ],
)
def test_pages_of_the_mock_and_the_address_bar_are_accepted(http, path, headers):
    assert http.get(path, headers=KEY | headers).status_code == 200


def test_a_refused_request_changes_nothing_and_is_not_recorded(mock, http, key):
    foreign = key | {"Origin": "http://evil.example"}
    http.post("/projects", headers=key, json={"name": "mine"})

    refused(http.post("/projects", headers=foreign, json={"name": "x"}))
    refused(http.post("/_mock/reset", headers=foreign))
    refused(http.post("/_mock/scenario", headers=foreign, json={"projects": 3}))

    assert http.get("/projects/count", headers=key).json == {"count": 1}
    assert len(mock.calls()) == 2


@pytest.mark.parametrize("headers", [{"Host": "mock:8080"}, *FORWARDED])
def test_with_a_token_other_machines_reach_the_api_without_it(with_token, headers):
    assert with_token.get("/projects", headers=KEY | headers).status_code == 200
    assert with_token.get("/_mock/health", headers=headers).status_code == 200
    assert with_token.get("/_mock/state", headers=KEY | headers).status_code == 403


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", FOREIGN)
def test_with_a_token_other_web_pages_are_refused_unless_they_send_it(with_token, path, headers):
    assert with_token.get(path, headers=KEY | headers).status_code == 403
    assert with_token.get(path, headers=KEY | headers | {"X-Mock-Control-Token": "wrong"}).status_code == 403
    assert with_token.get(path, headers=KEY | headers | {"X-Mock-Control-Token": "right"}).status_code == 200


def test_a_token_that_the_mock_does_not_have_gives_no_access(http):
    refused(http.get("/projects", headers=KEY | {"Host": "evil.example", "X-Mock-Control-Token": ""}))


@pytest.mark.parametrize(
    ("allowed", "host", "accepted"),
    [
        ("mock.example", "Mock.example:8080", True),
        ("mock.example", "other.example", False),
        ("mock.example", "a.mock.example", False),
        ("192.0.2.7", "192.0.2.7:8080", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("::1", "[::1]:8080", True),
        ("0.0.0.0", "192.0.2.7:8080", True),  # noqa: S104 - compared, not bound
        ("::", "[2001:db8::1]", True),
        ("0.0.0.0", "evil.example", False),  # noqa: S104 - compared, not bound
    ],
)
def test_more_hosts_can_be_allowed(allowed, host, accepted):
    policy = AccessPolicy([allowed], None, Cors(frozenset()))

    assert (policy.refusal(Source(host=host)) is None) == accepted


def test_an_allowed_host_is_a_setting():
    http = create_app(allowed_hosts=["mock"]).test_client()

    assert http.get("/projects", headers=KEY | {"Host": "mock:8080"}).status_code == 200


@pytest.mark.parametrize("hosts", ["mock", [1], ["mock:8080/"], ["*"], [""]])
def test_an_invalid_host_is_an_error(hosts):
    with pytest.raises(SettingsError, match=r"is not a host|must be a list"):
        create_app(allowed_hosts=hosts)


class TestContentType:
    @pytest.mark.parametrize(
        "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
    )
    def test_the_control_plane_accepts_json_only(self, http, key, content_type):
        response = http.post("/_mock/scenario", headers=key, data='{"projects": 3}', content_type=content_type)

        assert response.status_code == 415
        assert "fix: send the header `Content-Type: application/json`" in response.json["detail"]
        assert http.get("/projects/count", headers=key).json == {"count": 0}

    def test_a_form_without_fields_cannot_reset(self, http, key):
        assert http.post("/_mock/reset", headers=key, content_type="text/plain").status_code == 415

    @pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=utf-8"])
    def test_json_is_accepted(self, http, key, content_type):
        data = '{"rate_limit": "off"}'

        assert http.patch("/_mock/settings", headers=key, data=data, content_type=content_type).status_code == 200
