"""What the proxy records: a scenario that builds the same resources again, and an HTTP Archive."""

import json
import random

import pytest
from proxied import KEY, mock, proxy_of

from apivideo_admin_mock import __version__
from apivideo_admin_mock.files import read_mapping, write_mapping
from apivideo_admin_mock.proxy.har import HarWriter
from apivideo_admin_mock.proxy.recording import Recorder
from apivideo_admin_mock.spec import bundled_api
from apivideo_admin_mock.testing import AdminMock

PROJECTS = [{"name": f"p{number}", "api_keys": [{"name": "a"}, {"name": "b"}]} for number in range(4)]
GETS = ["/projects", "/projects/count", "/projects?sort_by=name&sort_order=desc&page_size=2", "/projects?name=1"]


@pytest.fixture
def session():
    """A mock with resources, a proxy in front of it that records, and the recorder."""
    recorder = Recorder(bundled_api())
    upstream = mock(seed=7, projects=PROJECTS)
    with proxy_of(upstream.wsgi, observers=[recorder]) as proxy:
        yield upstream, proxy.client, recorder


def replayed(scenario, path):
    """Return the body of a GET from a mock that starts with a scenario."""
    served = AdminMock(keys=[KEY], scenario=scenario, rate_limit="off")
    return served.app.test_client().get(path, headers={"Authorization": served.authorization}).json


def test_recorded_resources_are_built_again_with_their_ids(session):
    _, client, recorder = session
    listed = client.get("/projects").json()["items"]
    paths = [*GETS, *(f"/projects/{one['project_id']}/api-keys" for one in listed)]
    paths += [f"/projects/{one['project_id']}/hosting-usage?interval=7d" for one in listed[:1]]
    bodies = {path: client.get(path).json() for path in paths}

    scenario = recorder.scenario(keep_ids=True)
    assert {path: replayed(scenario, path) for path in paths} == bodies


def test_without_the_ids_equal_resources_get_new_ids_and_secrets(session):
    _, client, recorder = session
    (first, *_) = client.get("/projects").json()["items"]
    keys = client.get(f"/projects/{first['project_id']}/api-keys").json()["items"]
    scenario = recorder.scenario(keep_ids=False)

    text = json.dumps(scenario)
    for secret in (first["project_id"], *(key["value"] for key in keys), *(key["api_key_id"] for key in keys)):
        assert secret not in text
    new = replayed(scenario, "/projects")["items"]
    assert [one["name"] for one in new] == ["p0", "p1", "p2", "p3"]
    again = replayed(scenario, f"/projects/{new[0]['project_id']}/api-keys")["items"]
    assert [(one["name"], one["created_at"]) for one in again] == [(one["name"], one["created_at"]) for one in keys]


def test_what_a_session_changes_and_deletes_is_not_there_later(session):
    _, client, recorder = session
    (first, second, *_) = client.get("/projects").json()["items"]
    client.patch(f"/projects/{first['project_id']}", json={"name": "renamed"})
    (key, other) = client.get(f"/projects/{second['project_id']}/api-keys").json()["items"]
    client.delete(f"/projects/{second['project_id']}/api-keys/{key['api_key_id']}")
    created = client.post("/projects", json={"name": "new"}).json()

    scenario = recorder.scenario(keep_ids=True)
    assert [one["name"] for one in scenario["projects"]] == ["renamed", "p1", "p2", "p3", "new"]
    assert scenario["projects"][1]["api_keys"] == [other]
    assert replayed(scenario, f"/projects/{created['project_id']}") == created


@pytest.mark.parametrize("how", ["sorted", "each", "pages"])
def test_the_order_of_creation_is_found(session, how):
    _, client, recorder = session
    if how == "sorted":
        client.get("/projects?sort_by=name&sort_order=desc")
        client.get("/projects?page_size=3")
    elif how == "pages":
        for page in (2, 1):
            client.get(f"/projects?page_size=2&page={page}")
    else:
        listed = AdminMock(seed=7, keys=[KEY], projects=PROJECTS)
        ids = [
            one["project_id"]
            for one in listed.app.test_client()
            .get("/projects", headers={"Authorization": listed.authorization})
            .json["items"]
        ]
        for one in random.Random(1).sample(ids, len(ids)):  # noqa: S311 - an order for a test
            client.get(f"/projects/{one}")
        client.get("/projects?page_size=1&page=2")
        client.get("/projects?page_size=3")
    names = [one["name"] for one in recorder.scenario(keep_ids=True)["projects"]]
    assert names[:3] == ["p0", "p1", "p2"]
    assert sorted(names) == ["p0", "p1", "p2", "p3"]


def test_items_below_one_that_was_not_seen_are_kept(session):
    upstream, client, recorder = session
    listed = (
        upstream.app.test_client().get("/projects", headers={"Authorization": upstream.authorization}).json["items"]
    )
    path = f"/projects/{listed[2]['project_id']}/api-keys"
    body = client.get(path).json()
    assert replayed(recorder.scenario(keep_ids=True), path) == body


def test_an_item_that_is_gone_is_dropped(session):
    upstream, client, recorder = session
    (first, *_) = client.get("/projects").json()["items"]
    upstream.reset()
    client.get(f"/projects/{first['project_id']}")
    upstream.app.test_client().put("/_mock/state", json={}, headers={"Authorization": upstream.authorization})
    client.get(f"/projects/{first['project_id']}")
    assert [one["name"] for one in recorder.scenario(keep_ids=True)["projects"]] == ["p1", "p2", "p3"]
    client.get("/projects")
    assert recorder.scenario(keep_ids=True) == {}


def test_only_the_first_key_is_recorded(session):
    _, client, recorder = session
    client.get("/projects")
    client.post("/projects", json={"name": "of another key"}, auth=("other", ""))
    assert recorder.is_mixed
    assert len(recorder.scenario(keep_ids=True)["projects"]) == 4


@pytest.mark.parametrize("name", ["recorded.yaml", "recorded.json"])
def test_a_scenario_file_is_read_as_it_was_written(tmp_path, name):
    values = [
        "2026-01-01",
        "2026-01-01T00:00:00+00:00",
        "no",
        "1",
        "~",
        "x: y",
        "# x",
        "é🎬\u2028",
        " ",
        "",
        "a\nb",
        "*x",
        "1e3",
        "0x1",
    ]
    content = {"projects": [{"name": value} for value in values], "number": 1.5, "nothing": None}
    path = tmp_path / name
    write_mapping(path, content, "--record")
    assert read_mapping(path) == content
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_the_archive_has_each_exchange_without_secrets(tmp_path):
    path, api = tmp_path / "session.har", bundled_api()
    writer = HarWriter(path, api, "https://admin.api.video", __version__)
    upstream = mock(projects=[{"name": "x", "api_keys": [{"name": "y", "value": "a-secret-value-that-is-known"}]}])
    with proxy_of(upstream.wsgi, observers=[writer]) as proxy:
        project = proxy.client.get("/projects").json()["items"][0]["project_id"]
        proxy.client.get(f"/projects/{project}/api-keys?value=a-secret-value-that-is-known")
        proxy.client.post(
            "/projects", json={"name": "a-secret-value-that-is-known"}, headers={"Cookie": "c=secret-cookie"}
        )
        proxy.client.post("/projects", content=b"{not json", headers={"Content-Type": "application/json"})
    writer.close()
    text = path.read_text(encoding="utf-8")
    log = json.loads(text)["log"]

    assert log["version"] == "1.2"
    urls = [one["request"]["url"] for one in log["entries"]]
    assert urls == [
        "https://admin.api.video/projects",
        f"https://admin.api.video/projects/{project}/api-keys?value=***",
        *["https://admin.api.video/projects"] * 2,
    ]
    assert [one["response"]["status"] for one in log["entries"]] == [200, 200, 201, 400]
    assert json.loads(log["entries"][2]["request"]["postData"]["text"]) == {"name": "***"}
    assert log["entries"][3]["comment"] == "request invalid_payload body"
    for secret in (
        "a-secret-value-that-is-known",
        proxy.client.headers.get("Authorization", "bW9jay"),
        "secret-cookie",
        "not json",
    ):
        assert secret not in text
    headers = {one["name"].lower(): one["value"] for one in log["entries"][0]["request"]["headers"]}
    assert headers["authorization"] == "***"
    assert path.stat().st_mode & 0o777 == 0o600


def mixed_session(client, count, seed=0):
    """Send requests of every kind, in an order that the seed chooses, and return the GETs that follow the last write."""
    chance, projects, keys = random.Random(seed), [], []  # noqa: S311 - requests for a test
    for number in range(count // 2):
        match chance.randrange(8):
            case 0 | 1:
                projects.append(client.post("/projects", json={"name": f"project {number % 7}"}).json()["project_id"])
            case 2 if projects:
                owner = chance.choice(projects)
                keys.append(
                    (
                        owner,
                        client.post(f"/projects/{owner}/api-keys", json={"name": f"key {number}"}).json()["api_key_id"],
                    )
                )
            case 3 if projects:
                client.patch(f"/projects/{chance.choice(projects)}", json={"name": f"renamed {number}"})
            case 4 if keys:
                owner, key = keys.pop(chance.randrange(len(keys)))
                client.delete(f"/projects/{owner}/api-keys/{key}")
            case 5 if keys:
                owner, key = chance.choice(keys)
                client.patch(f"/projects/{owner}/api-keys/{key}", json={"name": f"renamed key {number}"})
            case _:
                client.get(
                    chance.choice(
                        ["/projects", "/projects/count", "/projects?sort_by=name", "/nowhere", "/projects?no=1"]
                    )
                )
    targets = [
        "/projects",
        "/projects/count",
        *(f"/projects?page_size={size}&page={page}" for size in (3, 7) for page in (1, 2, 3)),
    ]
    targets += [
        f"/projects?sort_by={name}&sort_order={order}" for name in ("name", "created_at") for order in ("asc", "desc")
    ]
    for project in projects:
        base = f"/projects/{project}"
        targets += [
            base,
            f"{base}/api-keys",
            f"{base}/api-keys/count",
            f"{base}/hosting-usage?interval=7d",
            f"{base}/delivery-usage?interval=7d",
        ]
    targets += [f"/projects/{owner}/api-keys/{key}" for owner, key in keys]
    targets += ["/projects/unknown", "/projects?name=project"]
    left = count - count // 2
    chosen = [targets[index % len(targets)] for index in range(left)]
    return {target: client.get(target).json() for target in chosen}


def test_a_session_of_200_mixed_requests_is_replayed_with_equal_bodies(tmp_path):
    recorder = Recorder(bundled_api())
    with proxy_of(mock(seed=3).wsgi, observers=[recorder]) as proxy:
        bodies = mixed_session(proxy.client, 200)
        assert len(proxy.control("GET", "/requests")["items"]) >= 195
        assert proxy.found() == []
    path = tmp_path / "recorded.yaml"
    write_mapping(path, recorder.scenario(keep_ids=True), "--record")

    served = AdminMock(keys=[KEY], scenario=read_mapping(path), rate_limit="off")
    http = served.app.test_client()
    again = {target: http.get(target, headers={"Authorization": served.authorization}).json for target in bodies}
    assert again == bodies
    assert len(bodies) >= 90
