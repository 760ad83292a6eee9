"""The examples, run in the way that users run them."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from apivideo_admin_mock.sdk import connect
from apivideo_admin_mock.tenants.clock import from_rfc3339
from apivideo_admin_mock.tenants.scenario_file import read_scenario
from apivideo_admin_mock.testing import AdminMock

EXAMPLES = Path(__file__).parents[2] / "examples"
SCENARIOS = sorted((EXAMPLES / "scenarios").iterdir())
# The scripts of this environment come first, as in an activated environment.
PATH = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "APIVIDEO_"))}
ENVIRONMENT |= {"PATH": PATH, "PYTHONDONTWRITEBYTECODE": "1"}


def run(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    if shutil.which(command[0], path=PATH) is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(
        command, cwd=cwd, env=ENVIRONMENT | environment, capture_output=True, text=True, timeout=120, check=False
    )


def assert_success(result: subprocess.CompletedProcess[str], line: str) -> None:
    assert result.returncode == 0, result.stdout + result.stderr
    assert line in result.stdout.splitlines()


def assert_failure(result: subprocess.CompletedProcess[str], text: str) -> None:
    assert result.returncode != 0, result.stdout
    assert text in result.stdout + result.stderr


def test_the_bash_example_passes():
    assert_success(run("bash", "example.sh", cwd=EXAMPLES / "bash"), "stopped the mock")


def test_the_bash_example_fails_on_a_mock_without_a_rate_limit():
    result = run("bash", "example.sh", "--rate-limit", "off", cwd=EXAMPLES / "bash")

    assert_failure(result, "FAILED: request 11 in one second: expected 429, got 200")


def test_the_bash_example_prints_why_the_mock_did_not_start():
    result = run("bash", "example.sh", "--rate-limit", "lots", cwd=EXAMPLES / "bash")

    assert_failure(result, "FAILED: the mock did not start: apivideo-admin-mock: 'lots' is not a rate limit")


@pytest.mark.admin_mock(any_key=True)
def test_the_node_example_passes(admin_mock_server):
    result = run("node", "--test", cwd=EXAMPLES / "node", APIVIDEO_ADMIN_BASE_URL=admin_mock_server.url)

    assert_success(result, "# pass 6")


@pytest.mark.admin_mock(any_key=True, rate_limit="off")
def test_the_node_example_fails_on_a_mock_without_a_rate_limit(admin_mock_server):
    result = run("node", "--test", cwd=EXAMPLES / "node", APIVIDEO_ADMIN_BASE_URL=admin_mock_server.url)

    assert_failure(result, "# fail 1")


@pytest.mark.admin_mock(any_key=True)
def test_the_java_example_passes(admin_mock_server):
    result = run("java", "Example.java", cwd=EXAMPLES / "java", APIVIDEO_ADMIN_BASE_URL=admin_mock_server.url)

    assert_success(result, "all checks passed")


@pytest.mark.admin_mock(any_key=True, rate_limit="off")
def test_the_java_example_fails_on_a_mock_without_a_rate_limit(admin_mock_server):
    result = run("java", "Example.java", cwd=EXAMPLES / "java", APIVIDEO_ADMIN_BASE_URL=admin_mock_server.url)

    assert_failure(result, "the status of request 11 in one second: expected 429, got 200")


def test_the_unittest_example_passes():
    result = run(sys.executable, "-W", "error", "-m", "unittest", cwd=EXAMPLES / "python-unittest")

    assert result.returncode == 0, result.stderr
    assert "Ran 3 tests" in result.stderr


def test_the_unittest_example_fails_if_the_code_is_wrong(tmp_path):
    shutil.copytree(EXAMPLES / "python-unittest", tmp_path, dirs_exist_ok=True)
    code = (tmp_path / "retire.py").read_text()
    (tmp_path / "retire.py").write_text(code.replace(" if one.name.startswith(prefix)", ""))

    assert_failure(run(sys.executable, "-m", "unittest", cwd=tmp_path), "my demo")


@pytest.mark.parametrize("path", [path for path in EXAMPLES.rglob("*") if path.is_file()], ids=lambda path: path.name)
def test_the_first_lines_of_a_file_are_instructions_to_run_it(path):
    assert re.search(r"\brun\b", "\n".join(path.read_text().splitlines()[:2]), re.IGNORECASE)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_an_example_scenario_is_valid(path):
    with connect(AdminMock(scenario=read_scenario(path))) as admin:
        assert admin.projects.count() > 0


def shipped(name: str) -> AdminMock:
    return AdminMock(scenario=read_scenario(EXAMPLES / "scenarios" / name), rate_limit="off")


def test_the_small_team_has_the_keys_and_the_usage_of_the_file():
    mock = shipped("small-team.yaml")
    mock.clock.set(from_rfc3339("2026-02-03T00:00:00+00:00"))
    with connect(mock) as admin:
        website, *others = admin.projects.list()
        keys = {key.name: key.value for key in admin.api_keys.list(website.project_id)}
        usage = {str(day.collected_on): day for day in admin.usage.delivery(website.project_id, interval="week")}

    assert [website.name, *(project.name for project in others)] == ["Website", "Mobile app", "Playground"]
    assert keys["production"] == "the-secret-that-the-website-knows"
    assert usage["2026-02-01"].video_hls_duration_minutes == 4200
    assert usage["2026-02-02"].video_hls_duration_minutes == 3900


def test_many_projects_have_three_orders_on_eight_pages():
    with connect(shipped("many-projects.yaml")) as admin:
        created, by_name, by_time = (
            [project.name for project in admin.projects.list(**sort)]
            for sort in ({}, {"sort_by": "name"}, {"sort_by": "created_at"})
        )
        assert len(list(admin.projects.list().pages())) == 8

    assert created == by_time == [f"channel {number}" for number in range(1, 151)]
    assert by_name[:4] == ["channel 1", "channel 10", "channel 100", "channel 101"]


def test_projects_about_to_be_deleted_are_deleted_at_their_time():
    mock = shipped("about-to-be-deleted.yaml")

    def names_at(time: str) -> list[tuple[str, bool]]:
        mock.clock.freeze()
        mock.clock.set(from_rfc3339(time))
        with connect(mock) as admin:
            return [(project.name, project.deleted) for project in admin.projects.list()]

    first, second, third = ("Deleted at the end of 2098", "Deleted a month later", "Stays")
    assert names_at("2098-12-31T23:59:59+00:00") == [(first, False), (second, False), (third, False)]
    assert names_at("2099-01-01T00:00:30+00:00") == [(first, True), (second, False), (third, False)]
    assert names_at("2099-01-01T00:01:00+00:00") == [(second, False), (third, False)]
    assert names_at("2099-02-01T00:01:00+00:00") == [(third, False)]
