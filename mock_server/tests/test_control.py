"""The control plane over HTTP."""

import pytest

from apivideo_admin_mock.testing import AdminMock


@pytest.fixture
def http(mock):
    return mock.app.test_client()


@pytest.fixture
def key(mock):
    return {"Authorization": mock.authorization}


def test_health_needs_no_key(http):
    answer = http.get("/_mock/health")

    assert (answer.status_code, answer.json["status"]) == (200, "ok")


def test_the_clock_can_be_read_set_moved_and_frozen(http, key):
    assert http.get("/_mock/clock", headers=key).json == {"now": "2026-02-02T02:40:00+00:00", "frozen": False}
    moved = http.patch("/_mock/clock", headers=key, json={"advance": 86400, "frozen": True}).json
    assert moved == {"now": "2026-02-03T02:40:00+00:00", "frozen": True}
    changed = http.patch("/_mock/clock", headers=key, json={"now": "2030-01-01T00:00:00Z"}).json
    assert changed == {"now": "2030-01-01T00:00:00+00:00", "frozen": True}


@pytest.mark.parametrize(
    "payload",
    [{"now": "tomorrow"}, {"now": "2026-01-01T00:00:00"}, {"advance": "x"}, {"advance": 1e300}, {"tick": 1}, []],
)
def test_a_change_of_the_clock_that_does_not_fit_is_refused_with_an_example(http, key, payload):
    answer = http.patch("/_mock/clock", headers=key, json=payload)

    assert answer.status_code == 400
    assert '{"advance": 3600}' in answer.json["title"]
    assert http.get("/_mock/clock", headers=key).json["now"] == "2026-02-02T02:40:00+00:00"


def test_the_journal_tells_the_requests_and_hides_secrets(http, key):
    http.get("/projects/p/api-keys?name=ci&value=top-secret", headers=key)
    http.get("/projects/count", headers=key)

    entries = http.get("/_mock/requests", headers=key).json["items"]

    assert [(entry["operation_id"], entry["status"]) for entry in entries] == [
        ("list_api_keys", 404),
        ("count_projects", 200),
    ]
    assert entries[0]["query"] == "name=ci&value=***"
    only = http.get("/_mock/requests?operation_id=count_projects", headers=key).json["items"]
    assert only == entries[1:]
    assert http.delete("/_mock/requests", headers=key).status_code == 204
    assert http.get("/_mock/requests", headers=key).json == {"items": []}


def test_a_reset_empties_the_world_of_the_caller_alone():
    mock = AdminMock(keys=["one", "two"])
    http = mock.app.test_client()
    headers = {name: {"Authorization": mock.authorization_of(name)} for name in ("one", "two")}
    for name in ("one", "two"):
        http.post("/projects", headers=headers[name], json={"name": "x"})

    assert http.post("/_mock/reset", headers=headers["one"]).status_code == 204

    assert http.get("/projects/count", headers=headers["one"]).json == {"count": 0}
    assert http.get("/projects/count", headers=headers["two"]).json == {"count": 1}


def test_a_world_is_controlled_with_its_key_only(http):
    assert http.post("/_mock/reset").status_code == 401
    assert http.get("/_mock/clock", headers={"Authorization": AdminMock.authorization_of("other")}).status_code == 401


def test_other_machines_are_refused(http, key):
    answer = http.post("/_mock/reset", headers=key, environ_base={"REMOTE_ADDR": "192.0.2.7"})

    assert answer.status_code == 403
    assert "192.0.2.7" in answer.json["title"]


def test_an_unknown_route_lists_the_known_ones(http):
    answer = http.get("/_mock/faults")

    assert answer.status_code == 404
    assert "/clock" in answer.json["title"]
