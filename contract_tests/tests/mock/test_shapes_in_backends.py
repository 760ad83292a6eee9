"""The forms of resources in ``contract_tests/examples/`` behave the same in memory and in a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from apivideo_admin_mock.errors import ScenarioError
from apivideo_admin_mock.testing import AdminMock
from contract_tests.planted_bugs.harness.documents import shape_document

pytest.importorskip("sqlalchemy", reason="needs the extra `sql` of the mock")


@pytest.fixture(params=["memory", "sqlite"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[AdminMock, httpx2.Client]]:
    """Return a mock of the document with all shapes, and a client of it without a socket."""
    backend = {} if request.param == "memory" else {"backend": f"sqlite:///{tmp_path}/mock.db"}
    mock = AdminMock(document=shape_document(), rate_limit="off", **backend)
    transport = httpx2.WSGITransport(app=mock.wsgi)
    with httpx2.Client(transport=transport, base_url=mock.base_url, auth=(mock.key, "")) as client:
        yield mock, client


def _json(response: httpx2.Response) -> Any:
    return response.raise_for_status().json()


def test_an_upload_token_moves_with_updates_and_ends_with_its_lifetime(served: tuple[AdminMock, httpx2.Client]) -> None:
    mock, client = served
    mock.clock.freeze()
    path = f"/projects/{_json(client.post('/projects', json={'name': 'a'}))['project_id']}/upload-tokens"
    token = _json(client.post(path, json={"name": "one", "ttl": 60}))
    endless = _json(client.post(path, json={"name": "two"}))
    assert token["updated_at"] == token["created_at"]
    assert endless["expires_at"] is None
    mock.clock.advance(59)
    changed = _json(client.patch(f"{path}/{token['upload_token_id']}", json={"ttl": 70}))
    assert changed["updated_at"] > token["updated_at"]
    assert changed["expires_at"] > token["expires_at"]
    mock.clock.advance(10)
    assert _json(client.get(f"{path}/count"))["count"] == 2
    mock.clock.advance(1)
    assert client.get(f"{path}/{token['upload_token_id']}").status_code == 404
    assert _json(client.get(path))["items"] == [endless]


def test_a_lifetime_of_a_scenario_and_of_a_dump_is_kept(served: tuple[AdminMock, httpx2.Client]) -> None:
    mock, client = served
    mock.clock.freeze()
    mock.seed({"projects": [{"name": "a", "upload_tokens": [{"name": "one", "ttl": 60}, {"name": "two"}]}]})
    state = _json(client.get("/_mock/state"))
    assert client.put("/_mock/state", json=state).is_success
    assert _json(client.get("/_mock/state")) == state
    mock.clock.advance(60)
    (project,) = _json(client.get("/_mock/state"))["projects"]
    assert [one["name"] for one in project["upload_tokens"]] == ["two"]


def test_a_custom_action_changes_its_item_only(served: tuple[AdminMock, httpx2.Client]) -> None:
    mock, client = served
    mock.clock.freeze()
    one, other = (_json(client.post("/invitations", json={"email": f"{name}@example.com"})) for name in "ab")
    path = f"/invitations/{one['invitation_id']}"
    mock.clock.advance(60)
    assert client.post(f"{path}/revoke").status_code == 204
    assert _json(client.get(path)) == one | {"status": "revoked"}
    sent = _json(client.post(f"{path}/resend"))
    assert sent == one | {"sent_at": sent["sent_at"]}
    assert sent["sent_at"] > one["sent_at"]
    assert _json(client.get("/invitations"))["items"] == [sent, other]


def test_a_unique_name_is_refused_a_second_time_and_free_after_a_deletion(
    served: tuple[AdminMock, httpx2.Client],
) -> None:
    mock, client = served
    paths = [
        f"/projects/{_json(client.post('/projects', json={'name': 'a'}))['project_id']}/upload-tokens" for _ in "ab"
    ]
    one, _ = (_json(client.post(paths[0], json={"name": name})) for name in ("one", "two"))
    own = f"{paths[0]}/{one['upload_token_id']}"
    conflict = client.post(paths[0], json={"name": "two", "ttl": 60})
    assert (conflict.status_code, conflict.json()["detail"]) == (409, "Another item has the same value of `name`.")
    assert client.patch(own, json={"name": "two", "ttl": 60}).status_code == 409
    assert _json(client.get(own)) == one
    assert _json(client.get(f"{paths[0]}/count"))["count"] == 2
    assert [client.post(paths[at], json={"name": name}).status_code for at, name in ((0, "TWO"), (1, "two"))] == [
        201,
        201,
    ]
    assert client.patch(own, json={"name": "one", "ttl": 60}).is_success
    assert client.delete(own).is_success
    assert client.post(paths[0], json={"name": "one"}).status_code == 201
    with pytest.raises(ScenarioError, match="another resource has the same `name`, which must be unique"):
        mock.seed({"projects": [{"name": "b", "upload_tokens": [{"name": "one"}, {"name": "one"}]}]})


def test_an_account_exists_from_the_start_and_keeps_its_updates(served: tuple[AdminMock, httpx2.Client]) -> None:
    mock, client = served
    mock.clock.freeze()
    first = _json(client.get("/account"))
    assert (first["name"], first["contact"], first["plan"]) == ("My account", None, "free")
    mock.clock.advance(60)
    changed = _json(client.patch("/account", json={"name": "Example Inc."}))
    assert changed == first | {"name": "Example Inc.", "updated_at": changed["updated_at"]}
    assert changed["updated_at"] > first["updated_at"]
    assert _json(client.get("/account")) == changed
    state = _json(client.get("/_mock/state"))
    assert state["account"] == changed
    mock.seed({"account": {"plan": "business"}})
    assert _json(client.get("/account"))["plan"] == "business"
    assert client.put("/_mock/state", json=state).is_success
    assert _json(client.get("/account")) == changed
    assert client.delete("/account").status_code == 405
    with pytest.raises(ScenarioError, match="must be a mapping"):
        mock.seed({"account": []})


def test_a_caption_is_created_and_replaced_under_its_language(served: tuple[AdminMock, httpx2.Client]) -> None:
    mock, client = served
    mock.clock.freeze()
    path = f"/projects/{_json(client.post('/projects', json={'name': 'a'}))['project_id']}/captions"
    created = client.put(f"{path}/en", json={"title": "English", "is_default": True})
    assert created.status_code == 201
    other = _json(client.put(f"{path}/fr", json={"title": "Fran\u00e7ais"}))
    mock.clock.advance(60)
    replaced = client.put(f"{path}/en", json={"title": "English (UK)"})
    assert replaced.status_code == 200
    changes = {"title": "English (UK)", "is_default": False, "updated_at": replaced.json()["updated_at"]}
    assert replaced.json() == created.json() | changes
    assert changes["updated_at"] > created.json()["updated_at"]
    assert _json(client.get(path))["items"] == [replaced.json(), other]
    invalid = client.put(f"{path}/a%20b", json={"title": "No"})
    assert (invalid.status_code, invalid.json()["name"]) == (400, "language")
    state = _json(client.get("/_mock/state"))
    assert client.put("/_mock/state", json=state).is_success
    assert _json(client.get(f"{path}/en")) == replaced.json()
    assert client.delete(f"{path}/en").status_code == 204
    assert client.put(f"{path}/en", json={"title": "English"}).status_code == 201
