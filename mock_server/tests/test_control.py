"""The control plane over HTTP: access, clock, settings and recorded requests."""

import threading
import time
from pathlib import Path

import pytest
import yaml

import apivideo_admin_mock
from apivideo_admin_mock import MockError, SettingsError, create_app
from apivideo_admin_mock.control.routes import ROUTES
from apivideo_admin_mock.testing import AdminMock

DOCUMENT = yaml.safe_load(
    (Path(apivideo_admin_mock.__file__).parent / "control" / "openapi.yaml").read_text(encoding="utf-8")
)


def test_health_needs_no_key(http):
    response = http.get("/_mock/health")

    assert (response.status_code, response.json["status"]) == (200, "ok")


def test_the_document_lists_exactly_the_routes(http, key):
    routes = {(method, path) for method, path, _ in ROUTES} | {
        ("GET", path) for path in ("/health", "/metrics", "/openapi.json", "/tenants")
    }

    documented = {(method.upper(), path) for path, item in DOCUMENT["paths"].items() for method in item}

    assert documented == routes
    assert http.get("/_mock/openapi.json", headers=key).json["info"] == DOCUMENT["info"]


class TestClock:
    def test_the_clock_can_be_read_set_moved_and_frozen(self, http, key):
        assert http.get("/_mock/clock", headers=key).json == {"now": "2026-02-02T02:40:00+00:00", "frozen": False}
        moved = http.patch("/_mock/clock", headers=key, json={"advance": 86400, "frozen": True}).json
        assert moved == {"now": "2026-02-03T02:40:00+00:00", "frozen": True}
        changed = http.patch("/_mock/clock", headers=key, json={"now": "2030-01-01T00:00:00Z"}).json
        assert changed == {"now": "2030-01-01T00:00:00+00:00", "frozen": True}

    @pytest.mark.parametrize(
        ("payload", "detail"),
        [
            ({"now": "tomorrow"}, "tomorrow"),
            ({"now": "2026-01-01T00:00:00"}, "has no offset"),
            ({"advance": "x"}, "Expected `float`"),
            ({"advance": 1e300}, "Expected `float` <= 3155760000"),
            ({"now": "8999-01-01T00:00:00Z", "advance": 3e9}, "the year 9000"),
            ({"tick": 1}, "unknown field `tick`"),
            ([], "must be a JSON object"),
        ],
    )
    def test_an_invalid_change_is_rejected_and_changes_nothing(self, http, key, payload, detail):
        response = http.patch("/_mock/clock", headers=key, json=payload)

        assert response.status_code == 400
        assert detail in response.json["detail"]
        assert http.get("/_mock/clock", headers=key).json["now"] == "2026-02-02T02:40:00+00:00"


class TestJournal:
    def test_recorded_requests_have_their_secrets_masked(self, http, key):
        project = http.post("/projects", headers=key, json={"name": "x"}).json["project_id"]
        http.post(f"/projects/{project}/api-keys", headers=key, json={"name": "ci"})
        http.get(f"/projects/{project}/api-keys?name=ci&value=top-secret", headers=key)

        entries = http.get("/_mock/requests", headers=key).json["items"]

        assert [(entry["operation_id"], entry["status"]) for entry in entries] == [
            ("create_project", 201),
            ("create_api_key", 201),
            ("list_api_keys", 200),
        ]
        assert entries[1]["request"] == {"name": "ci"}
        assert entries[1]["response"]["value"] == "***"
        assert entries[2]["query"] == "name=ci&value=***"
        everything = http.get("/_mock/requests", headers=key).text
        assert "top-secret" not in everything
        assert http.get(f"/projects/{project}/api-keys", headers=key).json["items"][0]["value"] not in everything

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("", [1, 2, 3]),
            ("operation_id=count_projects", [1, 3]),
            ("method=POST", [2]),
            ("path=/projects/count", [1, 3]),
            ("status=400", [2]),
            ("status=200&operation_id=create_project", []),
        ],
    )
    def test_recorded_requests_can_be_filtered(self, http, key, query, numbers):
        http.get("/projects/count", headers=key)
        http.post("/projects", headers=key, json={})
        http.get("/projects/count", headers=key)

        response = http.get(f"/_mock/requests?{query}", headers=key).json

        assert [entry["number"] for entry in response["items"]] == numbers
        assert response["count"] == len(numbers)

    def test_a_client_can_wait_for_a_request(self, mock, http, key):
        caller = threading.Timer(0.05, lambda: mock.app.test_client().get("/projects/count", headers=key))
        caller.start()
        began = time.monotonic()

        response = http.get("/_mock/requests?operation_id=count_projects&count=1&wait=30", headers=key).json

        caller.join()
        assert response["count"] == 1
        assert time.monotonic() - began < 20

    def test_requests_are_masked_after_the_transaction(self, mock, http, key, monkeypatch):
        """It can take seconds, in which other requests of the key must not wait."""
        from apivideo_admin_mock.tenants import journal

        as_json = journal.as_json

        def masked(*arguments, **options):
            other = threading.Thread(target=lambda: mock.app.test_client().get("/projects/count", headers=key))
            other.start()
            other.join(10)
            assert not other.is_alive()
            return as_json(*arguments, **options)

        monkeypatch.setattr(journal, "as_json", masked)
        http.get("/projects", headers=key)

        assert http.get("/_mock/requests", headers=key).json["count"] == 1

    def test_waiting_ends_after_the_maximum_time(self, http, key):
        assert http.get("/_mock/requests?count=1&wait=0.01", headers=key).json == {
            "items": [],
            "count": 0,
            "dropped": 0,
        }

    def test_recorded_requests_can_be_deleted(self, http, key):
        http.get("/projects/count", headers=key)

        assert http.delete("/_mock/requests", headers=key).status_code == 204
        assert http.get("/_mock/requests", headers=key).json["count"] == 0

    @pytest.mark.parametrize("query", ["wait=61", "wait=x", "count=x", "operation=list", "status=ok"])
    def test_an_invalid_filter_is_rejected(self, http, key, query):
        assert http.get(f"/_mock/requests?{query}", headers=key).status_code == 400

    def test_the_oldest_entries_are_dropped_and_this_is_reported(self, mock, call, http, key):
        for _ in range(1005):
            call("GET /projects/count")

        with pytest.raises(
            MockError, match=r"5 older requests are no longer recorded: .* fix: use calls\(allow_dropped=True\)"
        ):
            mock.calls("create_project")
        entries = mock.calls(allow_dropped=True)
        assert (len(entries), entries[0].number) == (1000, 6)
        assert http.get("/_mock/requests?operation_id=create_project", headers=key).json == {
            "items": [],
            "count": 0,
            "dropped": 5,
        }

    @pytest.mark.parametrize("clear", ["clear_calls", "reset"])
    def test_after_a_deletion_no_entry_counts_as_dropped(self, mock, call, clear):
        for _ in range(1005):
            call("GET /projects/count")
        getattr(mock, clear)()
        call("GET /projects/count")

        assert len(mock.calls()) == 1


class TestSettings:
    def test_the_rate_limit_can_be_changed(self, make_caller):
        call = make_caller()
        http, key = call.mock.app.test_client(), {"Authorization": call.mock.authorization}

        changed = http.patch("/_mock/settings", headers=key, json={"rate_limit": "2/s"}).json

        assert changed == {"rate_limit": "2/s", "latency": 0.0}
        assert [call("GET /projects/count").status for _ in range(3)] == [200, 200, 429]
        assert call("GET /projects/count").headers["X-RateLimit-Limit"] == "2"
        http.patch("/_mock/settings", headers=key, json={"rate_limit": "spec"})
        assert call("GET /projects/count").headers["X-RateLimit-Limit"] == "10"

    def test_latency_delays_every_response(self, mock, http, key, call):
        http.patch("/_mock/settings", headers=key, json={"latency": 0.01})

        response = mock.engine.handle(call.request("GET /projects/count"))

        assert response.delivery is not None
        assert response.delivery.delay == 0.01
        assert http.get("/projects/count", headers=key).status_code == 200

    @pytest.mark.parametrize(
        "change",
        [{"rate_limit": "fast"}, {"latency": 1, "rate_limit": "fast"}, {"latency": -1}, {"latency": 61}, {"speed": 1}],
    )
    def test_an_invalid_change_is_rejected_and_changes_nothing(self, http, key, change):
        before = http.get("/_mock/settings", headers=key).json

        assert http.patch("/_mock/settings", headers=key, json=change).status_code == 400

        assert http.get("/_mock/settings", headers=key).json == before


class TestAccess:
    def test_a_reset_affects_only_the_data_of_its_key(self):
        mock = AdminMock(keys=["one", "two"])
        http = mock.app.test_client()
        headers = {name: {"Authorization": mock.authorization_of(name)} for name in ("one", "two")}
        for name in ("one", "two"):
            http.post("/projects", headers=headers[name], json={"name": "x"})

        assert http.post("/_mock/reset", headers=headers["one"]).status_code == 204

        assert http.get("/projects/count", headers=headers["one"]).json == {"count": 0}
        assert http.get("/projects/count", headers=headers["two"]).json == {"count": 1}

    def test_the_control_plane_requires_an_accepted_key(self, http):
        assert http.post("/_mock/reset").status_code == 401
        other = {"Authorization": AdminMock.authorization_of("other")}
        assert http.get("/_mock/clock", headers=other).status_code == 401

    def test_a_request_from_another_machine_is_forbidden(self, http, key):
        response = http.post("/_mock/reset", headers=key, environ_base={"REMOTE_ADDR": "192.0.2.7"})

        assert response.status_code == 403
        assert "192.0.2.7" in response.json["title"]
        assert "--control-token" in response.json["detail"]

    @pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", None])
    def test_every_loopback_address_has_access(self, http, key, address):
        environ = {} if address is None else {"REMOTE_ADDR": address}

        assert http.post("/_mock/reset", headers=key, environ_base=environ).status_code == 204

    @pytest.mark.parametrize("address", ["10.0.0.1", "::ffff:10.0.0.1", "2001:db8::1", "unknown"])
    def test_other_addresses_have_no_access(self, http, key, address):
        assert http.post("/_mock/reset", headers=key, environ_base={"REMOTE_ADDR": address}).status_code == 403

    def test_an_empty_token_is_rejected(self):
        with pytest.raises(SettingsError, match="control_token is empty"):
            create_app(control_token="")

    @pytest.mark.parametrize(("token", "status"), [(None, 403), ("wrong", 403), ("right", 204)])
    def test_with_a_control_token_access_depends_on_the_token_only(self, token, status):
        http = create_app(control_token="right").test_client()
        headers = {"Authorization": AdminMock.authorization_of("mock-admin-key")}
        if token is not None:
            headers["X-Mock-Control-Token"] = token

        response = http.post("/_mock/reset", headers=headers, environ_base={"REMOTE_ADDR": "192.0.2.7"})

        assert response.status_code == status

    def test_an_unknown_path_lists_the_known_ones(self, http):
        response = http.get("/_mock/nonsense")

        assert response.status_code == 404
        assert "/clock" in response.json["detail"]

    def test_a_wrong_method_lists_the_allowed_ones(self, http):
        response = http.put("/_mock/clock")

        assert (response.status_code, response.json["status"]) == (405, 405)
        assert "PATCH" in response.headers["Allow"]
