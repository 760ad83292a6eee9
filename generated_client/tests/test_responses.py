"""Decoding of responses."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle

import httpx2
import msgspec
import pytest

from apivideo_admin import errors, models
from apivideo_admin._runtime.operation import Operation, encode_body, no_body


def respond(body, status=200):
    return lambda _: httpx2.Response(status, json=body)


def test_a_project_is_a_model_with_an_aware_date_time(sdk, project):
    found = sdk.call(respond(project), lambda admin: admin.projects.get("p"))
    assert isinstance(found, models.Project)
    assert found.project_id == "project_1CCq9NurjJBRehCVCe8XQY"
    assert found.created_at == dt.datetime(2024, 2, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert found.deletes_at is None
    assert found.deleted is False


def test_an_offset_can_be_numeric_or_z(sdk, project):
    scheduled = project | {"deletes_at": "2024-03-01T00:00:00Z"}
    assert sdk.call(respond(scheduled), lambda admin: admin.projects.get("p")).deletes_at == dt.datetime(
        2024, 3, 1, tzinfo=dt.UTC
    )


def test_a_date_time_without_an_offset_is_an_invalid_response(sdk, project):
    with pytest.raises(errors.APIResponseValidationError, match="created_at"):
        sdk.call(respond(project | {"created_at": "2024-02-05T00:00:00"}), lambda admin: admin.projects.get("p"))


def test_a_count_is_an_int(sdk):
    assert sdk.call(respond({"count": 42}), lambda admin: admin.projects.count()) == 42


def test_a_report_is_a_list_of_days(sdk):
    body = {"items": [{"collected_on": "2024-02-05", "video_duration_minutes": 5321}]}
    days = sdk.call(respond(body), lambda admin: admin.usage.hosting("p", interval="week"))
    assert days == [models.HostingUsageDay(collected_on=dt.date(2024, 2, 5), video_duration_minutes=5321)]


def test_a_delete_returns_none(sdk):
    assert sdk.call(lambda _: httpx2.Response(204), lambda admin: admin.api_keys.delete("p", "k")) is None


def test_a_2xx_status_that_is_not_documented_is_a_success(sdk, project):
    assert sdk.call(respond(project, 200), lambda admin: admin.projects.create(name="x")).name == "My project"


def test_unknown_fields_are_not_attributes_but_are_in_unknown_fields(sdk, project):
    found = sdk.call(respond(project | {"colour": {"r": 1}, "tier": "gold"}), lambda admin: admin.projects.get("p"))
    assert found.name == "My project"
    assert not hasattr(found, "colour")
    assert found.unknown_fields == {"colour": {"r": 1}, "tier": "gold"}


def test_unknown_fields_is_empty_for_a_documented_response(sdk, project):
    assert sdk.call(respond(project), lambda admin: admin.projects.get("p")).unknown_fields == {}


def test_each_object_has_its_own_unknown_fields(sdk, project):
    page = {
        "items": [project | {"tier": "gold"}, project, project | {"tier": None}],
        "pagination": {"page": 1, "page_size": 20, "item_count": 3, "cursor": "abc"},
        "links": [{"rel": "self", "href": "/projects", "templated": False}],
        "took": 3,
    }
    found = sdk.call(respond(page), lambda admin: admin.projects.list().first_page()).parsed
    assert [item.unknown_fields for item in found.items] == [{"tier": "gold"}, {}, {"tier": None}]
    assert found.pagination.unknown_fields == {"cursor": "abc"}
    assert found.links[0].unknown_fields == {"templated": False}
    assert found.unknown_fields == {"took": 3}
    assert [item.name for item in found.items] == ["My project"] * 3


def test_each_day_of_a_report_has_its_own_unknown_fields(sdk):
    body = {"items": [{"collected_on": "2024-02-05", "video_duration_minutes": 5321, "seconds": 59}], "unit": "min"}
    (day,) = sdk.call(respond(body), lambda admin: admin.usage.hosting("p", interval="week"))
    assert day.unknown_fields == {"seconds": 59}
    assert day.collected_on == dt.date(2024, 2, 5)


def test_an_invalid_field_is_an_error_even_next_to_an_unknown_field(sdk, project):
    with pytest.raises(errors.APIResponseValidationError, match="created_at"):
        sdk.call(respond({"colour": 1} | project | {"created_at": "now"}), lambda admin: admin.projects.get("p"))


def test_unknown_fields_are_part_of_the_value(sdk, project):
    body = project | {"tier": {"name": "gold"}}
    known = sdk.call(respond(project), lambda admin: admin.projects.get("p"))
    more = sdk.call(respond(body), lambda admin: admin.projects.get("p"))
    assert more != known
    copies = [copy.copy(more), copy.deepcopy(more), pickle.loads(pickle.dumps(more)), msgspec.structs.replace(more)]  # noqa: S301 (our own bytes)
    assert copies == [more] * 4
    assert [one.unknown_fields for one in copies] == [{"tier": {"name": "gold"}}] * 4
    assert more.to_dict() == json.loads(more.to_json()) == body
    assert models.Project.from_dict(body) == more
    assert repr(more) == repr(known)


def test_unknown_fields_are_found_in_every_response_whatever_was_found_before(sdk, project):
    bodies = [project | more for more in ({"a": 1}, {"a": 2, "b": 3}, {}, {"b": 4}, {"c": 5, "a": 6}, {"a": 7})]
    page = {"items": bodies, "pagination": {"page": 1, "page_size": 20, "item_count": 6}, "links": []}
    found = [sdk.call(respond(body), lambda admin: admin.projects.get("p")).to_dict() for body in bodies]
    assert found == bodies
    assert sdk.call(respond(page), lambda admin: admin.projects.list().first_page()).parsed.to_dict() == page
    many = project | {f"x{number}": number for number in range(40)}
    assert [sdk.call(respond(many), lambda admin: admin.projects.get("p")).to_dict() for _ in range(3)] == [many] * 3


def test_a_field_of_the_api_can_have_the_name_of_unknown_fields(sdk, project):
    body = project | {"unknown_fields": {"a": 1}, "?unknown_fields": 2}
    found = sdk.call(respond(body), lambda admin: admin.projects.get("p"))
    assert found.unknown_fields == {"unknown_fields": {"a": 1}, "?unknown_fields": 2}
    assert found.to_dict() == body


def test_a_model_as_an_argument_is_sent_with_its_unknown_fields(api_key):
    body = api_key | {"tier": "gold"}
    key = models.ApiKey.from_dict(body)
    operation = Operation("create", "POST", "/x", no_body)
    for argument, sent in ((key, body), ([key], [body]), ({"a": [key]}, {"a": [body]})):
        assert json.loads(encode_body(operation, {"key": argument})) == {"key": sent}


def test_a_page_is_written_with_the_unknown_fields_of_its_items(sdk, project):
    page = {
        "items": [project | {"tier": "gold"}, project],
        "pagination": {"page": 1, "page_size": 20, "item_count": 2},
        "links": [],
        "took": 3,
    }
    found = sdk.call(respond(page), lambda admin: admin.projects.list().first_page()).parsed
    assert found.to_dict() == page
    assert models.ProjectPage.from_dict(page) == found


def test_a_model_cannot_be_changed(sdk, project):
    found = sdk.call(respond(project), lambda admin: admin.projects.get("p"))
    for name in ("name", "nmae", "unknown_fields"):
        with pytest.raises(AttributeError):
            setattr(found, name, "x")
    with pytest.raises(TypeError):
        vars(found)
    with pytest.raises(TypeError):
        json.dumps(found, default=vars)


def test_to_dict_and_to_json_mask_secrets_unless_asked(sdk, api_key):
    page = {"items": [api_key], "pagination": {"page": 1, "page_size": 20, "item_count": 1}, "links": []}
    found = sdk.call(respond(page), lambda admin: admin.api_keys.list("p").first_page()).parsed
    assert "the-secret-value" not in f"{found.to_dict()} {found.to_json()}"
    assert found.to_dict()["items"][0]["value"] == "********"
    assert found.to_dict(secrets=True) == json.loads(found.to_json(secrets=True)) == page


@pytest.mark.parametrize("change", [{"name": 5}, {"created_at": "now"}, {"deleted": None}])
def test_from_dict_raises_a_value_error_for_data_that_does_not_match(project, change):
    with pytest.raises(ValueError, match=rf"not a valid Project.*{next(iter(change))}"):
        models.Project.from_dict(project | change)
    with pytest.raises(ValueError, match="not a valid Project"):
        models.Project.from_dict({})


def test_from_dict_does_not_change_its_argument(project):
    body = project | {"tier": ["gold"]}
    found = models.Project.from_dict(body)
    found.unknown_fields["tier"].append("silver")
    assert body["tier"] == ["gold"]


def test_a_whole_number_can_be_written_with_a_fraction_of_zero(sdk):
    assert sdk.call(respond({"count": 3.0, "more": 1}), lambda admin: admin.projects.count()) == 3
    with pytest.raises(errors.APIResponseValidationError, match="count"):
        sdk.call(respond({"count": 3.5}), lambda admin: admin.projects.count())


def test_a_leap_second_is_the_next_second(sdk, project):
    bodies = [project | {"created_at": one} for one in ("2016-12-31T23:59:60Z", "2016-12-31t23:59:60.5z")]
    page = {"items": bodies, "pagination": {"page": 1, "page_size": 20, "item_count": 2}, "links": []}
    found = sdk.call(respond(page), lambda admin: admin.projects.list().first_page()).parsed
    assert [item.created_at for item in found.items] == [
        dt.datetime(2017, 1, 1, tzinfo=dt.UTC),
        dt.datetime(2017, 1, 1, microsecond=500_000, tzinfo=dt.UTC),
    ]
    with pytest.raises(errors.APIResponseValidationError, match="created_at"):
        sdk.call(respond(project | {"created_at": "2016-13-31T23:59:60Z"}), lambda admin: admin.projects.get("p"))


def test_an_unknown_enum_value_is_a_plain_string(sdk, project):
    found = sdk.call(respond(project | {"region": "ap-south-1"}), lambda admin: admin.projects.get("p"))
    assert found.region == "ap-south-1"
    assert type(found.region) is str


def test_the_secret_of_a_key_is_an_attribute_but_not_in_the_repr(sdk, api_key):
    key = sdk.call(respond(api_key), lambda admin: admin.api_keys.get("p", "k"))
    assert key.value == "the-secret-value"
    assert "the-secret-value" not in repr(key)
    assert "the-secret-value" not in str(key)
    assert "the-secret-value" not in repr([key])
    assert "name='ci'" in repr(key)


def test_a_model_encodes_to_the_json_it_came_from(sdk, api_key):
    key = sdk.call(respond(api_key), lambda admin: admin.api_keys.get("p", "k"))
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
    ids=["empty", "html", "truncated", "missing field", "a list", "null", "not UTF-8", "not UTF-8 inside", "too deep"],
)
def test_a_success_with_an_invalid_body_raises_invalid_response_error(sdk, body, content_type):
    def handler(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=body, headers={"Content-Type": content_type})

    with pytest.raises(errors.APIResponseValidationError) as caught:
        sdk.call(handler, lambda admin: admin.projects.get("p"))
    assert str(caught.value).startswith(
        f"200 from GET https://admin.api.video/projects/p, but the body ({content_type}, "
    )
    assert caught.value.response.content == body
