"""What comes back."""

from __future__ import annotations

import datetime as dt

import httpx2
import msgspec
import pytest

from apivideo_admin import errors, models


def answer(body, status=200):
    return lambda _: httpx2.Response(status, json=body)


def test_a_project_is_a_model_with_an_aware_date_time(sdk, project):
    found = sdk.call(answer(project), lambda admin: admin.projects.get("p"))
    assert isinstance(found, models.Project)
    assert found.project_id == "project_1CCq9NurjJBRehCVCe8XQY"
    assert found.created_at == dt.datetime(2024, 2, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert found.deletes_at is None
    assert found.deleted is False


def test_both_ways_to_write_an_offset_are_read(sdk, project):
    scheduled = project | {"deletes_at": "2024-03-01T00:00:00Z"}
    assert sdk.call(answer(scheduled), lambda admin: admin.projects.get("p")).deletes_at == dt.datetime(
        2024, 3, 1, tzinfo=dt.UTC
    )


def test_a_date_time_without_an_offset_is_refused_rather_than_guessed(sdk, project):
    with pytest.raises(errors.InvalidResponseError, match="created_at"):
        sdk.call(answer(project | {"created_at": "2024-02-05T00:00:00"}), lambda admin: admin.projects.get("p"))


def test_a_count_is_an_int(sdk):
    assert sdk.call(answer({"count": 42}), lambda admin: admin.projects.count()) == 42


def test_a_report_is_a_list_of_days(sdk):
    body = {"items": [{"collected_on": "2024-02-05", "video_duration_minutes": 5321}]}
    days = sdk.call(answer(body), lambda admin: admin.usage.hosting("p", interval="week"))
    assert days == [models.HostingUsageDay(collected_on=dt.date(2024, 2, 5), video_duration_minutes=5321)]


def test_a_delete_gives_nothing(sdk):
    assert sdk.call(lambda _: httpx2.Response(204), lambda admin: admin.api_keys.delete("p", "k")) is None


def test_a_success_of_another_status_than_documented_is_read_all_the_same(sdk, project):
    assert sdk.call(answer(project, 200), lambda admin: admin.projects.create(name="x")).name == "My project"


def test_an_unknown_field_is_no_attribute_but_can_be_reached(sdk, project):
    found = sdk.call(answer(project | {"colour": {"r": 1}, "tier": "gold"}), lambda admin: admin.projects.get("p"))
    assert found.name == "My project"
    assert not hasattr(found, "colour")
    assert found.unknown_fields == {"colour": {"r": 1}, "tier": "gold"}


def test_where_nothing_is_unknown_there_are_no_unknown_fields(sdk, project):
    assert sdk.call(answer(project), lambda admin: admin.projects.get("p")).unknown_fields == {}


def test_each_object_has_its_own_unknown_fields(sdk, project):
    page = {
        "items": [project | {"tier": "gold"}, project, project | {"tier": None}],
        "pagination": {"page": 1, "page_size": 20, "item_count": 3, "cursor": "abc"},
        "links": [{"rel": "self", "href": "/projects", "templated": False}],
        "took": 3,
    }
    found = sdk.call(answer(page), lambda admin: admin.projects.list().first_page())
    assert [item.unknown_fields for item in found.items] == [{"tier": "gold"}, {}, {"tier": None}]
    assert found.pagination.unknown_fields == {"cursor": "abc"}
    assert found.links[0].unknown_fields == {"templated": False}
    assert found.unknown_fields == {"took": 3}
    assert [item.name for item in found.items] == ["My project"] * 3


def test_unknown_fields_of_a_days_report_come_with_their_day(sdk):
    body = {"items": [{"collected_on": "2024-02-05", "video_duration_minutes": 5321, "seconds": 59}], "unit": "min"}
    (day,) = sdk.call(answer(body), lambda admin: admin.usage.hosting("p", interval="week"))
    assert day.unknown_fields == {"seconds": 59}
    assert day.collected_on == dt.date(2024, 2, 5)


def test_a_field_that_is_wrong_is_an_error_beside_an_unknown_one_too(sdk, project):
    with pytest.raises(errors.InvalidResponseError, match="created_at"):
        sdk.call(answer({"colour": 1} | project | {"created_at": "now"}), lambda admin: admin.projects.get("p"))


def test_unknown_fields_change_neither_equality_nor_repr_nor_what_is_written(sdk, project):
    known = sdk.call(answer(project), lambda admin: admin.projects.get("p"))
    more = sdk.call(answer(project | {"token": "hush"}), lambda admin: admin.projects.get("p"))
    assert more == known
    assert repr(more) == repr(known)
    assert msgspec.json.decode(msgspec.json.encode(more)) == project


def test_an_unknown_value_of_an_enum_comes_as_the_string_that_it_is(sdk, project):
    found = sdk.call(answer(project | {"region": "ap-south-1"}), lambda admin: admin.projects.get("p"))
    assert found.region == "ap-south-1"
    assert type(found.region) is str


def test_a_repr_does_not_show_the_secret_of_a_key_but_the_attribute_does(sdk, api_key):
    key = sdk.call(answer(api_key), lambda admin: admin.api_keys.get("p", "k"))
    assert key.value == "the-secret-value"
    assert "the-secret-value" not in repr(key)
    assert "the-secret-value" not in str(key)
    assert "the-secret-value" not in repr([key])
    assert "name='ci'" in repr(key)


def test_a_model_can_be_written_as_json_again(sdk, api_key):
    key = sdk.call(answer(api_key), lambda admin: admin.api_keys.get("p", "k"))
    assert msgspec.json.decode(msgspec.json.encode(key)) == api_key


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b"<html><body>Welcome</body></html>", "text/html"),
        (b'{"project_id": "project_1CC', "application/json"),
        (b'{"project_id": "project_1"}', "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b"\xff\xfe{}", "application/json"),
        (b'{"project_id": "\xff"}', "application/json"),
        (b"[" * 100_000, "application/json"),
    ],
    ids=["empty", "html", "cut off", "a field missing", "a list", "null", "not UTF-8", "not UTF-8 inside", "too deep"],
)
def test_a_success_with_a_body_that_cannot_be_read_is_an_error_of_the_library(sdk, body, content_type):
    def handler(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=body, headers={"Content-Type": content_type})

    with pytest.raises(errors.InvalidResponseError) as caught:
        sdk.call(handler, lambda admin: admin.projects.get("p"))
    assert str(caught.value).startswith(
        f"200 from GET https://admin.api.video/projects/p, but the body ({content_type}, "
    )
    assert caught.value.response.content == body
