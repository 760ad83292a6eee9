"""Scenarios: what a world begins with, and what doesn't fit."""

from pathlib import Path

import pytest

from apivideo_admin_mock import ScenarioError, SettingsError, create_app
from apivideo_admin_mock.scenario import read_scenario
from apivideo_admin_mock.testing import AdminMock


def _hosted(day: str, minutes: int) -> dict[str, object]:
    return {"collected_on": f"2026-02-{day}", "video_duration_minutes": minutes}


def test_a_scenario_holds_projects_and_their_keys(make_caller):
    call = make_caller(
        scenario={
            "projects": [
                {"name": "Alpha", "api_keys": [{"name": "ci"}, {"name": "cd", "value": "known"}]},
                {"name": "Beta", "created_at": "2020-01-01T00:00:00+00:00"},
            ]
        }
    )

    alpha, beta = call("GET /projects").json["items"]
    assert beta["created_at"] == "2020-01-01T00:00:00+00:00"
    keys = call(f"GET /projects/{alpha['project_id']}/api-keys").json["items"]
    assert [key["name"] for key in keys] == ["ci", "cd"]
    assert keys[1]["value"] == "known"


def test_a_count_makes_many(make_caller):
    call = make_caller(scenario={"projects": {"count": 30, "name": "project {n}", "api_keys": {"count": 2}}})

    last = call("GET /projects?page=2&page_size=20").json["items"][-1]

    assert last["name"] == "project 30"
    keys = call(f"GET /projects/{last['project_id']}/api-keys").json["items"]
    assert [key["name"] for key in keys] == ["api_key 1", "api_key 2"]


def test_a_scheduled_project_of_a_scenario_goes_in_its_time(make_caller):
    call = make_caller(scenario={"projects": [{"name": "x", "deletes_at": "2026-02-02T02:40:10+00:00"}]})
    call.mock.clock.advance(3600)

    assert call("GET /projects/count").json == {"count": 0}


def test_a_scenario_may_use_the_words_of_a_request(make_caller):
    call = make_caller(scenario={"projects": [{"name": "x", "deletes_at": "next_cycle"}]})

    assert call("GET /projects").json["items"][0]["deletes_at"] == "2026-03-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        ({"project": []}, "project: there is no such collection here. Did you mean `projects`?"),
        ({"projects": 3}, "projects: must be a list of items"),
        ({"projects": ["x"]}, "projects[0]: must be a mapping"),
        ({"projects": {"name": "x"}}, "projects: a mapping needs `count`"),
        ({"projects": [{}]}, "projects[0]: `name` is required."),
        ({"projects": [{"naem": "x"}]}, "`naem` is not a property of project. Did you mean `name`?"),
        ({"projects": [{"name": "x", "region": "moon"}]}, "The value of `region` must be one of eu-central-1"),
        ({"projects": [{"name": "x", "api_keys": [{"name": 1}]}]}, "projects[0].api_keys[0]: The value of `name`"),
        (
            {"projects": [{"name": "x", "api_keys": [{"name": "a", "value": "s"}, {"name": "b", "value": "s"}]}]},
            "projects[0].api_keys[1]: this `value` was given before",
        ),
        (
            {"projects": [{"name": "x", "hosting_usage": [_hosted("01", 5), _hosted("02", 4)]}]},
            "projects[0].hosting_usage: `video_duration_minutes` is a total and can't fall: on 2026-02-02 it is less",
        ),
        (
            {"projects": [{"name": "x", "project_id": f"project_{'1' * 22}"}] * 2},
            "projects[1]: there is another resource with this `project_id`",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_place_before_anything_is_served(scenario, message):
    with pytest.raises(ScenarioError) as caught:
        create_app(scenario=scenario)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "projects: [{name: x, created_at: 2020-01-01T00:00:00+00:00}]"),
        ("a.json", '{"projects": [{"name": "x", "created_at": "2020-01-01T00:00:00+00:00"}]}'),
    ],
)
def test_a_file_is_read_and_dates_stay_texts(tmp_path, name, text):
    (tmp_path / name).write_text(text)

    assert read_scenario(tmp_path / name) == {"projects": [{"name": "x", "created_at": "2020-01-01T00:00:00+00:00"}]}


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.yaml", "projects:\n  - {name: x, name: y}\n"), ("a.json", '{"projects": [{"name": "x", "name": "y"}]}')],
)
def test_a_name_that_stands_twice_is_refused_for_one_would_be_lost(tmp_path, name, text):
    (tmp_path / name).write_text(text)

    with pytest.raises(ScenarioError, match=r"'name' stands twice"):
        read_scenario(tmp_path / name)


@pytest.mark.parametrize("text", ["{", "a: [", "- x", "'", ""])
@pytest.mark.parametrize("name", ["broken.yaml", "broken.json"])
def test_a_file_that_is_no_scenario_is_refused_in_one_line(tmp_path, name, text):
    (tmp_path / name).write_text(text)

    with pytest.raises(ScenarioError, match=r"is not valid: |must hold a mapping") as caught:
        read_scenario(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_refused():
    with pytest.raises(ScenarioError, match="No such file"):
        read_scenario(Path("nowhere.yaml"))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"rate_limit": "fast"}, "'fast' is not a rate limit: write it like 10/s"),
        ({"rate_limit": 10}, "rate_limit takes str or RateLimit or NoneType, not 10"),
        ({"keys": 5}, "keys takes a list of keys"),
        ({"keys": [1]}, "1 can't be an admin API key"),
        ({"seed": None}, "seed takes int, not None"),
        ({"any_key": "no"}, "any_key takes bool, not 'no'"),
        ({"most_worlds": "5"}, "most_worlds takes int, not '5'"),
        ({"scenario": [1]}, "scenario takes Mapping or NoneType"),
        ({"rate_limit": "0/s"}, "'0/s' is not a rate limit"),
        ({"keys": "key"}, "keys takes a list of keys"),
        ({"keys": ["a:b"]}, "'a:b' can't be an admin API key"),
        ({"keys": [""]}, "'' can't be an admin API key"),
        ({"rate_limits": None}, "'rate_limits' is neither a setting nor a collection. Did you mean `rate_limit`?"),
        ({"project": 3}, "'project' is neither a setting nor a collection. Did you mean `projects`?"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(settings, message):
    with pytest.raises(SettingsError) as caught:
        AdminMock(**settings)

    assert message in str(caught.value)


@pytest.mark.parametrize("moment", ["2026-02-28t23:59:59z", "2026-02-28T23:59:60Z", "2026-03-01T00:59:59+01:00"])
def test_every_way_to_write_a_time_is_understood(make_caller, moment):
    call = make_caller(scenario={"projects": [{"name": "x", "deletes_at": moment}]})
    assert call("GET /projects/count").json == {"count": 1}

    call.mock.clock.set(1_772_323_260)

    assert call("GET /projects/count").json == {"count": 0}


def test_a_seed_that_does_not_fit_leaves_nothing(mock, call):
    call("POST /projects", {"name": "before"})

    with pytest.raises(ScenarioError):
        mock.seed({"projects": [{"name": "x"}, {"naem": "y"}]})

    assert [item["name"] for item in call("GET /projects").json["items"]] == ["before"]


def test_a_reset_gives_what_the_mock_was_made_with(make_caller):
    call = make_caller(projects=3)
    call("POST /projects", {"name": "x"})

    call.mock.reset()

    assert call("GET /projects/count").json == {"count": 3}


def test_a_scenario_does_not_overfill_a_world():
    with pytest.raises(ScenarioError, match=r"projects\[5\]: the world is full, with 5 resources"):
        create_app(any_key=True, most_resources=5, scenario={"projects": {"count": 9}})
