"""The forms of resources in ``contract_tests/examples/`` behave the same in memory and in a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

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
