"""The examples of the README, executed."""

import re
import subprocess
from pathlib import Path

import pytest

from apivideo_admin_mock import MockServer, create_app
from apivideo_admin_mock.scenario import read_scenario

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert found
    return found


def test_the_pytest_examples_pass(pytester):
    tests = [block for block in blocks("python") if "def test_" in block]
    pytester.makepyfile(*tests)

    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=3)


def test_the_python_programs_run():
    programs = [block for block in blocks("python") if "def test_" not in block]
    assert len(programs) == 1
    for program in programs:
        exec(compile(program, "README.md", "exec"), {})  # noqa: S102 - the code comes from this repository


def test_the_curl_commands_succeed():
    commands = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("curl ")]
    assert len(commands) == 2
    with MockServer(keys=["my-key"]) as mock:
        for command in commands:
            shell = command.replace("http://127.0.0.1:8080", mock.url).replace("curl ", "curl -sS --fail-with-body ", 1)
            done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, timeout=30, check=False)
            assert done.returncode == 0, done.stdout + done.stderr


def test_the_scenario_is_valid(tmp_path):
    for number, block in enumerate(blocks("yaml")):
        (tmp_path / f"{number}.yaml").write_text(block)
        create_app(scenario=read_scenario(tmp_path / f"{number}.yaml"))


@pytest.mark.parametrize("route", re.findall(r"`(?:GET|POST|PATCH|DELETE) (/_mock/\w+)", README))
def test_the_routes_exist(route):
    app = create_app()
    methods = {rule.rule for rule in app.url_map.iter_rules()}

    assert route in methods
