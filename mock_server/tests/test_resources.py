"""Creating, updating and deleting resources."""

from datetime import UTC, datetime

from apivideo_admin_mock.tenants.clock import rfc3339


def test_a_new_project_has_the_documented_shape(call):
    project = call("POST /projects", {"name": "My project"}).json

    assert list(project) == ["project_id", "created_at", "name", "deletes_at", "region", "deleted"]
    assert project["project_id"].startswith("project_")
    assert len(project["project_id"]) == len("project_") + 22
    assert project | {"project_id": ""} == {
        "project_id": "",
        "created_at": "2026-02-02T02:40:00+00:00",
        "name": "My project",
        "deletes_at": None,
        "region": "eu-central-1",
        "deleted": False,
    }


def test_a_new_key_belongs_to_its_project_and_has_a_secret(call):
    project = call("POST /projects", {"name": "x"}).json["project_id"]

    key = call(f"POST /projects/{project}/api-keys", {"name": "ci"}).json

    assert key["project_id"] == project
    assert len(key["value"]) == 43
    assert call(f"GET /projects/{project}/api-keys/{key['api_key_id']}").json == key


def test_an_update_changes_only_the_properties_sent(call):
    project = call("POST /projects", {"name": "before"}).json

    changed = call(f"PATCH /projects/{project['project_id']}", {"name": "after"}).json

    assert changed == project | {"name": "after"}
    assert call(f"GET /projects/{project['project_id']}").json == changed


def test_an_update_keeps_the_position_in_the_order_of_creation(call):
    first, _ = (call("POST /projects", {"name": name}).json["project_id"] for name in ("a", "b"))

    call(f"PATCH /projects/{first}", {"name": "z"})

    assert [item["name"] for item in call("GET /projects").json["items"]] == ["z", "b"]
    assert [item["name"] for item in call("GET /projects?sort_by=name").json["items"]] == ["b", "z"]


def test_an_update_of_a_project_requires_its_name(call):
    project = call("POST /projects", {"name": "x"}).json["project_id"]

    assert call(f"PATCH /projects/{project}", {"deletes_at": "next_cycle"}).status == 400


def test_a_deleted_key_is_not_found(call):
    project = call("POST /projects", {"name": "x"}).json["project_id"]
    key = call(f"POST /projects/{project}/api-keys", {"name": "ci"}).json["api_key_id"]

    response = call(f"DELETE /projects/{project}/api-keys/{key}")

    assert (response.status, response.text) == (204, b"")
    assert call(f"DELETE /projects/{project}/api-keys/{key}").status == 404
    assert call(f"GET /projects/{project}/api-keys/count").json == {"count": 0}


def test_a_key_is_not_found_under_another_project(call):
    one, two = (call("POST /projects", {"name": name}).json["project_id"] for name in ("one", "two"))
    key = call(f"POST /projects/{one}/api-keys", {"name": "ci"}).json["api_key_id"]

    for method, payload in (("GET", None), ("PATCH", {"name": "x"}), ("DELETE", None)):
        assert call(f"{method} /projects/{two}/api-keys/{key}", payload).status == 404
    assert call(f"GET /projects/{one}/api-keys/{key}").json["name"] == "ci"


def test_a_scheduled_project_is_deleted_at_the_next_cycle_with_its_keys(mock, call):
    project = call("POST /projects", {"name": "x"}).json["project_id"]
    call(f"POST /projects/{project}/api-keys", {"name": "ci"})

    scheduled = call(f"PATCH /projects/{project}", {"name": "x", "deletes_at": "next_cycle"}).json
    assert scheduled["deletes_at"] == "2026-03-01T00:00:00+00:00"

    mock.clock.set(1_772_323_199)
    assert rfc3339(mock.clock.now()) == "2026-02-28T23:59:59+00:00"
    assert call(f"GET /projects/{project}").json["deleted"] is False

    mock.clock.advance(1)
    assert call(f"GET /projects/{project}").json["deleted"] is True
    assert call("GET /projects/count").json == {"count": 1}

    mock.clock.advance(60)
    assert call(f"GET /projects/{project}").status == 404
    assert call("GET /projects/count").json == {"count": 0}
    assert call(f"GET /projects/{project}/api-keys").status == 404


def test_a_deletion_scheduled_in_december_is_due_in_january(mock, call):
    mock.clock.set(1_798_761_599)
    project = call("POST /projects", {"name": "x"}).json["project_id"]

    changed = call(f"PATCH /projects/{project}", {"name": "x", "deletes_at": "next_cycle"}).json

    assert (changed["created_at"], changed["deletes_at"]) == ("2026-12-31T23:59:59+00:00", "2027-01-01T00:00:00+00:00")


def test_the_same_seed_gives_the_same_bytes(make_caller):
    def session(seed: int) -> list[bytes]:
        call = make_caller(rate_limit="off", seed=seed)
        project = call("POST /projects", {"name": "x"})
        where = f"/projects/{project.json['project_id']}"
        return [
            project.text,
            call(f"POST {where}/api-keys", {"name": "x"}).text,
            call(f"GET {where}/delivery-usage?interval=month").text,
            call(f"GET {where}/hosting-usage?interval=month").text,
        ]

    assert session(7) == session(7)
    assert not set(session(7)) & set(session(8))


def test_an_update_does_not_reschedule_a_resource_that_is_being_deleted(mock, call):
    project = call("POST /projects", {"name": "x"}).json["project_id"]
    call(f"PATCH /projects/{project}", {"name": "x", "deletes_at": "next_cycle"})
    mock.clock.set("2026-03-01T00:00:00+00:00")

    changed = call(f"PATCH /projects/{project}", {"name": "y", "deletes_at": "next_cycle"}).json

    assert (changed["name"], changed["deleted"], changed["deletes_at"]) == ("y", True, "2026-03-01T00:00:00+00:00")
    mock.clock.set(datetime(2026, 3, 1, 0, 1, tzinfo=UTC))
    assert call(f"GET /projects/{project}").status == 404
