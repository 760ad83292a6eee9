"""The pages for browsers, and what they ask of the control plane."""

import dataclasses
import json
import re
from importlib import resources
from types import SimpleNamespace
from urllib.request import Request, urlopen

import pytest
from msgspec import structs

from apivideo_admin_mock.core.admission import is_page
from apivideo_admin_mock.http.messages import Headers
from apivideo_admin_mock.http.routing import Router
from apivideo_admin_mock.testing import AdminMock, MockServer

FOLDER = resources.files("apivideo_admin_mock") / "control" / "inspector"
FILES = sorted(one.name for one in FOLDER.iterdir() if one.is_file())
SOURCES = {name: (FOLDER / name).read_text(encoding="utf-8") for name in FILES}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
INSPECTOR = {"X-Mock-Inspector": "1"}


class TestPages:
    @pytest.mark.parametrize("path", ["/_mock/", "/"])
    def test_a_browser_gets_a_page_that_loads_from_the_mock_only(self, http, path):
        response = http.get(path, headers=BROWSER)

        assert (response.status_code, response.mimetype) == (200, "text/html")
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'self';")
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    def test_a_program_gets_json_as_before(self, http, key):
        assert http.get("/_mock/").status_code == 404
        assert http.get("/_mock/").json["title"] == "There is no /_mock/."
        assert http.get("/", headers=key).status_code == 404
        assert http.get("/", headers={"Accept": "application/json"}).status_code == 404

    def test_a_browser_is_sent_from_the_prefix_to_the_inspector(self, http):
        response = http.get("/_mock", headers=BROWSER)

        assert (response.status_code, response.headers["Location"]) == (308, "http://localhost/_mock/")

    @pytest.mark.parametrize("name", FILES)
    def test_each_file_has_its_media_type(self, http, name):
        response = http.get(f"/_mock/inspector/{name}")

        expected = {"js": "text/javascript", "css": "text/css", "html": "text/html", "svg": "image/svg+xml"}
        assert (response.status_code, response.mimetype) == (200, expected[name.rpartition(".")[2]])
        assert response.data == (FOLDER / name).read_bytes()
        assert "Content-Security-Policy" in response.headers

    @pytest.mark.parametrize("name", ["none.js", "..", "../routes.py", "%2e%2e%2froutes.py", "__init__.py", ""])
    def test_no_other_file_is_served(self, http, name):
        assert http.get(f"/_mock/inspector/{name}").status_code == 404

    def test_the_documents_are_served(self, mock, http, key):
        assert http.get("/openapi.json").json == mock.engine.api.document
        assert (
            http.get("/_mock/openapi.json", headers=key).json["info"]["title"] == "Control plane of the Admin API mock"
        )

    def test_the_server_serves_the_same_pages(self):
        with MockServer() as server:
            for path in ("/", "/_mock/"):
                with urlopen(Request(server.url + path, headers=BROWSER)) as response:
                    assert response.headers.get_content_type() == "text/html"
            with urlopen(f"{server.url}/openapi.json") as response:
                assert json.load(response) == server.engine.api.document
            assert server.calls() == []

    def test_a_path_of_the_document_takes_precedence(self, mock):
        operation = next(one for one in mock.engine.api.operations if one.id == "count_projects")
        router = Router((dataclasses.replace(operation, path="/openapi.json"),))

        assert is_page(mock.engine, "GET", "/openapi.json", None)
        assert not is_page(SimpleNamespace(router=router), "GET", "/openapi.json", None)

    @pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS"])
    def test_only_reads_are_for_pages(self, mock, method):
        assert not is_page(mock.engine, method, "/openapi.json", None)

    def test_another_machine_gets_the_page_but_no_data(self, http):
        elsewhere = {"REMOTE_ADDR": "192.0.2.7"}

        assert http.get("/_mock/", headers=BROWSER, environ_base=elsewhere).status_code == 200
        assert http.get("/_mock/tenants", environ_base=elsewhere).status_code == 403

    @pytest.mark.parametrize("name", [one for one in FILES if one.endswith(".js")])
    def test_scripts_make_text_from_data_never_html(self, name):
        found = re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function|srcdoc|javascript:",
            SOURCES[name],
        )
        assert found == []

    @pytest.mark.parametrize("name", [one for one in FILES if one.endswith(".html")])
    def test_pages_have_neither_inline_scripts_nor_inline_styles(self, name):
        assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", SOURCES[name]) == []

    @pytest.mark.parametrize("name", FILES)
    def test_nothing_is_loaded_from_another_host(self, name):
        assert set(re.findall(r"https?://[\w.-]+", SOURCES[name])) <= {"http://www.w3.org"}

    @pytest.mark.parametrize("name", FILES)
    def test_files_are_small_enough_to_read(self, name):
        assert SOURCES[name].count("\n") <= 250


class TestTenants:
    def test_the_keys_of_the_mock_are_listed(self):
        mock = AdminMock(keys=["one", "two"], any_key=True)
        http = mock.app.test_client()
        http.get("/projects", headers={"Authorization": AdminMock.authorization_of("three")})

        found = http.get("/_mock/tenants").json

        assert found == {"items": [{"key": "one"}, {"key": "two"}, {"key": "three"}], "count": 3, "any_key": True}

    def test_they_need_the_control_token(self):
        http = AdminMock(control_token="right").app.test_client()

        assert http.get("/_mock/tenants").status_code == 403
        assert http.get("/_mock/tenants", headers={"X-Mock-Control-Token": "right"}).status_code == 200


class TestOverview:
    def test_it_has_the_state_in_numbers(self, make_caller):
        call = make_caller(projects=2)
        http, key = call.mock.app.test_client(), {"Authorization": call.mock.authorization}
        call("GET /projects/count")
        call.mock.fail("create_project")
        http.patch("/_mock/settings", headers=key, json={"latency": 0.5})

        assert http.get("/_mock/overview", headers=key).json == {
            "clock": {"now": "2026-02-02T02:40:00+00:00", "frozen": False},
            "rate_limit": "10/s",
            "window": {"limit": 10, "remaining": 9, "reset": 1},
            "latency": 0.5,
            "faults": 1,
            "requests": 1,
            "cleared": 0,
            "resources": 2,
        }
        http.delete("/_mock/requests", headers=key)
        http.patch("/_mock/settings", headers=key, json={"rate_limit": "off"})
        found = http.get("/_mock/overview", headers=key).json
        assert (found["cleared"], found["requests"], found["rate_limit"], found["window"]) == (1, 1, "off", None)


class TestRequestsOfTheInspector:
    def test_they_leave_no_trace(self, make_caller):
        call = make_caller()
        mock = call.mock
        mock.fail(effect=503, times=None)
        with mock.transaction() as tenant:
            before = tenant.state
        http, headers = mock.app.test_client(), {"Authorization": mock.authorization, **INSPECTOR}
        http.patch("/_mock/settings", headers=headers, json={"latency": 0.5})

        for _ in range(30):
            assert http.get("/projects/count", headers=headers).status_code == 200
        with mock.transaction() as tenant:
            assert structs.replace(tenant.state, latency=0) == before
        created = http.post("/projects", headers=headers, json={"name": "x"})

        assert created.status_code == 201
        assert created.headers["X-RateLimit-Remaining"] == "10"
        assert mock.calls() == []
        request = structs.replace(call.request("GET /projects/count"), headers=Headers({"x-mock-inspector": "1"}, 0))
        assert mock.engine.handle(request).delivery is None
        assert call("GET /projects/count").status == 503

    def test_they_need_an_accepted_key_and_are_validated(self, http, key):
        assert http.get("/projects", headers=INSPECTOR).status_code == 401
        assert http.post("/projects", headers={**key, **INSPECTOR}, json={}).status_code == 400


class TestRecordedRequests:
    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("after=3", [4, 5]),
            ("before=3", [1, 2]),
            ("after=1&before=5&limit=2", [3, 4]),
            ("limit=1", [5]),
            ("after=5", []),
            ("status=200&limit=2", [4, 5]),
        ],
    )
    def test_they_are_read_in_pages(self, http, key, query, numbers):
        for _ in range(5):
            http.get("/projects/count", headers=key)

        found = http.get(f"/_mock/requests?{query}", headers=key).json

        assert [one["number"] for one in found["items"]] == numbers
        assert (found["count"], found["dropped"]) == (len(numbers), 0)

    def test_a_client_waits_for_the_next_one(self, http, key):
        http.get("/projects/count", headers=key)

        assert http.get("/_mock/requests?after=0&count=1&wait=30", headers=key).json["count"] == 1
        assert http.get("/_mock/requests?after=1&count=1&wait=0.01", headers=key).json["count"] == 0

    def test_a_summary_has_no_headers_and_bodies(self, http, key):
        http.post("/projects?value=top-secret", headers=key, json={"name": "x"})

        (full,) = http.get("/_mock/requests", headers=key).json["items"]
        (summary,) = http.get("/_mock/requests?view=summary", headers=key).json["items"]

        assert full.keys() - summary.keys() == {"headers", "request", "response"}
        assert summary == {name: full[name] for name in summary}
        assert summary["query"] == "value=***"

    def test_the_duration_and_the_fault_that_applied_are_recorded(self, mock, http, key, call):
        mock.fail("count_projects", 503)
        http.get("/projects/count", headers=key)
        http.patch("/_mock/settings", headers=key, json={"latency": 2})
        mock.engine.handle(call.request("GET /projects/count"))

        failed, late = http.get("/_mock/requests", headers=key).json["items"]

        assert failed["fault"] == {"kind": "status", "status": 503, "performed": False, "retry_after": None}
        assert 0 < failed["duration"] < 2 < late["duration"] < 4
        assert late["fault"] is None

    def test_a_secret_of_a_resource_is_masked_wherever_it_occurs(self, mock, http, key):
        mock.seed(projects=[{"name": "x", "api_keys": [{"name": "ci", "value": "top-secret"}]}])
        http.get("/projects/top-secret", headers=key)

        (one,) = http.get("/_mock/requests?view=summary", headers=key).json["items"]

        assert one["path"] == "/projects/***"

    def test_resources_without_secrets_are_not_read(self, mock, http, key, monkeypatch):
        """There can be a million of them."""
        read = []
        with mock.transaction() as tenant:
            store = type(tenant.records)
        in_collection = store.in_collection

        def recorded(records, path):
            read.append(path)
            return in_collection(records, path)

        monkeypatch.setattr(store, "in_collection", recorded)
        monkeypatch.setattr(store, "all", None)
        http.get("/projects/count", headers=key)

        assert http.get("/_mock/requests", headers=key).json["count"] == 1
        assert read == ["/projects/{project_id}/api-keys"]


def test_active_faults_have_their_hits(mock, http, key):
    mock.fail("count_projects", 503, nth=2, times=3)
    for _ in range(3):
        http.get("/projects/count", headers=key)

    (one,) = http.get("/_mock/faults", headers=key).json["items"]

    assert (one["matches"], one["hits"], one["times"], one["nth"]) == (3, 2, 3, 2)
