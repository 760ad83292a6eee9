"""The command `init`: what it writes works."""

from pathlib import Path

import pytest
import yaml

from apivideo_admin_mock.arguments import parse_arguments
from apivideo_admin_mock.cli import main


def written(folder):
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


@pytest.mark.parametrize(
    ("flags", "more"),
    [
        ([], []),
        (["--compose"], ["compose.yaml"]),
        (["--ci", "github"], [".github/workflows/admin-api.yml"]),
        (["--ci", "gitlab", "--compose"], [".gitlab-ci.yml", "compose.yaml"]),
    ],
)
def test_it_writes_what_is_asked_for(tmp_path, flags, more, capsys):
    folder = tmp_path / "new"
    assert main(["init", str(folder), *flags]) == 0
    assert written(folder) == sorted([*more, "scenario.yaml", "test_admin_api.py"])
    assert capsys.readouterr().out.endswith("Run the tests there: python3 -m pytest\n")


def test_the_tests_that_it_writes_pass(pytester):
    assert main(["init", str(pytester.path)]) == 0
    pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:schemathesis").assert_outcomes(passed=2)


def test_it_replaces_no_file(tmp_path, capsys):
    (tmp_path / "test_admin_api.py").write_text("mine")
    assert main(["init", str(tmp_path)]) == 1
    assert "test_admin_api.py exists already. fix: choose an empty folder" in capsys.readouterr().err
    assert written(tmp_path) == ["test_admin_api.py"]


def test_the_compose_file_has_variables_of_the_command_and_the_scenario(tmp_path):
    main(["init", str(tmp_path), "--compose"])
    mock = yaml.safe_load((tmp_path / "compose.yaml").read_text())["services"]["mock"]
    source, target, _ = mock["volumes"][0].split(":")
    _, arguments = parse_arguments(["serve"], mock["environment"])
    assert (tmp_path / source).is_file()
    assert (arguments.scenario, arguments.control_token) == (Path(target), "for-tests-only")


@pytest.mark.parametrize("ci", ["github", "gitlab"])
def test_the_ci_job_runs_the_tests(tmp_path, ci):
    main(["init", str(tmp_path), "--ci", ci])
    if ci == "github":
        steps = yaml.safe_load((tmp_path / ".github/workflows/admin-api.yml").read_text())["jobs"]["test"]["steps"]
        scripts = [step["run"] for step in steps if "run" in step]
    else:
        job = yaml.safe_load((tmp_path / ".gitlab-ci.yml").read_text())["admin-api"]
        scripts = [*job["before_script"], *job["script"]]
    assert scripts == ["python -m pip install wheels/*.whl pytest", "python -m pytest"]


def test_the_templates_are_those_that_it_writes():
    import apivideo_admin_mock

    templates = Path(apivideo_admin_mock.__file__).parent / "templates"
    names = {one.name for one in templates.iterdir()} - {"__pycache__"}
    assert names == {"scenario.yaml", "test_admin_api.py.txt", "compose.yaml", "github.yml", "gitlab.yml"}
