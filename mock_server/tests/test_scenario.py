"""Scenarios, their files and their errors."""

from pathlib import Path

import pytest

from apivideo_admin_mock import ScenarioError, SettingsError, create_app
from apivideo_admin_mock.tenants.scenario import read_scenario
from apivideo_admin_mock.testing import AdminMock


def _hosted(day: str, minutes: int) -> dict[str, object]:
    return {"collected_on": f"2026-02-{day}", "video_duration_minutes": minutes}


def test_a_scenario_creates_projects_and_their_keys(make_caller):
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


def test_a_count_creates_numbered_resources(make_caller):
    call = make_caller(scenario={"projects": {"count": 30, "name": "project {n}", "api_keys": {"count": 2}}})

    last = call("GET /projects?page=2&page_size=20").json["items"][-1]

    assert last["name"] == "project 30"
    keys = call(f"GET /projects/{last['project_id']}/api-keys").json["items"]
    assert [key["name"] for key in keys] == ["api_key 1", "api_key 2"]


def test_a_scheduled_project_of_a_scenario_is_deleted_at_its_time(make_caller):
    call = make_caller(scenario={"projects": [{"name": "x", "deletes_at": "2026-02-02T02:40:10+00:00"}]})
    call.mock.clock.advance(3600)

    assert call("GET /projects/count").json == {"count": 0}


def test_a_scenario_can_use_the_keywords_of_a_request(make_caller):
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
            "projects[0].api_keys[1]: another resource has the same `value`",
        ),
        (
            {"projects": [{"name": "x", "hosting_usage": [_hosted("01", 5), _hosted("02", 4)]}]},
            "projects[0].hosting_usage: `video_duration_minutes` is a total and cannot fall: on 2026-02-02 it is lower",
        ),
        (
            {"projects": [{"name": "x", "project_id": f"project_{'1' * 22}"}] * 2},
            "projects[1]: another resource has the same `project_id`",
        ),
    ],
)
def test_an_invalid_scenario_raises_with_its_location(scenario, message):
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
def test_dates_in_a_file_stay_strings(tmp_path, name, text):
    (tmp_path / name).write_text(text)

    assert read_scenario(tmp_path / name) == {"projects": [{"name": "x", "created_at": "2020-01-01T00:00:00+00:00"}]}


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.yaml", "projects:\n  - {name: x, name: y}\n"), ("a.json", '{"projects": [{"name": "x", "name": "y"}]}')],
)
def test_a_duplicate_key_in_a_file_is_an_error(tmp_path, name, text):
    (tmp_path / name).write_text(text)

    with pytest.raises(ScenarioError, match=r"duplicate key 'name'"):
        read_scenario(tmp_path / name)


@pytest.mark.parametrize("text", ["{", "a: [", "- x", "'", ""])
@pytest.mark.parametrize("name", ["broken.yaml", "broken.json"])
def test_an_invalid_file_is_an_error_of_one_line(tmp_path, name, text):
    (tmp_path / name).write_text(text)

    with pytest.raises(ScenarioError, match=r"is not valid: |must contain a mapping") as caught:
        read_scenario(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_an_error():
    with pytest.raises(ScenarioError, match="No such file"):
        read_scenario(Path("nowhere.yaml"))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"rate_limit": "fast"}, "'fast' is not a rate limit: write it like 10/s"),
        ({"rate_limit": 10}, "rate_limit must be str or RateLimit or None, not 10"),
        ({"keys": 5}, "keys must be a list"),
        ({"keys": [1]}, "1 cannot be an admin API key"),
        ({"seed": None}, "seed must be int, not None"),
        ({"any_key": "no"}, "any_key must be bool, not 'no'"),
        ({"max_tenants": "5"}, "max_tenants must be int, not '5'"),
        ({"scenario": [1]}, "scenario must be Mapping or None"),
        ({"rate_limit": "0/s"}, "'0/s' is not a rate limit"),
        ({"keys": "key"}, "keys must be a list"),
        ({"keys": ["a:b"]}, "'a:b' cannot be an admin API key"),
        ({"keys": [""]}, "'' cannot be an admin API key"),
        ({"rate_limits": None}, "'rate_limits' is neither a setting nor a collection. Did you mean `rate_limit`?"),
        ({"project": 3}, "'project' is neither a setting nor a collection. Did you mean `projects`?"),
    ],
)
def test_an_invalid_setting_is_an_error(settings, message):
    with pytest.raises(SettingsError) as caught:
        AdminMock(**settings)

    assert message in str(caught.value)


@pytest.mark.parametrize("moment", ["2026-02-28t23:59:59z", "2026-02-28T23:59:60Z", "2026-03-01T00:59:59+01:00"])
def test_every_form_of_an_rfc_3339_time_is_accepted(make_caller, moment):
    call = make_caller(scenario={"projects": [{"name": "x", "deletes_at": moment}]})
    assert call("GET /projects/count").json == {"count": 1}

    call.mock.clock.set(1_772_323_260)

    assert call("GET /projects/count").json == {"count": 0}


def test_an_invalid_seed_adds_nothing(mock, call):
    call("POST /projects", {"name": "before"})

    with pytest.raises(ScenarioError):
        mock.seed({"projects": [{"name": "x"}, {"naem": "y"}]})

    assert [item["name"] for item in call("GET /projects").json["items"]] == ["before"]


def test_a_reset_restores_the_initial_resources(make_caller):
    call = make_caller(projects=3)
    call("POST /projects", {"name": "x"})

    call.mock.reset()

    assert call("GET /projects/count").json == {"count": 3}


def test_a_scenario_cannot_exceed_the_maximum_of_resources():
    with pytest.raises(ScenarioError, match=r"projects\[5\]: more than 5 resources for one key"):
        create_app(any_key=True, max_resources=5, scenario={"projects": {"count": 9}})
