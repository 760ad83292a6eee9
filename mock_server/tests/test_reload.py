"""A document that changes while it is served."""

import copy
import json
import os
import threading

import pytest

from apivideo_admin_mock.reload import Watcher, follow
from apivideo_admin_mock.spec import bundled_document, bundled_path, load_api
from apivideo_admin_mock.testing import AdminMock


@pytest.fixture
def document():
    return copy.deepcopy(dict(bundled_document()))


@pytest.fixture
def watched(tmp_path, document):
    """A mock that follows a file, and what writes the file and lets the mock look."""
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(document))
    mock = AdminMock(document=document, rate_limit="off", projects=[{"name": "Alpha", "api_keys": [{"name": "ci"}]}])
    watcher = Watcher(path, mock.engine)

    def change(text):
        path.write_text(text)
        os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
        return watcher.look()

    return mock, change


def keep(mock):
    return mock.app.test_client().get("/_mock/state", headers={"Authorization": mock.authorization}).json


def test_the_state_is_kept_and_the_document_followed(watched, document):
    mock, change = watched
    mock.clock.advance(3600)
    before, now = keep(mock), mock.clock.now()
    document["components"]["parameters"]["PageSize"]["schema"]["maximum"] = 50
    document["x-rate-limit"] = {"requests": 3, "seconds": 1}

    assert change(json.dumps(document))

    assert keep(mock) == before
    assert mock.clock.now() == pytest.approx(now, abs=60)
    refused = mock.app.test_client().get("/projects?page_size=51", headers={"Authorization": mock.authorization})
    assert "must be at most 50" in refused.json["detail"]


def test_a_world_that_is_in_use_takes_the_new_limit(document):
    mock = AdminMock(document=document, rate_limit="spec")
    http, key = mock.app.test_client(), {"Authorization": mock.authorization}
    before = http.get("/projects", headers=key).headers["X-RateLimit-Limit"]

    document["x-rate-limit"] = {"requests": 3, "seconds": 1}
    follow(mock.engine, load_api(document))

    assert (before, http.get("/projects", headers=key).headers["X-RateLimit-Limit"]) == ("10", "3")
    mock.reset()
    assert http.get("/projects", headers=key).headers["X-RateLimit-Limit"] == "3"


def test_what_does_not_fit_any_more_is_dropped_and_told(watched, document, caplog):
    mock, change = watched
    mock.seed(projects=[{"name": "x" * 50}])
    document["components"]["schemas"]["Project"]["properties"]["name"]["maxLength"] = 10

    assert change(json.dumps(document))

    assert [project["name"] for project in keep(mock)["projects"]] == ["Alpha"]
    assert "must have at most 10 characters" in caplog.text


@pytest.mark.parametrize("text", ["", "{", '{"openapi": "3.1.0"}'])
def test_a_mistake_is_told_and_the_old_document_stays(watched, caplog, text):
    mock, change = watched
    before = keep(mock)

    assert not change(text)

    assert "not reloaded" in caplog.text
    assert keep(mock) == before


def test_a_file_that_did_not_change_is_left_alone(tmp_path, document):
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(document))
    engine = AdminMock(document=document).engine

    assert not Watcher(path, engine).look()


def test_a_new_resource_is_served_beside_what_is_there(watched, document):
    mock, change = watched
    paths = document["paths"]
    for path in [path for path in paths if "api-keys" in path]:
        item = paths[path.replace("api-keys", "tokens")] = copy.deepcopy(paths[path])
        for operation in item.values():
            operation["operationId"] = operation["operationId"].replace("api_key", "token")
    load_api(document)

    assert change(json.dumps(document))

    http, key = mock.app.test_client(), {"Authorization": mock.authorization}
    project = keep(mock)["projects"][0]["project_id"]
    assert http.post(f"/projects/{project}/tokens", headers=key, json={"name": "x"}).status_code == 201


def test_all_else_of_a_world_is_kept(watched, document):
    mock, change = watched
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


def test_only_what_does_not_fit_is_dropped(watched, document, caplog):
    mock, change = watched
    mock.seed(projects=[{"name": "b", "api_keys": [{"name": "ok 1"}, {"name": "x" * 50}, {"name": "ok 2"}]}])
    document["components"]["schemas"]["ApiKey"]["properties"]["name"]["maxLength"] = 10

    assert change(json.dumps(document))

    assert [one["name"] for one in keep(mock)["projects"][1]["api_keys"]] == ["ok 1", "ok 2"]
    assert caplog.text.count("dropped") == 1


def test_ids_go_on_where_they_were(watched, document):
    mock, change = watched
    http, key = mock.app.test_client(), {"Authorization": mock.authorization}
    issued = [http.post("/projects", headers=key, json={"name": "x"}).json["project_id"] for _ in range(3)]

    assert change(json.dumps(document))

    assert http.post("/projects", headers=key, json={"name": "x"}).json["project_id"] not in issued


def test_nobody_uses_a_world_while_it_is_carried_over(document):
    mock, free = AdminMock(document=document), []
    world = mock.world

    def carry(*_):
        other = threading.Thread(target=lambda: free.append(world.lock.acquire(blocking=False)))
        other.start()
        other.join()

    mock.engine.follow(load_api(document), carry)

    assert free == [False]


def test_no_write_is_lost_while_the_document_changes(watched, document):
    mock, change = watched
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

    assert [project["project_id"] for project in keep(mock)["projects"]][1:] == written


def test_a_watcher_outlives_a_mistake_that_nobody_thought_of(watched, caplog):
    mock, _ = watched
    looks = iter([RuntimeError("a bug"), None])
    done = threading.Event()

    class Clumsy(Watcher):
        def look(self):
            if (error := next(looks, None)) is not None:
                raise error
            done.set()
            return False

    watcher = Clumsy(bundled_path(), mock.engine, seconds=0.001)
    watcher.start()

    assert done.wait(10)
    watcher.stop()
    assert "a bug" in caplog.text
