"""The examples of the README, executed."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from apivideo_admin_mock import create_app
from apivideo_admin_mock.cli import main
from apivideo_admin_mock.factory import MockOptions
from apivideo_admin_mock.tenants.scenario_file import read_scenario

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert found
    return found


def test_the_pytest_examples_pass(pytester):
    tests = [block for block in blocks("python") if "def test_" in block]
    pytester.makepyfile(*tests)

    pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:schemathesis").assert_outcomes(passed=4)


def test_the_python_programs_run():
    programs = [block for block in blocks("python") if "def test_" not in block]
    assert len(programs) == 1
    for program in programs:
        exec(compile(program, "README.md", "exec"), {})  # noqa: S102 - the code comes from this repository


def test_the_quick_start_works(tmp_path):
    start, calls = blocks("sh")[:2]
    install, command = start.splitlines()
    assert install == "python3 -m pip install ./mock_server"
    assert len(calls.splitlines()) == 2
    command = f"exec {shlex.quote(sys.executable)} -m {command.replace('-', '_')} --port 0"
    with subprocess.Popen(["bash", "-c", command], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            (url,) = re.findall(r"http://\S+", line)
            assert line.replace(url, "http://127.0.0.1:8080") in blocks("text")
            for call in calls.splitlines():
                shell = call.replace("http://127.0.0.1:8080", url).replace("curl ", "curl -sS --fail-with-body ", 1)
                done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, timeout=30, check=False)
                assert done.returncode == 0, done.stdout + done.stderr
            assert [project["name"] for project in json.loads(done.stdout)["items"]] == ["My project"]
        finally:
            server.terminate()


def test_the_flags_are_those_of_the_command(capsys):
    for command in ("serve", "proxy", "init"):
        with pytest.raises(SystemExit):
            main([command, "--help"])

    flags = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert flags == set(re.findall(r"`(--[a-z][a-z-]+)", README))


@pytest.mark.parametrize("setting", sorted(MockOptions.__annotations__))
def test_each_setting_is_documented(setting):
    assert f"`{setting}`" in README.partition("## Settings")[2]


def test_there_are_no_relative_links_but_to_sections():
    titles = re.findall(r"^#+ (.*)$", README, re.MULTILINE)
    sections = {f"#{re.sub('[^a-z0-9 ]', '', title.lower()).replace(' ', '-')}" for title in titles}
    assert [
        link
        for link in re.findall(r"\]\(([^)]*)\)", README)
        if not link.startswith("https://") and link not in sections
    ] == []


def test_the_scenario_is_valid(tmp_path):
    for number, block in enumerate(blocks("yaml")):
        (tmp_path / f"{number}.yaml").write_text(block)
        create_app(scenario=read_scenario(tmp_path / f"{number}.yaml"))


@pytest.mark.parametrize("route", re.findall(r"`(?:GET|POST|PATCH|DELETE) (/_mock/[\w.]+)", README))
def test_the_routes_exist(route):
    app = create_app()
    methods = {rule.rule for rule in app.url_map.iter_rules()}

    assert route in methods
