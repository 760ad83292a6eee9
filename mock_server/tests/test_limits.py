"""Long texts and many problems of clients: what is kept and repeated of them is limited."""

import json

import pytest

from apivideo_admin_mock import suggest
from apivideo_admin_mock.suggest import did_you_mean


def test_suggestions_for_long_words_are_not_cached():
    suggest._guess.cache_clear()

    assert did_you_mean("x" * 1_000_000, ["name"]) == ""
    assert did_you_mean("nmae", ["name"]) == " Did you mean `name`?"

    assert suggest._guess.cache_info().currsize == 1


def test_100_000_unknown_properties_get_a_short_response_that_counts_them(call):
    payload = {f"p{number}": 1 for number in range(100_000)}

    response = call("POST /projects", payload)

    assert response.status == 400
    assert len(response.text) < 50_000
    assert response.json["total_problems"] == 100_001  # `name` is missing
    assert len(response.json["problems"]) == 100
    assert response.json["detail"].endswith("99901 more problems are not listed.")


def test_100_problems_are_all_listed(call):
    response = call("POST /projects", {"name": "x"} | {f"p{number}": 1 for number in range(100)})

    assert response.json["total_problems"] == len(response.json["problems"]) == 100
    assert "more problems" not in response.json["detail"]


def test_a_parameter_that_is_repeated_often_is_one_problem(call):
    response = call("GET /projects?" + "name=x&" * 10_000)

    assert response.json["total_problems"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {"x" * 1_000_000: 1},
        {"name": "x", "region": "x" * 1_000_000},
        {"name": {"x" * 1_000_000: 1}},
        {"name": "x", "X" * 300_000: 1, "Y" * 300_000: 1},
    ],
)
def test_a_response_does_not_repeat_long_texts(call, body):
    assert len(call("POST /projects", body).text) < 3000


def test_a_response_does_not_repeat_a_long_duplicate_key_or_parameter(call):
    name = "x" * 500_000

    assert len(call("POST /projects", body=f'{{"{name}": 1, "{name}": 2}}'.encode()).text) < 1000
    assert len(call(f"GET /projects?{name}=1&{name}=2").text) < 2000


def test_recorded_paths_and_queries_count_as_their_bodies_do(mock, call):
    for _ in range(200):
        call(f"GET /{'p' * 50_000}?{'q' * 50_000}")

    assert sum(len(entry.path) + len(entry.query) for entry in mock.calls(allow_dropped=True)) <= 4 * 1024 * 1024


def test_a_response_with_long_stored_texts_is_json(call):
    call("POST /projects", {"name": "x" * 100_000})

    assert len(json.loads(call("GET /projects").text)["items"][0]["name"]) == 100_000
