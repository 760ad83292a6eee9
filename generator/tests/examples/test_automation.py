"""The pre-commit hooks, and the example of a job that comments on pull requests."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest
import yaml

PRE_COMMIT = ".pre-commit-config.yaml"
EXAMPLE = "generator/examples/github-actions/spec-report.yml"


def sessions(workspace):
    """Return the names of the nox sessions."""
    tree = ast.parse((workspace / "noxfile.py").read_text(encoding="utf-8"))
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and any("session" in ast.unparse(each) for each in node.decorator_list)
    }


@pytest.fixture(scope="session")
def hooks(workspace):
    [repository] = yaml.safe_load((workspace / PRE_COMMIT).read_text(encoding="utf-8"))["repos"]
    assert repository["repo"] == "local"  # nothing is fetched
    return {hook["id"]: hook for hook in repository["hooks"]}


def test_the_pre_commit_configuration_is_valid(workspace):
    command = [sys.executable, "-m", "pre_commit", "validate-config", PRE_COMMIT]
    done = subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_command_of_every_hook_exists(workspace, hooks):
    for hook in hooks.values():
        assert hook["language"] == "system"
        match shlex.split(hook["entry"]):
            case ["python3", "-m", "nox", "-R", "-s", session, *_]:
                assert session in sessions(workspace)
            case ["pre-commit", command]:
                done = subprocess.run(
                    [sys.executable, "-m", "pre_commit", command, "--help"], capture_output=True, check=False
                )
                assert done.returncode == 0
            case other:
                pytest.fail(f"unknown command {other}")


@pytest.mark.parametrize(
    "name",
    [
        "openapi/projects/get_project.yaml",
        "openapi/history/1.0.0.json",
        "generator/templates/sdk/client.py.jinja",
        "generated_client/apivideo_admin/client.py",
        "mock_server/apivideo_admin_mock/openapi.json",
        "mock_server/apivideo_admin_mock/arguments/serve.py",
        "contract_tests/apivideo_admin_contract/rules/http_rules.py",
        "generated_client/releases/1.0.0.json",
        "contract_tests/CHANGELOG.md",
        "CHANGELOG.md",
    ],
)
def test_commits_of_inputs_and_generated_files_are_checked(workspace, hooks, name):
    assert (workspace / name).is_file()
    assert re.search(hooks["generated"]["files"], name)


def test_other_commits_are_not_checked(hooks):
    for name in ("README.md", "contract_tests/planted_bugs/README.md", "contract_tests/README.md"):
        assert not re.search(hooks["generated"]["files"], name)


@pytest.fixture(scope="session")
def job(workspace):
    workflow = yaml.safe_load((workspace / EXAMPLE).read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read", "pull-requests": "write"}
    [job] = workflow["jobs"].values()
    assert "permissions" not in job
    return job


def test_the_example_never_expands_pull_request_text_in_a_shell(job):
    for step in job["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_example_installs_with_sessions_that_exist(job, workspace):
    [install] = [step["run"] for step in job["steps"] if step.get("name") == "Install"]

    assert set(re.findall(r"nox -s (\w+)", install)) <= sessions(workspace)
    [checkout] = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert checkout["with"] == {"fetch-depth": 0, "persist-credentials": False}


@pytest.fixture(scope="module")
def pull_request(workspace, tmp_path_factory):
    """Return a clone in which a pull request lowers the rate limit, with a `gh` that records its arguments."""
    clone = tmp_path_factory.mktemp("clone")
    for folder in ("openapi", "generator", "generated_client/apivideo_admin"):
        shutil.copytree(workspace / folder, clone / folder, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    commands = ["init -q -b main", "add .", "commit -q -m Base", "update-ref refs/remotes/origin/main HEAD"]
    for command in commands:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *command.split()], cwd=clone, check=True, capture_output=True)
    document = clone / "openapi/openapi.yaml"
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace("requests: 10,", "requests: 5,"), encoding="utf-8")
    for path, script in {
        clone / ".nox/generate/bin/python": f'exec {shlex.quote(sys.executable)} "$@"',
        clone / "bin/gh": 'echo "$@" > gh.txt; cp report.md body.md; exit "${GH_FAILS:-0}"',
    }.items():
        path.parent.mkdir(parents=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
    return clone


def run_steps(clone, job, **environment):
    """Run the steps after the installation like GitHub. Return the name and exit code of the first failing step, or None."""
    known = {
        "${{ github.base_ref }}": "main",
        "${{ github.token }}": "token",
        "${{ github.event.pull_request.number }}": "7",
    }
    base = {"PATH": f"{clone / 'bin'}{os.pathsep}{os.environ['PATH']}", "GITHUB_STEP_SUMMARY": "summary.md"}
    steps = [step for step in job["steps"] if "run" in step and step.get("name") != "Install"]
    for step in steps:
        own = {name: _filled(value, known) for name, value in step.get("env", {}).items()}
        code = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=clone,
            env={**os.environ, **base, **own, **environment},
            capture_output=True,
            check=False,
        ).returncode
        if code:
            return step["name"], code
    return None


def _filled(text, known):
    for expression, value in known.items():
        text = text.replace(expression, value)
    return text


def test_the_example_comments_the_report_and_passes_on_a_breaking_change(pull_request, job):
    assert run_steps(pull_request, job) is None

    called = (pull_request / "gh.txt").read_text(encoding="utf-8")
    assert called == "pr comment 7 --edit-last --create-if-none --body-file report.md\n"
    body = (pull_request / "body.md").read_text(encoding="utf-8")
    assert body.startswith("## API changes: 1 breaking change\n")
    assert "| request | `rate_limit_changed` |" in body
    assert (pull_request / "summary.md").read_text(encoding="utf-8").endswith(body)


def test_the_example_fails_if_a_command_fails(pull_request, job):
    assert run_steps(pull_request, job, GH_FAILS="4") == ("Comment", 4)
    assert run_steps(pull_request, job, BASE="origin/nowhere") == ("Compare", 2)
