"""The control plane over HTTP: resources, figures of reports, and injected faults."""

import pytest


class TestState:
    def test_a_saved_state_can_be_restored(self, http, key, mock):
        mock.seed(projects=[{"name": "Alpha", "api_keys": [{"name": "ci"}]}, {"name": "Beta"}])
        project = http.get("/projects", headers=key).json["items"][0]["project_id"]
        usage = {
            "path": f"/projects/{project}/hosting-usage",
            "items": [{"collected_on": "2026-02-01", "video_duration_minutes": 7}],
        }
        http.put("/_mock/usage", headers=key, json=usage)
        saved = http.get("/_mock/state", headers=key).json

        http.post("/_mock/reset", headers=key)
        assert http.get("/projects/count", headers=key).json == {"count": 0}
        assert http.put("/_mock/state", headers=key, json=saved).status_code == 204

        assert http.get("/_mock/state", headers=key).json == saved
        days = http.get(f"/projects/{project}/hosting-usage?interval=week", headers=key).json["items"]
        assert days[-2] == {"collected_on": "2026-02-01", "video_duration_minutes": 7}
        assert http.post("/projects", headers=key, json={"name": "new"}).status_code == 201

    def test_restored_ids_and_secrets_are_not_generated_again(self, http, key, mock):
        mock.seed(projects=[{"name": "a", "api_keys": [{"name": "ci"}]}, {"name": "b"}])
        saved = http.get("/_mock/state", headers=key).json
        http.post("/_mock/reset", headers=key)
        http.put("/_mock/state", headers=key, json=saved)

        issued = [http.post("/projects", headers=key, json={"name": "x"}).json["project_id"] for _ in range(3)]
        keys = [
            http.post(f"/projects/{saved['projects'][1]['project_id']}/api-keys", headers=key, json={"name": "x"}).json
            for _ in range(3)
        ]

        old = [project["project_id"] for project in saved["projects"]]
        assert not set(issued) & set(old)
        (first,) = saved["projects"][0]["api_keys"]
        assert first["api_key_id"] not in [one["api_key_id"] for one in keys]
        assert first["value"] not in [one["value"] for one in keys]

    def test_a_project_restored_during_its_deletion_is_deleted(self, http, key, mock):
        project = http.post("/projects", headers=key, json={"name": "x"}).json["project_id"]
        http.patch(f"/projects/{project}", headers=key, json={"name": "x", "deletes_at": "next_cycle"})
        mock.clock.set(1_772_323_210)
        saved = http.get("/_mock/state", headers=key).json
        assert saved["projects"][0]["deleted"] is True

        http.put("/_mock/state", headers=key, json=saved)
        http.get("/projects", headers=key)
        mock.clock.advance(3600)

        assert http.get("/projects/count", headers=key).json == {"count": 0}

    def test_a_scenario_is_added_to_the_existing_resources(self, http, key):
        http.post("/projects", headers=key, json={"name": "old"})

        http.post("/_mock/scenario", headers=key, json={"projects": {"count": 2, "name": "new {n}"}})

        names = [item["name"] for item in http.get("/projects", headers=key).json["items"]]
        assert names == ["old", "new 1", "new 2"]

    @pytest.mark.parametrize(("method", "path"), [("PUT", "/_mock/state"), ("POST", "/_mock/scenario")])
    def test_an_invalid_scenario_changes_nothing(self, http, key, method, path):
        http.post("/projects", headers=key, json={"name": "old"})

        response = http.open(path, method=method, headers=key, json={"projects": [{"name": "new"}, {"naem": "x"}]})

        assert response.status_code == 400
        assert "projects[1]" in response.json["detail"]
        assert [item["name"] for item in http.get("/projects", headers=key).json["items"]] == ["old"]


class TestUsage:
    def test_figures_can_be_set(self, http, key):
        project = http.post("/projects", headers=key, json={"name": "x"}).json["project_id"]
        path = f"/projects/{project}/delivery-usage"
        before = http.get(f"{path}?interval=week", headers=key).json["items"]

        change = {"path": path, "items": [{"collected_on": "2026-02-02", "video_hls_duration_minutes": 1}]}
        assert http.put("/_mock/usage", headers=key, json=change).status_code == 204

        after = http.get(f"{path}?interval=week", headers=key).json["items"]
        assert after[:-1] == before[:-1]
        assert after[-1] == before[-1] | {"video_hls_duration_minutes": 1}

    @pytest.mark.parametrize(
        ("path", "item", "detail"),
        [
            ("/projects/nope/hosting-usage", {}, "names a resource that does not exist"),
            ("/projects", {}, "is not the path of a report. Reports: /projects/{project_id}/delivery-usage"),
            ("/projects/p/hosting-usage", {}, "`collected_on` is required."),
            ("/projects/p/hosting-usage", {"collected_on": "monday"}, "must match the format date"),
            ("/projects/p/hosting-usage", {"collected_on": "2026-01-01", "video_duration_minutes": -1}, "at least 0"),
            ("/projects/p/hosting-usage", {"collected_on": "2026-01-01", "minutes": 1}, "`minutes` is not a property"),
        ],
    )
    def test_invalid_figures_are_rejected(self, http, key, path, item, detail):
        project = http.post("/projects", headers=key, json={"name": "x"}).json["project_id"]
        path = path.replace("/p/", f"/{project}/")
        response = http.put("/_mock/usage", headers=key, json={"path": path, "items": [item]})

        assert response.status_code == 400
        assert detail in response.json["detail"]

    def test_one_invalid_figure_rejects_all(self, http, key):
        project = http.post("/projects", headers=key, json={"name": "x"}).json["project_id"]
        path = f"/projects/{project}/hosting-usage"
        before = http.get(f"{path}?interval=week", headers=key).json
        items = [{"collected_on": "2026-02-02", "video_duration_minutes": 1}, {"collected_on": "x"}]

        assert http.put("/_mock/usage", headers=key, json={"path": path, "items": items}).status_code == 400

        assert http.get(f"{path}?interval=week", headers=key).json == before


class TestFaults:
    def test_faults_can_be_added_listed_and_removed(self, http, key):
        fault = {"effect": {"kind": "status", "status": 503}, "operation_id": "count_projects", "times": None}

        added = http.post("/_mock/faults", headers=key, json=fault).json

        assert added["nth"] == 1
        assert added["effect"] == {"kind": "status", "status": 503, "performed": False, "retry_after": None}
        assert http.get("/_mock/faults", headers=key).json == {"items": [{**added, "matches": 0, "hits": 0}]}
        assert http.get("/projects/count", headers=key).status_code == 503
        assert http.delete("/_mock/faults", headers=key).status_code == 204
        assert http.get("/projects/count", headers=key).status_code == 200

    @pytest.mark.parametrize(
        ("fault", "detail"),
        [
            ({}, "missing required field `effect`"),
            ({"effect": {"kind": "explode"}}, "explode"),
            ({"effect": {"kind": "status", "status": 200}}, "from 400 to 599"),
            (
                {"effect": {"kind": "stale"}, "operation_id": "list"},
                "'list' is not an operation. Known operations: list_projects",
            ),
            ({"effect": {"kind": "stall", "seconds": -1}}, "a stall must be from 0"),
            ({"effect": {"kind": "content_type", "value": "a\r\nX: y"}}, "must be a media type, like text/html"),
        ],
    )
    def test_an_invalid_fault_is_rejected(self, http, key, fault, detail):
        response = http.post("/_mock/faults", headers=key, json=fault)

        assert response.status_code == 400
        assert detail in response.json["detail"]
