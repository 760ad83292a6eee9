"""Reloading a document that changes while it is served."""

import copy
import json
import os
import threading

import pytest

from apivideo_admin_mock.adapters.reload import Watcher, reload
from apivideo_admin_mock.spec import bundled_document, bundled_path, load_api
from apivideo_admin_mock.testing import AdminMock


@pytest.fixture
def document():
    return copy.deepcopy(dict(bundled_document()))


@pytest.fixture
def watched_mock(tmp_path, document):
    """A mock that watches a file, and a function that changes the file and checks it."""
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(document))
    mock = AdminMock(document=document, rate_limit="off", projects=[{"name": "Alpha", "api_keys": [{"name": "ci"}]}])
    watcher = Watcher(path, mock.engine)

    def change(text):
        path.write_text(text)
        os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
        return watcher.check()

    return mock, change


def saved_state(mock):
    return mock.app.test_client().get("/_mock/state", headers={"Authorization": mock.authorization}).json


def test_a_reload_keeps_the_resources_and_uses_the_new_document(watched_mock, document):
    mock, change = watched_mock
    mock.clock.advance(3600)
    before, now = saved_state(mock), mock.clock.now()
    document["components"]["parameters"]["PageSize"]["schema"]["maximum"] = 50
    document["x-rate-limit"] = {"requests": 3, "seconds": 1}

    assert change(json.dumps(document))

    assert saved_state(mock) == before
    assert mock.clock.now() == pytest.approx(now, abs=60)
    refused = mock.app.test_client().get("/projects?page_size=51", headers={"Authorization": mock.authorization})
    assert "must be at most 50" in refused.json["detail"]


def test_a_reload_changes_the_rate_limit_of_an_existing_tenant(document):
    mock = AdminMock(document=document, rate_limit="spec")
    http, key = mock.app.test_client(), {"Authorization": mock.authorization}
    before = http.get("/projects", headers=key).headers["X-RateLimit-Limit"]

    document["x-rate-limit"] = {"requests": 3, "seconds": 1}
    reload(mock.engine, load_api(document))

    assert (before, http.get("/projects", headers=key).headers["X-RateLimit-Limit"]) == ("10", "3")
    mock.reset()
    assert http.get("/projects", headers=key).headers["X-RateLimit-Limit"] == "3"


def test_an_invalid_resource_is_dropped_and_logged(watched_mock, document, caplog):
    mock, change = watched_mock
    mock.seed(projects=[{"name": "x" * 50}])
    document["components"]["schemas"]["Project"]["properties"]["name"]["maxLength"] = 10

    assert change(json.dumps(document))

    assert [project["name"] for project in saved_state(mock)["projects"]] == ["Alpha"]
    assert "must have at most 10 characters" in caplog.text


@pytest.mark.parametrize("text", ["", "{", '{"openapi": "3.1.0"}'])
def test_an_invalid_document_is_logged_and_not_used(watched_mock, caplog, text):
    mock, change = watched_mock
    before = saved_state(mock)

    assert not change(text)

    assert "not reloaded" in caplog.text
    assert saved_state(mock) == before


def test_an_unchanged_file_is_not_reloaded(tmp_path, document):
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(document))
    engine = AdminMock(document=document).engine

    assert not Watcher(path, engine).check()


def test_a_reload_can_add_a_collection(watched_mock, document):
    mock, change = watched_mock
    paths = document["paths"]
    for path in [path for path in paths if "api-keys" in path]:
        item = paths[path.replace("api-keys", "tokens")] = copy.deepcopy(paths[path])
        for operation in item.values():
            operation["operationId"] = operation["operationId"].replace("api_key", "token")
    load_api(document)

    assert change(json.dumps(document))

    http, key = mock.app.test_client(), {"Authorization": mock.authorization}
    project = saved_state(mock)["projects"][0]["project_id"]
    assert http.post(f"/projects/{project}/tokens", headers=key, json={"name": "x"}).status_code == 201


def test_a_reload_keeps_faults_settings_and_recorded_requests(watched_mock, document):
    mock, change = watched_mock
    http, key = mock.app.test_client(), {"Authorization": mock.authorization}
    mock.fail("count_projects", 503)
    http.patch("/_mock/settings", headers=key, json={"rate_limit": "2/60s", "latency": 0.001})
    http.get("/projects", headers=key)
    document["x-rate-limit"] = {"requests": 3, "seconds": 1}

    assert change(json.dumps(document))

    assert http.get("/_mock/settings", headers=key).json == {"rate_limit": "2/60s", "latency": 0.001}
    assert http.get("/projects/count", headers=key).status_code == 503
    assert http.get("/projects/count", headers=key).status_code == 429
    assert len(mock.calls()) == 3


def test_only_invalid_resources_are_dropped(watched_mock, document, caplog):
    mock, change = watched_mock
    mock.seed(projects=[{"name": "b", "api_keys": [{"name": "ok 1"}, {"name": "x" * 50}, {"name": "ok 2"}]}])
    document["components"]["schemas"]["ApiKey"]["properties"]["name"]["maxLength"] = 10

    assert change(json.dumps(document))

    assert [one["name"] for one in saved_state(mock)["projects"][1]["api_keys"]] == ["ok 1", "ok 2"]
    assert caplog.text.count("dropped") == 1


def test_a_reload_continues_the_sequence_of_ids(watched_mock, document):
    mock, change = watched_mock
    http, key = mock.app.test_client(), {"Authorization": mock.authorization}
    issued = [http.post("/projects", headers=key, json={"name": "x"}).json["project_id"] for _ in range(3)]

    assert change(json.dumps(document))

    assert http.post("/projects", headers=key, json={"name": "x"}).json["project_id"] not in issued


def test_a_tenant_is_locked_during_its_migration(document):
    mock, acquired = AdminMock(document=document), []
    mock.reset()

    def read():
        acquired.append(mock.clock.now())

    def migrate(*_):
        other.start()
        other.join(0.1)
        assert acquired == []

    other = threading.Thread(target=read)
    mock.engine.reload(load_api(document), migrate)
    other.join()

    assert len(acquired) == 1


def test_no_write_is_lost_during_a_reload(watched_mock, document):
    mock, change = watched_mock
    written, stop = [], threading.Event()

    def write():
        http, key = mock.app.test_client(), {"Authorization": mock.authorization}
        while not stop.is_set():
            written.append(http.post("/projects", headers=key, json={"name": "x"}).json["project_id"])

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(5):
        assert change(json.dumps(document))
    stop.set()
    writer.join()

    assert [project["project_id"] for project in saved_state(mock)["projects"]][1:] == written


def test_a_watcher_continues_after_an_unexpected_exception(watched_mock, caplog):
    mock, _ = watched_mock
    checks = iter([RuntimeError("a bug"), None])
    done = threading.Event()

    class FailingWatcher(Watcher):
        def check(self):
            if (error := next(checks, None)) is not None:
                raise error
            done.set()
            return False

    watcher = FailingWatcher(bundled_path(), mock.engine, seconds=0.001)
    watcher.start()

    assert done.wait(10)
    watcher.stop()
    assert "a bug" in caplog.text
