"""Invalid requests and the messages of their problems."""

import json

import pytest


def violations(response):
    return [(problem["name"], problem["detail"]) for problem in response.json["problems"]]


@pytest.mark.parametrize(
    ("query", "name", "detail"),
    [
        ("pageSize=2", "pageSize", "`pageSize` is not a query parameter of this request. Did you mean `page_size`?"),
        (
            "currentPage=1",
            "currentPage",
            "`currentPage` is not a query parameter of this request. Did you mean `page`?",
        ),
        ("page=0", "page", "The value of `page` must be at least 1, not 0."),
        ("page=-1", "page", "The value of `page` must be at least 1, not -1."),
        ("page=two", "page", 'The value of `page` must be of type integer, not "two".'),
        ("page=", "page", 'The value of `page` must be of type integer, not "".'),
        ("page=1.5", "page", 'The value of `page` must be of type integer, not "1.5".'),
        ("page_size=101", "page_size", "The value of `page_size` must be at most 100, not 101."),
        ("page=1&page=2", "page", "`page` occurs more than once."),
        (
            "sort_by=createdAt",
            "sort_by",
            'The value of `sort_by` must be one of created_at, name, not "createdAt". Did you mean `created_at`?',
        ),
        ("sort_order=down", "sort_order", 'The value of `sort_order` must be one of asc, desc, not "down".'),
        ("name=%ff", "query", "The query is not UTF-8; percent-encode its values as UTF-8."),
    ],
)
def test_an_invalid_query_parameter_is_named(call, query, name, detail):
    response = call(f"GET /projects?{query}")

    assert response.status == 400
    assert response.json["type"] == "https://docs.api.video/reference/invalid-query-parameter"
    assert response.json["title"] == "An attribute is invalid."
    assert violations(response) == [(name, detail)]


def test_a_page_number_can_have_any_length(call):
    assert call("GET /projects?page=9007199254740991").json["items"] == []
    assert call(f"GET /projects?page={'9' * 5000}").status == 400


def test_a_missing_query_parameter_is_named(call):
    project = call("POST /projects", {"name": "x"}).json["project_id"]

    response = call(f"GET /projects/{project}/delivery-usage")

    assert response.json["type"] == "https://docs.api.video/reference/attribute-required"
    assert violations(response) == [("interval", "`interval` is required.")]


def test_a_query_parameter_is_rejected_for_an_operation_without_any(call):
    assert call("POST /projects?dry_run=1", {"name": "x"}).status == 400
    assert call("GET /projects/count").json == {"count": 0}


@pytest.mark.parametrize(
    ("payload", "name", "detail"),
    [
        ({}, "name", "`name` is required."),
        ({"name": 12}, "name", "The value of `name` must be of type string, not 12."),
        ({"name": None}, "name", "The value of `name` must be of type string, not null."),
        ({"name": "x", "naem": "y"}, "naem", "`naem` is not a property of this request. Did you mean `name`?"),
        ({"name": "x", "deleted": True}, "deleted", "`deleted` is read-only: the server sets it."),
        (
            {"name": "x", "region": "us-east-1"},
            "region",
            'The value of `region` must be one of eu-central-1, not "us-east-1".',
        ),
    ],
)
def test_an_invalid_property_is_named(call, payload, name, detail):
    response = call("POST /projects", payload)

    assert response.status == 400
    assert violations(response) == [(name, detail)]
    assert call("GET /projects/count").json == {"count": 0}


def test_a_400_lists_every_problem(call):
    response = call("POST /projects?pageSize=2", {"naem": "x", "region": "moon"})

    assert response.json["title"] == "Invalid attributes."
    assert response.json["total_problems"] == 4
    assert [name for name, _ in violations(response)] == ["pageSize", "naem", "name", "region"]
    first = response.json["problems"][0]
    assert {name: response.json[name] for name in ("name", "detail", "constraint")} == {
        name: first[name] for name in ("name", "detail", "constraint")
    }


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "The request has no payload; send a JSON object."),
        (b"  ", "The request has no payload; send a JSON object."),
        (b"{", "The payload is not JSON: Expecting property name enclosed in double quotes at line 1, column 2."),
        (b"[]", "The payload must be a JSON object."),
        (b'"name"', "The payload must be a JSON object."),
        (b'{"name": NaN}', "The payload is not JSON: NaN is not a JSON number."),
        (b'{"name": 1e999}', "The payload is not JSON: the number 1e999 is too large."),
        (
            b'{"name": 123456789012345678901e999}',
            "The payload is not JSON: the number 12345678901234567890 is too large.",
        ),
        (b'{"name": "a", "name": "b"}', "The payload is not JSON: duplicate key 'name' in one object."),
        (b'{"name": "\xff"}', "The payload is not UTF-8."),
        (b'{"name": "\\ud800"}', "The payload contains a lone surrogate, which is not a character."),
        *(
            (
                b'{"name": ' + b"[" * depth + b"]" * depth + b"}",
                "The payload is nested too deeply, in more than 100 levels.",
            )
            for depth in (101, 255, 256, 900, 100_000)
        ),
    ],
)
def test_a_payload_that_is_not_a_json_object_is_rejected(call, body, detail):
    response = call("POST /projects", body=body)

    assert response.json == {
        "type": "https://docs.api.video/reference/invalid-payload",
        "title": "The payload is invalid.",
        "status": 400,
        "detail": detail,
    }


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 201),
        ("Application/JSON; charset=utf-8", 201),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/merge-patch+json", 415),
        (None, 415),
    ],
)
def test_a_payload_must_be_declared_as_json(call, content_type, status):
    assert call("POST /projects", {"name": "x"}, content_type=content_type).status == status


def test_an_attribute_that_violates_several_rules_is_one_problem(call):
    response = call("POST /projects", {"name": "x", "region": 5})

    assert (response.json["title"], response.json["total_problems"]) == ("An attribute is invalid.", 1)


def test_a_payload_that_is_too_large_is_a_413(call):
    response = call("POST /projects", body=b"{}", oversize=True)

    assert (response.status, response.json["title"]) == (413, "The payload is too large.")


def test_a_name_is_returned_unchanged(call):
    name = 'quote " slash \\ braces {} emoji 🎬 null \x00 line \u2028'

    assert call("POST /projects", body=json.dumps({"name": name}).encode()).json["name"] == name
