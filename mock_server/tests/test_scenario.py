"""Scenarios, their files and their errors."""

from pathlib import Path

import pytest

from apivideo_admin_mock import ScenarioError, SettingsError, create_app
from apivideo_admin_mock.tenants.scenario_file import read_scenario, with_lines
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
        ({"project": []}, "project: this is not the name of a collection here. Did you mean `projects`?"),
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
    assert all(line.startswith("project") for line in str(caught.value).splitlines())


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


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_a_file_can_have_a_byte_order_mark_and_be_in_utf_16(tmp_path, name, encoding):
    path = write(tmp_path / name, '{"projects": [{"name": "\u00fcml\u00e4ut"}]}', encoding)

    assert read_scenario(path) == {"projects": [{"name": "\u00fcml\u00e4ut"}]}


def test_a_file_in_another_encoding_is_an_error(tmp_path):
    with pytest.raises(ScenarioError, match="is not valid: 'utf-8' codec can't decode byte"):
        read_scenario(write(tmp_path / "a.yaml", "projects: [{name: \u00fc}]", "latin-1"))


def test_yaml_can_use_merge_keys(tmp_path):
    text = """
    projects:
      - &base {name: base, region: eu-central-1}
      - &derived {<<: *base, name: derived}
      - {<<: [*derived, *base], name: last}
    """

    projects = read_scenario(write(tmp_path / "a.yaml", text))["projects"]

    assert [project["name"] for project in projects] == ["base", "derived", "last"]
    assert {project["region"] for project in projects} == {"eu-central-1"}


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_every_duplicate_key_is_reported_with_its_line(tmp_path, name):
    text = '{"projects": [\n {"name": "x",\n "name": "y"},\n {"a": [{"b": 1, "b": 2}], "a": 1}]}'

    with pytest.raises(ScenarioError) as caught:
        read_scenario(write(tmp_path / name, text))

    assert str(caught.value).startswith("is not valid: line 3: duplicate key 'name'; line 4: duplicate key '")
    assert "duplicate key 'a'" in str(caught.value)
    assert "duplicate key 'b'" in str(caught.value)


@pytest.mark.parametrize("text", ["[" * 100_000 + "]" * 100_000, "{a: " * 30_000 + "}" * 30_000, "- " * 50_000 + "x"])
def test_a_deep_yaml_file_is_an_error(tmp_path, text):
    with pytest.raises(ScenarioError, match="is not valid: it is nested too deeply"):
        read_scenario(write(tmp_path / "a.yaml", f"projects: {text}" if text[0] != "-" else text))


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        ({"projects": [{"name": "\ud800"}]}, "projects[0].name: contains a lone surrogate, which is not a character"),
        ({"projects": [{"\udfff": 1}]}, "projects[0]: a key contains a lone surrogate"),
        ({1: []}, "the key 1 is not text; fix: put it in quotation marks"),
        ({"projects": [{None: 1}]}, "projects[0]: the key None is not text"),
        ({"projects": [{"name": float("nan")}]}, "projects[0].name: nan is not a JSON number"),
        ({"projects": [{"name": b"x"}]}, "projects[0].name: a value of the type bytes is not JSON"),
        ({"projects": ({"name": "x"},)}, "projects: a value of the type tuple is not JSON"),
        ({"projects": [[[[]]]]}, "projects[0]: must be a mapping"),
    ],
)
def test_a_scenario_must_be_json(scenario, message):
    with pytest.raises(ScenarioError) as caught:
        create_app(scenario=scenario)

    assert str(caught.value).startswith(message)


def test_a_scenario_can_neither_be_deep_nor_contain_itself(mock):
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    cycle: list[object] = []
    cycle.append(cycle)

    for items in (deep, cycle):
        with pytest.raises(ScenarioError, match=r"projects\[0\]\[0\]: is nested too deeply, in more than 100 levels"):
            mock.seed(projects=items)


def test_all_errors_are_reported_with_those_below_invalid_resources():
    keys = [{"name": "a", "value": "s"}, {"name": 5}]
    scenario = {
        "projects": [{"naem": "x", "api_keys": keys}, {"name": "y", "hosting_usage": [{"collected_on": "x"}, 5]}, 7],
        "project": [],
    }

    with pytest.raises(ScenarioError) as caught:
        create_app(scenario=scenario)

    assert [str(one).partition(": ")[0] for one in caught.value.diagnostics] == [
        "projects[0]",
        "projects[0]",
        "projects[0].api_keys[1]",
        "projects[1].hosting_usage[0]",
        "projects[1].hosting_usage[1]",
        "projects[2]",
        "project",
    ]


def test_at_most_50_errors_are_reported():
    with pytest.raises(ScenarioError) as caught:
        create_app(scenario={"projects": [{}] * 1000})

    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (51, "further errors are not listed; fix these first")


def test_a_word_that_is_valid_is_named(make_caller):
    with pytest.raises(ScenarioError) as caught:
        create_app(scenario={"projects": [{"name": "x", "deletes_at": "tomorrow"}]})

    assert str(caught.value) == (
        'projects[0]: The value of `deletes_at` must match the format date-time, not "tomorrow". '
        "It can also be `next_cycle`."
    )


def test_an_error_does_not_repeat_a_secret():
    with pytest.raises(ScenarioError) as caught:
        create_app(scenario={"projects": [{"name": "x", "api_keys": [{"name": "k", "value": ["top-secret"]}]}]})

    assert "top-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        (
            "a.yaml",
            "projects:\n  - &a\n    name: x\n    region: moon\n  - {<<: *a, name: y}\n  - count: 2\n",
            [
                "4: projects[0]: The value of `region`",
                "5: projects[1]: The value of `region`",
                "6: projects[2]: `count` is not a property",
                "6: projects[2]: `name` is required",
            ],
        ),
        (
            "a.yaml",
            "projects:\n  name: 5\n  count: 2\n  api_keys:\n    - name: 7\n",
            [
                "2: projects[0]: The value",
                "5: projects[0].api_keys[0]",
                "2: projects[1]: The",
                "5: projects[1].api_keys[0]",
            ],
        ),
        (
            "a.json",
            '{"projects": [\n{"name": "a\\"{", "api_keys": [\n{"name": "k"},\n{}]},\n{\n"name": [1,\n2]}]\n, "x": 1}',
            [
                "4: projects[0].api_keys[1]: `name` is required",
                "6: projects[1]: The value of `name`",
                "8: x: this is not the name of a collection here",
            ],
        ),
    ],
)
def test_errors_have_the_lines_of_the_file(tmp_path, name, text, lines):
    path = write(tmp_path / name, text)
    with pytest.raises(ScenarioError) as caught:
        create_app(scenario=read_scenario(path))

    located = str(with_lines(caught.value, path)).splitlines()

    assert len(located) == len(lines)
    for one, expected in zip(located, lines, strict=True):
        assert one.startswith(f"{path}:{expected}")


def test_a_key_cannot_be_allowed_and_suspended():
    with pytest.raises(SettingsError, match="'a' is in keys and in suspended_keys; fix: remove it from one of them"):
        create_app(keys=["a", "b"], suspended_keys=["a"])
