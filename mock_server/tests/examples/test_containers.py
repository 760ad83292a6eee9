"""The files for containers and CI, run without a container engine and a CI server."""

import json
import os
import re
import shutil
import signal
import subprocess
import sysconfig
import tomllib
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import yaml

MOCK_SERVER = Path(__file__).parents[2]
README = (MOCK_SERVER / "README.md").read_text(encoding="utf-8")
WORKFLOW = (MOCK_SERVER / "examples" / "github-actions" / "workflow.yml").read_text(encoding="utf-8")
# The scripts of this environment come first, as in an activated environment.
PATH = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "APIVIDEO_"))}
ENVIRONMENT |= {"PATH": PATH}


def run(*command: str, cwd: Path = MOCK_SERVER, **environment: str) -> subprocess.CompletedProcess[str]:
    if shutil.which(command[0], path=PATH) is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(
        command, cwd=cwd, env=ENVIRONMENT | environment, capture_output=True, text=True, timeout=120, check=False
    )


@contextmanager
def serving(*command: str, stderr: int | None = None):
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=stderr, text=True) as process:
        try:
            assert process.stdout is not None
            (port,) = re.findall(r"http://\S+:(\d+)", process.stdout.readline())
            yield process, int(port)
        finally:
            process.terminate()


def dockerfile() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile and their arguments, with continued lines joined."""
    lines = (MOCK_SERVER / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    return [tuple(line.split(maxsplit=1)) for line in lines if line and not line.startswith("#")]


def docker_command(flags: list[str]) -> list[str]:
    return [*json.loads(dict(dockerfile())["ENTRYPOINT"]), *flags, "--port", "0"]


def test_the_image_serves_and_passes_its_health_check_on_any_port(tmp_path, monkeypatch):
    arguments = dict(dockerfile())
    name, _, path = arguments["ENV"].partition("=")
    assert path.startswith("/dev/shm/")  # noqa: S108 - in memory, and writable in a container that is read-only
    monkeypatch.setitem(ENVIRONMENT, name, str(tmp_path / "url"))
    python, *check = json.loads(arguments["HEALTHCHECK"].partition("CMD ")[2])
    with serving(*docker_command(json.loads(arguments["CMD"])), stderr=subprocess.PIPE) as (process, port):
        assert port != int(arguments["EXPOSE"])
        # Docker also needs three failures to call a container unhealthy. A busy machine can exceed the timeout once.
        assert any(run(python, *check).returncode == 0 for _ in range(3))
        assert status(port, "/_mock/health", "mock") == 403
        assert status(port, "/_mock/health", "192.0.2.7") == 200

        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=10)
        assert process.returncode == 0
        assert f"hint: other machines can send requests to http://0.0.0.0:{port}" in errors
        assert "--control-token" in errors

    assert run(python, *check).returncode != 0


def status(port: int, path: str, host: str) -> int:
    """Return the status of a request with another ``Host``."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": f"{host}:{port}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_the_image_limits_the_data_of_all_keys():
    flags = json.loads(dict(dockerfile())["CMD"])

    assert "--any-key" in flags
    assert int(flags[flags.index("--max-total-bytes") + 1]) <= 256 * 1024 * 1024
    assert int(flags[flags.index("--max-tenants") + 1]) <= 1000


def test_the_image_has_the_labels_of_its_package():
    project = tomllib.loads((MOCK_SERVER / "pyproject.toml").read_text())["project"]
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]+)"', dict(dockerfile())["LABEL"]))

    assert labels["title"] == project["name"]
    assert labels["licenses"] == project["license"]
    assert labels["documentation"] == project["urls"]["Documentation"]
    assert labels["description"] in project["description"]


def test_the_image_exposes_the_default_port():
    help_of_serve = run("apivideo-admin-mock", "serve", "--help").stdout

    assert f"(default: {dict(dockerfile())['EXPOSE']})" in help_of_serve


def copied_files() -> list[str]:
    """Return the files and folders that the Dockerfile copies from the repository."""
    return [argument.split()[0] for name, argument in dockerfile() if name == "COPY" and not argument.startswith("--")]


def test_the_image_copies_only_what_it_needs_and_does_not_run_as_root():
    assert copied_files() == ["constraints.txt", "mock_server/"]
    assert dict(dockerfile())["USER"] == "10001"


@pytest.mark.skipif(not (MOCK_SERVER.parent / "openapi").exists(), reason="images are built from the repository")
def test_the_image_is_built_from_existing_files():
    build = yaml.safe_load((MOCK_SERVER / "compose.yaml").read_text())["services"]["mock"]["build"]
    context = (MOCK_SERVER / build["context"]).resolve()
    assert context / build["dockerfile"] == MOCK_SERVER / "Dockerfile"
    assert all((context / path).exists() for path in copied_files())


def test_the_tests_of_compose_have_the_control_token_of_the_mock():
    services = yaml.safe_load((MOCK_SERVER / "compose.yaml").read_text())["services"]
    mock, tests = services["mock"], services["tests"]
    assert tests["depends_on"] == {"mock": {"condition": "service_healthy"}}
    assert tests["environment"]["APIVIDEO_ADMIN_BASE_URL"] == f"http://mock:{dict(dockerfile())['EXPOSE']}"
    (source, _, _) = tests["volumes"][0].split(":")

    with serving(*docker_command(mock["command"])) as (_, port):
        environment = tests["environment"] | {"APIVIDEO_ADMIN_BASE_URL": f"http://127.0.0.1:{port}"}
        tested = run(*tests["command"], cwd=MOCK_SERVER / source, **environment)
        assert "# pass 6" in tested.stdout.splitlines(), tested.stdout
        assert status(port, "/_mock/health", "mock") == 200
        with pytest.raises(urllib.error.HTTPError, match="403") as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_mock/settings", timeout=10)
        refused.value.close()


def test_the_steps_of_the_workflow_pass(tmp_path):
    for name in ("admin.mjs", "admin.test.mjs"):
        shutil.copy(MOCK_SERVER / "examples" / "node" / name, tmp_path)
    steps = {step["name"]: step["run"] for step in yaml.safe_load(WORKFLOW)["jobs"]["test"]["steps"] if "run" in step}
    exported = tmp_path / "env"
    environment = {"RUNNER_TEMP": str(tmp_path), "GITHUB_ENV": str(exported)}
    # The file of an earlier mock that was killed: the step must not continue with its URL.
    (tmp_path / "mock.url").write_text("http://127.0.0.1:1\n")

    # Like the runner: each step is a separate script, and the following steps get the variables that it writes to GITHUB_ENV.
    start = ["bash", "-e", "-c", steps["Start the mock"]]
    with subprocess.Popen(start, cwd=tmp_path, env=ENVIRONMENT | environment, process_group=0) as started:
        try:
            assert started.wait(30) == 0
            environment |= dict(line.split("=", 1) for line in exported.read_text().splitlines())
            tested = run("bash", "-e", "-c", steps["Test"], cwd=tmp_path, **environment)
        finally:
            with suppress(ProcessLookupError):  # the mock has ended already
                os.killpg(started.pid, signal.SIGTERM)

    assert tested.returncode == 0, tested.stdout
    assert "# pass 6" in tested.stdout
    assert "pass 6" in (tmp_path / "report" / "report.txt").read_text()


def test_only_the_comment_job_can_write_and_it_runs_no_code_of_the_pull_request():
    workflow = yaml.safe_load(WORKFLOW)
    jobs = workflow["jobs"]
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "test": {"contents": "read"},
        "report": {},
        "comment": {"pull-requests": "write"},
    }
    for name in ("report", "comment"):
        assert [step["uses"] for step in jobs[name]["steps"] if "uses" in step] == ["actions/download-artifact@v4"]


@pytest.mark.parametrize(
    ("job", "step", "output"),
    [
        ("report", "Write the report to the summary", "summary.md"),
        ("comment", "Comment on the pull request", "comment.md"),
    ],
)
def test_the_report_is_shown_as_plain_text(tmp_path, job, step, output):
    (script,) = [one["run"] for one in yaml.safe_load(WORKFLOW)["jobs"][job]["steps"] if one.get("name") == step]
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "report.txt").write_text("```\n**bold**\n")
    (tmp_path / "gh").write_text("#!/bin/sh\n")
    (tmp_path / "gh").chmod(0o755)

    environment = {"GITHUB_STEP_SUMMARY": "summary.md", "NUMBER": "1", "RESULT": "success"}
    done = run("bash", "-e", "-c", script, cwd=tmp_path, **environment, PATH=f"{tmp_path}{os.pathsep}{PATH}")

    assert done.returncode == 0, done.stderr
    lines = (tmp_path / output).read_text().splitlines()
    assert lines[-2:] == ["    ```", "    **bold**"]


def test_the_workflow_fails_if_the_mock_does_not_start(tmp_path):
    (start,) = [step["run"] for step in yaml.safe_load(WORKFLOW)["jobs"]["test"]["steps"] if "--any-key" in str(step)]
    wrong = start.replace("--any-key", "--rate-limit lots")

    result = run("bash", "-e", "-c", wrong, RUNNER_TEMP=str(tmp_path), GITHUB_ENV=str(tmp_path / "env"))

    assert result.returncode != 0
    assert "'lots' is not a rate limit" in (tmp_path / "mock.log").read_text()


def test_the_readme_shows_the_steps_of_the_workflow():
    (snippet,) = re.findall(r"^```yml\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)

    steps = yaml.safe_load(WORKFLOW)["jobs"]["test"]["steps"]
    assert yaml.safe_load(snippet) == [
        step for step in steps if step.get("name") in {"Install the mock", "Start the mock"}
    ]
