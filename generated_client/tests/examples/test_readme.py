"""Run the commands and examples of the README: the mock as a process, the examples against it."""

from __future__ import annotations

import inspect
import logging
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from apivideo_admin._runtime.cli import codes

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
QUICK_START, PRODUCTION = EXAMPLES[:2]
KEY, URL = "mock-admin-key", "http://127.0.0.1:8080"


@pytest.fixture(scope="module")
def mock_url():
    """Start the mock with the command of the README, on a free port."""
    (command,) = re.findall(r"^apivideo-admin-mock (serve .*)$", README, re.MULTILINE)
    arguments = shlex.split(command.replace("--port 8080", "--port 0"))
    with subprocess.Popen(
        [sys.executable, "-m", "apivideo_admin_mock", *arguments], stdout=subprocess.PIPE, text=True
    ) as mock:
        found = re.search(r"http://[\w.:]+", mock.stdout.readline())
        yield found.group()
        mock.terminate()


@pytest.fixture
def new_mock_url(mock_url):
    """Reset the mock: the requests of other examples count in its rate limit."""
    httpx2.post(f"{mock_url}/_mock/reset", auth=(KEY, "")).raise_for_status()
    return mock_url


@pytest.fixture(autouse=True)
def _logger_as_it_was():
    logger = logging.getLogger("apivideo_admin")
    level = logger.level
    yield
    logger.setLevel(level)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_of_the_readme_runs(number, new_mock_url, monkeypatch, request, capsys):
    monkeypatch.setenv("APIVIDEO_ADMIN_API_KEY", KEY)
    monkeypatch.setenv("APIVIDEO_ADMIN_BASE_URL", new_mock_url)
    namespace = {"__name__": "__main__"}
    source = EXAMPLES[number].replace(URL, new_mock_url)
    exec(compile(source, f"README example {number + 1}", "exec"), namespace)  # noqa: S102 (our own text)
    tests = [value for name, value in namespace.items() if name.startswith("test_")]
    for test in tests:
        test(*map(request.getfixturevalue, inspect.signature(test).parameters))
    assert tests or "AdminClient" in source
    assert "Traceback" not in capsys.readouterr().out


def test_the_exit_codes_of_the_readme_are_those_of_the_command_line():
    table = README.partition("| exit code |")[2].partition("\n\n")[0]
    found = [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)]
    assert found == sorted({0, *(value for name, value in vars(codes).items() if name.isupper())})


def test_the_logging_example_shows_log_lines(new_mock_url):
    (example,) = [example for example in EXAMPLES if "import logging" in example]
    environment = {**os.environ, "APIVIDEO_ADMIN_API_KEY": KEY, "APIVIDEO_ADMIN_BASE_URL": new_mock_url}
    # In a process of its own: pytest adds handlers to the root logger.
    done = subprocess.run(
        [sys.executable, "-c", example], env=environment, capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout == "200\n"
    assert "DEBUG:apivideo_admin:" in done.stderr
    assert KEY not in done.stderr


def test_the_quick_start_on_production_is_that_on_the_mock_without_arguments():
    assert f'AdminClient(api_key="{KEY}", base_url="{URL}")' in QUICK_START
    assert QUICK_START.replace(f'api_key="{KEY}", base_url="{URL}"', "") == PRODUCTION


def test_every_link_of_the_readme_works_on_a_package_index():
    assert [link for link in re.findall(r"\]\(([^)]*)\)", README) if not link.startswith("https://")] == []
