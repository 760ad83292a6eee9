"""Lists: pages, links, filters and sorts (openapi/README.md, Pages)."""

import json

import pytest
from werkzeug.test import Client

from apivideo_admin_mock.backends.moment import moment_key
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock


@pytest.fixture
def names(call):
    """A function that creates projects with these names."""

    def create(*given: str) -> None:
        for name in given:
            call("POST /projects", {"name": name})

    return create


def test_page_two_of_a_filtered_and_sorted_list_has_the_documented_links(call, names):
    names(*[f"aaa {number:02}" for number in range(45)], "other")

    page = call("GET /projects?page=2&page_size=20&name=aaa&sort_by=name&sort_order=desc").json

    assert [item["name"] for item in page["items"]] == [f"aaa {number:02}" for number in range(24, 4, -1)]
    assert page["pagination"] == {"page": 2, "page_size": 20, "item_count": 20}
    query = "page_size=20&name=aaa&sort_by=name&sort_order=desc"
    assert page["links"] == [
        {"rel": "previous", "href": f"/projects?{query}&page=1"},
        {"rel": "self", "href": f"/projects?{query}&page=2"},
        {"rel": "next", "href": f"/projects?{query}&page=3"},
    ]


@pytest.mark.parametrize(
    ("total", "page", "rels"),
    [
        (0, 1, ["self"]),
        (2, 1, ["self"]),
        (3, 1, ["self", "next"]),
        (3, 2, ["previous", "self"]),
        (3, 9, ["previous", "self"]),
    ],
)
def test_a_page_links_only_to_existing_pages(call, names, total, page, rels):
    names(*["x"] * total)

    response = call(f"GET /projects?page_size=2&page={page}").json

    assert [link["rel"] for link in response["links"]] == rels


def test_a_page_has_twenty_items_by_default(call, names):
    names(*["x"] * 21)

    page = call("GET /projects").json

    assert page["pagination"] == {"page": 1, "page_size": 20, "item_count": 20}
    assert page["links"][0]["href"] == "/projects?page_size=20&page=1"


def test_a_link_escapes_every_character_of_a_filter(call, names):
    name = "50% off & more? #1 é/+="
    names(name, name)

    page = call("GET /projects?page_size=1&name=50%25+off+%26+more%3F+%231+%C3%A9%2F%2B%3D").json
    following = next(link["href"] for link in page["links"] if link["rel"] == "next")

    assert page["items"][0]["name"] == name
    assert [item["name"] for item in call(f"GET {following}").json["items"]] == [name]


@pytest.mark.parametrize(
    ("needle", "found"),
    [("alpha", ["alpha beta"]), ("ha b", ["alpha beta"]), ("Alpha", ["Alpha"]), ("", ["alpha beta", "Alpha", "gamma"])],
)
def test_a_name_filter_matches_a_part_of_the_name(call, names, needle, found):
    names("alpha beta", "Alpha", "gamma")

    assert [item["name"] for item in call(f"GET /projects?name={needle}").json["items"]] == found
    assert call(f"GET /projects/count?name={needle}").json == {"count": len(found)}


def test_a_value_filter_matches_the_exact_value(call):
    project = call("POST /projects", {"name": "x"}).json["project_id"]
    keys = [call(f"POST /projects/{project}/api-keys", {"name": "ci"}).json for _ in range(3)]
    where, value = f"/projects/{project}/api-keys", keys[1]["value"]

    assert call(f"GET {where}?value={value}").json["items"] == [keys[1]]
    assert call(f"GET {where}?value={value[:-1]}").json["items"] == []
    assert call(f"GET {where}/count?value={value}&name=ci").json == {"count": 1}


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["b1", "a1", "b2", "a2"]),
        ("sort_order=desc", ["b1", "a1", "b2", "a2"]),
        ("sort_by=created_at", ["b1", "a1", "b2", "a2"]),
        ("sort_by=created_at&sort_order=desc", ["b1", "a1", "b2", "a2"]),
        ("sort_by=name", ["a1", "a2", "b1", "b2"]),
        ("sort_by=name&sort_order=desc", ["b1", "b2", "a1", "a2"]),
    ],
)
def test_equal_values_keep_the_order_of_creation(call, query, order):
    ids = {call("POST /projects", {"name": label[0]}).json["project_id"]: label for label in ("b1", "a1", "b2", "a2")}

    assert [ids[item["project_id"]] for item in call(f"GET /projects?{query}").json["items"]] == order


def test_sorting_by_creation_can_list_the_newest_first(mock, call):
    for name in ("old", "new"):
        call("POST /projects", {"name": name})
        mock.clock.advance(60)

    page = call("GET /projects?sort_by=created_at&sort_order=desc").json

    assert [item["name"] for item in page["items"]] == ["new", "old"]


def test_date_times_are_sorted_and_filtered_as_moments(make_caller):
    times = [
        "2026-01-01T00:00:00+02:00",
        "2025-12-31T23:00:00Z",
        "2025-12-31T22:30:00.5+00:00",
        "2025-12-31T22:30:00.25Z",
        "2025-12-31t22:30:00z",
        "2016-12-31T23:59:60Z",
        "2017-01-01T00:00:00+00:00",
    ]
    call = make_caller(rate_limit="off", projects=[{"name": str(n), "created_at": at} for n, at in enumerate(times)])

    def names(order: str) -> list[str]:
        return [item["name"] for item in call(f"GET /projects?sort_by=created_at&sort_order={order}").json["items"]]

    assert names("asc") == ["5", "6", "0", "4", "3", "2", "1"]
    assert names("desc") == ["1", "2", "3", "4", "0", "6", "5"]
    assert call("GET /projects").json["items"][0]["created_at"] == times[0]


def test_the_sort_key_of_a_date_time_has_the_order_of_time_and_takes_no_memory_as_the_mock_writes_it():
    written = "2026-01-01T00:00:00+00:00"
    in_order = [written, "2026-01-01t00:00:00.05z", "2026-01-01T01:00:00.5+01:00", "2025-12-31T23:00:00.51-01:00"]

    assert moment_key(written) is written
    keys = [moment_key(text) for text in in_order]
    assert keys == sorted(keys)
    assert moment_key("2026-01-01t00:00:00+00:00") == moment_key("2026-01-01T01:00:00.0+01:00") == written


def test_equal_moments_pass_a_filter_and_stay_in_the_order_of_creation():
    document = json.loads(json.dumps(bundled_document()))
    parameters = document["paths"]["/projects"]["get"]["parameters"]
    parameters.append(
        {
            "name": "created_at",
            "in": "query",
            "description": "The moment of creation.",
            "x-filter": "equals",
            "schema": {"type": "string", "format": "date-time"},
        }
    )
    times = ["2026-01-01T00:00:00+02:00", "2026-01-02T00:00:00Z", "2025-12-31T22:00:00Z"]
    mock = AdminMock(document=document, projects=[{"name": str(n), "created_at": at} for n, at in enumerate(times)])
    call = Client(mock.wsgi)

    found = call.get("/projects?created_at=2025-12-31T22:00:00.0Z", headers={"Authorization": mock.authorization}).json

    assert [item["name"] for item in found["items"]] == ["0", "2"]
