"""The mock as a service: compose with databases, service containers of CI systems, and testcontainers, without a container engine."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from apivideo_admin_mock.arguments import parse_arguments

MOCK_SERVER = Path(__file__).parents[2]
EXAMPLES = MOCK_SERVER / "examples"
DOCKERFILE = (MOCK_SERVER / "Dockerfile").read_text(encoding="utf-8")
GITHUB = yaml.safe_load((EXAMPLES / "github-actions" / "service-container.yml").read_text(encoding="utf-8"))["jobs"][
    "test"
]
GITLAB = yaml.safe_load((EXAMPLES / "gitlab" / "gitlab-ci.yml").read_text(encoding="utf-8"))["test"]
COMPOSE = yaml.safe_load((MOCK_SERVER / "compose.databases.yaml").read_text(encoding="utf-8"))["services"]
# What the tests use instead of a container engine: a container is the command itself, with the variables of the example.
FAKE_CONTAINER = f"""
import os, re, subprocess, sys
class DockerContainer:
    def __init__(self, image):
        assert image == "apivideo-admin-mock"
        self.env = {{}}
    def with_env(self, name, value):
        self.env[name] = value
        return self
    def with_exposed_ports(self, port):
        assert port == 8080
        return self
    def __enter__(self):
        command = [{sys.executable!r}, "-m", "apivideo_admin_mock", "serve", "--port", "0"]
        self.process = subprocess.Popen(command, env=os.environ | self.env, stdout=subprocess.PIPE, text=True)
        return self
    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate()
    def get_container_host_ip(self):
        return "localhost"
    def get_exposed_port(self, port):
        return re.findall(r":(\\d+)", self.line)[0]
"""
FAKE_WAITING = """
def wait_for_logs(container, text):
    container.line = container.process.stdout.readline()
    assert text in container.line
"""


def command_of(script):
    """Return the curl command of an example, without its host and port."""
    (words,) = [line for line in script if line.startswith("curl ")]
    return words


@pytest.mark.parametrize(
    ("variables", "script", "host"),
    [
        (GITHUB["services"]["mock"]["env"], [GITHUB["steps"][0]["run"]], "localhost"),
        (GITLAB["services"][0]["variables"], GITLAB["script"], "mock"),
    ],
    ids=["github", "gitlab"],
)
def test_a_service_container_needs_variables_only(variables, script, host):
    command = [sys.executable, "-m", "apivideo_admin_mock", "serve", "--port", "0"]
    with subprocess.Popen(command, env=os.environ | variables, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            (port,) = re.findall(r"http://\S+:(\d+)", process.stdout.readline())
            called = command_of(script).replace(
                f"http://{host}:8080", f"-H 'Host: {host}:8080' http://127.0.0.1:{port}"
            )
            done = subprocess.run(["bash", "-c", called], capture_output=True, text=True, timeout=30, check=False)
        finally:
            process.terminate()
    assert (done.returncode, done.stdout) == (0, '{"count":0}'), done.stderr


def test_the_mock_of_compose_uses_the_databases_beside_it():
    mock, postgres = COMPOSE["mock"], COMPOSE["postgres"]["environment"]
    _, arguments = parse_arguments(["serve", *mock["command"]], mock["environment"])
    user, password, database = (postgres[f"POSTGRES_{name}"] for name in ("USER", "PASSWORD", "DB"))
    assert arguments.backend == f"postgresql+psycopg://{user}:{password}@postgres/{database}"
    assert arguments.limiter.startswith("redis://redis:6379/")
    assert (arguments.any_key, arguments.workers) == (True, 2)
    assert {name: one["condition"] for name, one in mock["depends_on"].items()} == {
        name: "service_healthy" for name in COMPOSE if "healthcheck" in COMPOSE[name]
    }
    assert mock["ports"] == ["127.0.0.1:8080:8080"]


def test_the_image_is_built_with_extras_that_exist():
    extras = COMPOSE["mock"]["build"]["args"]["EXTRAS"].strip("[]").split(",")
    project = tomllib.loads((MOCK_SERVER / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {*extras} <= {*project["optional-dependencies"]}
    assert "\nARG EXTRAS=\n" in DOCKERFILE
    assert '"$(echo /dist/*.whl)$EXTRAS"' in DOCKERFILE


def test_the_example_of_testcontainers_passes(tmp_path):
    package = tmp_path / "testcontainers" / "core"
    package.mkdir(parents=True)
    (package / "container.py").write_text(FAKE_CONTAINER)
    (package / "waiting_utils.py").write_text(FAKE_WAITING)
    example = EXAMPLES / "testcontainers" / "tests" / "test_in_a_container.py"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        "-c",
        os.devnull,
        str(example),
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        command,
        env=environment | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
