"""The control plane limits what a request can cost: its payload, counts, patterns and faults."""

from datetime import date

import pytest

from apivideo_admin_mock import MockError
from apivideo_admin_mock.faults import Fault, StaleEffect, _matches
from apivideo_admin_mock.testing import AdminMock


def client(**settings):
    mock = AdminMock(rate_limit="off", **settings)
    return mock.app.test_client(), {"Authorization": mock.authorization}


@pytest.mark.parametrize("declared", [None, "1000000000"])
def test_a_large_payload_is_a_413_and_is_not_parsed(declared):
    http, key = client(max_control_bytes=1000)
    payload = b'{"projects": [' + b'{"name": "x"},' * 100 + b"]}"
    environ = {} if declared is None else {"CONTENT_LENGTH": declared}

    response = http.post(
        "/_mock/scenario", headers=key, data=payload, content_type="application/json", environ_overrides=environ
    )

    assert response.status_code == 413
    assert "1000 bytes" in response.json["detail"]
    assert "--max-control-bytes" in response.json["detail"]


def test_the_default_limit_of_a_payload_is_16_mib(http, key):
    def status(size):
        environ = {"CONTENT_LENGTH": str(size)}
        headers = {"content_type": "application/json", "environ_overrides": environ}
        return http.post("/_mock/scenario", headers=key, data=b"{}", **headers).status_code

    assert status(16 * 1024 * 1024 + 1) == 413
    assert status(2) == 204


@pytest.mark.parametrize(
    "scenario",
    [
        {"projects": {"count": 3_000_000}},
        {"projects": {"count": 20, "api_keys": {"count": 20}}},
        {"projects": [{"name": "x", "api_keys": {"count": 60}}, {"name": "y", "api_keys": {"count": 60}}]},
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/_mock/scenario"), ("PUT", "/_mock/state")])
def test_large_counts_are_an_error_and_add_nothing(method, path, scenario):
    http, key = client(max_count=100)

    response = http.open(path, method=method, headers=key, json=scenario)

    assert response.status_code == 400
    assert "more than 100 resources; fix: start the mock with --max-count" in response.json["detail"]
    assert http.get("/projects/count", headers=key).json == {"count": 0}


def test_the_default_limit_of_counts_is_10_000(http, key):
    response = http.post("/_mock/scenario", headers=key, json={"projects": {"count": 10_001}})

    assert "more than 10000 resources" in response.json["detail"]


def test_the_limit_of_counts_can_be_raised():
    http, key = client(max_count=3)

    assert http.post("/_mock/scenario", headers=key, json={"projects": {"count": 3}}).status_code == 204
    assert http.post("/_mock/scenario", headers=key, json={"projects": {"count": 4}}).status_code == 400


def test_counts_of_long_texts_are_an_error(http, key):
    scenario = {"projects": {"count": 100, "name": "x" * 1_000_000}}

    response = http.post("/_mock/scenario", headers=key, json=scenario)

    assert response.status_code == 400
    assert "more than 16777216 bytes" in response.json["detail"]


def test_the_counts_of_programs_have_no_limit():
    mock = AdminMock(max_count=1, projects=2)
    mock.seed(projects=3)

    assert mock.app.test_client().get("/projects/count", auth=(mock.key, "")).json == {"count": 5}


def test_all_errors_of_a_scenario_are_in_the_response(http, key):
    response = http.post("/_mock/scenario", headers=key, json={"projects": [{"name": 1}, {"name": 2}]})

    assert response.json["problems"] == [
        f"projects[{number - 1}]: The value of `name` must be of type string, not {number}." for number in (1, 2)
    ]
    assert response.json["detail"] == f"{response.json['problems'][0]} 1 more errors are in `problems`."


@pytest.mark.parametrize("pattern", ["*?" * 500_000, "*" * 1001])
def test_a_long_pattern_is_an_error(http, key, pattern):
    response = http.post("/_mock/faults", headers=key, json={"effect": {"kind": "stale"}, "path": pattern})

    assert response.status_code == 400
    assert "at most 1000 characters" in response.json["detail"]


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/projects", "/projects", True),
        ("/projects", "/projects/", False),
        ("*", "", True),
        ("*", "/anything", True),
        ("/projects/*/api-keys", "/projects/x/api-keys", True),
        ("/projects/*/api-keys", "/projects/x/y/api-keys", True),
        ("/projects/*/api-keys", "/projects/api-keys", False),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("*b*c", "abcbd", False),
        ("*b*c", "abcbc", True),
        ("**a**", "xax", True),
        ("[ab]?", "[ab]?", True),
        ("[ab]?", "ax", False),
        ("*a" * 500, "a" * 499, False),
        ("*a" * 500, "a" * 100_000, True),
        ("*a" * 499 + "*b", "a" * 100_000, False),
    ],
)
def test_a_star_matches_any_text(pattern, path, matches):
    assert _matches(path, pattern) == matches


def test_a_key_has_at_most_1000_faults(mock, http, key):
    for _ in range(1000):
        mock.fail(effect=StaleEffect(), times=None)

    response = http.post("/_mock/faults", headers=key, json={"effect": {"kind": "stale"}})

    assert response.status_code == 400
    assert "fix: remove them with DELETE /_mock/faults" in response.json["detail"]
    with pytest.raises(MockError, match="1000 active faults"):
        mock.fail()


def test_a_report_has_at_most_10_000_days(mock, http, key):
    project = http.post("/projects", headers=key, json={"name": "x"}).json["project_id"]
    days = [{"collected_on": date.fromordinal(700_000 + number).isoformat()} for number in range(10_001)]
    payload = {"path": f"/projects/{project}/hosting-usage", "items": days}

    response = http.put("/_mock/usage", headers=key, json=payload)

    assert response.status_code == 400
    assert "figures of more than 10000 days" in response.json["detail"]


def test_figures_count_in_the_size_of_a_key():
    http, key = client(any_key=True, max_bytes=2000)
    project = http.post("/projects", headers=key, json={"name": "x"}).json["project_id"]

    def status(month: str) -> int:
        figures = [{"collected_on": f"{month}-{day:02}", "video_duration_minutes": 10} for day in range(1, 29)]
        payload = {"path": f"/projects/{project}/hosting-usage", "items": figures}
        return http.put("/_mock/usage", headers=key, json=payload).status_code

    assert status("2026-01") == 204
    assert status("2026-01") == 204  # the same days again
    assert status("2026-02") == 400
    http.post("/_mock/reset", headers=key)
    with AdminMock().transaction() as tenant:
        assert tenant.figures_size == 0


@pytest.mark.parametrize(
    ("method", "path", "payload"),
    [
        ("POST", "/_mock/faults", {"effect": {"kind": "stale"}, "operation_id": "x" * 1_000_000}),
        ("POST", "/_mock/faults", {"effect": {"kind": "x" * 1_000_000}}),
        ("POST", "/_mock/faults", {"x" * 1_000_000: 1}),
        ("POST", "/_mock/scenario", {"x" * 1_000_000: 1}),
        ("POST", "/_mock/scenario", {"projects": [{"x" * 100_000: 1}] * 100}),
        ("PUT", "/_mock/usage", {"path": "x" * 1_000_000, "items": []}),
        ("PATCH", "/_mock/clock", {"now": "x" * 1_000_000}),
        ("PATCH", "/_mock/settings", {"rate_limit": "x" * 1_000_000}),
        ("GET", f"/_mock/{'x' * 60_000}", None),
    ],
)
def test_a_response_does_not_repeat_long_texts(http, key, method, path, payload):
    response = http.open(path, method=method, headers=key, json=payload)

    assert response.status_code in {400, 404}
    assert len(response.data) < 30_000


def test_a_fault_of_a_program_has_the_same_limits():
    with pytest.raises(ValueError, match="at most 1000 characters"):
        Fault(StaleEffect(), path="x" * 1001)
