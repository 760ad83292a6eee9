"""The test of the whole design: a new resource is YAML only.

A copy of the workspace gets the files of ``webhooks_example/`` and nothing else, and one command is run. Then the SDK has its
methods, the mock serves it, and the contract tests cover it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml

from contract_tests.tests.support.workspace import add_lines, copy_workspace, run

_EXAMPLE = Path(__file__).parents[2] / "examples" / "webhooks"

_PROGRAM = """
from pathlib import Path

import apivideo_admin
import apivideo_admin_mock
import generator
from apivideo_admin import errors
from apivideo_admin_mock.testing import AdminMock, connect

for package in (apivideo_admin, apivideo_admin_mock, generator):
    assert Path(str(package.__file__)).is_relative_to(Path.cwd()), package.__file__

mock = AdminMock(rate_limit="off")
with connect(mock) as admin:
    project, other = (admin.projects.create(name=name) for name in ("mine", "other"))
    webhook = admin.webhooks.create(project.project_id, url="https://example.com/a", events=["video.encoded"])
    assert webhook.webhook_id.startswith("webhook_")
    assert (webhook.project_id, webhook.url, webhook.events) == (
        project.project_id, "https://example.com/a", ["video.encoded"]
    )
    assert admin.webhooks.get(project.project_id, webhook.webhook_id) == webhook

    for number in range(24):
        admin.webhooks.create(project.project_id, url=f"https://example.com/{number:02}", events=["video.deleted"])
    listed = list(admin.webhooks.list(project.project_id, url="com/1", sort_by="url", sort_order="desc", page_size=4))
    assert [one.url[-2:] for one in listed] == [f"{number}" for number in range(19, 9, -1)]
    assert admin.webhooks.count(project.project_id, url="com/1") == 10

    updated = admin.webhooks.update(project.project_id, webhook.webhook_id, events=["live_stream.ended"])
    assert (updated.url, updated.events) == (webhook.url, ["live_stream.ended"])
    for refused in ({"url": "no uri", "events": ["video.encoded"]}, {"url": "https://a.example", "events": ["nothing"]}):
        try:
            admin.webhooks.create(project.project_id, **refused)
        except errors.BadRequestError as error:
            assert error.problems[0].name.split("[")[0] in {"url", "events"}
        else:
            raise AssertionError(f"{refused} was accepted")
    try:
        admin.webhooks.get(other.project_id, webhook.webhook_id)
    except errors.NotFoundError:
        pass
    else:
        raise AssertionError("the webhook was found under another project")
    admin.webhooks.delete(project.project_id, webhook.webhook_id)
    assert admin.webhooks.count(project.project_id) == 24
"""

_TYPED = """
from typing import assert_type

from apivideo_admin import AdminClient, models


def use(admin: AdminClient) -> None:
    webhook = admin.webhooks.create("project_1", url="https://example.com", events=["video.encoded"])
    assert_type(webhook, models.Webhook)
    assert_type(webhook.url, str)
    assert_type(admin.webhooks.count("project_1", url="example"), int)
    assert_type([one for one in admin.webhooks.list("project_1", sort_by="url")], list[models.Webhook])
    assert_type(admin.webhooks.delete("project_1", webhook.webhook_id), None)
    admin.webhooks.create("project_1", url="https://example.com", events=["nothing"])  # type: ignore[list-item]
    admin.webhooks.list("project_1", sort_by="events")  # type: ignore[arg-type]
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the workspace with the new resource, generated."""
    copy = copy_workspace(tmp_path_factory.mktemp("workspace"))
    assert {path.suffix for path in _EXAMPLE.rglob("*") if path.is_file()} == {".yaml"}
    shutil.copytree(_EXAMPLE / "webhooks", copy / "openapi" / "webhooks")
    add_lines(
        copy / "openapi" / "openapi.yaml", yaml.safe_load((_EXAMPLE / "root_lines.yaml").read_text(encoding="utf-8"))
    )
    result = run(copy, "-m", "generator", "--root", str(copy))
    assert result.returncode == 0, result.stderr
    assert "resources/webhooks.py" in result.stdout
    return copy


def test_the_sdk_and_the_mock_serve_the_new_resource(copy: Path) -> None:
    result = run(copy, "-W", "error", "-c", _PROGRAM)
    assert result.returncode == 0, result.stderr


def test_the_contract_tests_cover_the_new_resource(copy: Path) -> None:
    # Schemathesis reads any document by itself, and takes long.
    asked = "(webhook or reference_model) and not schemathesis"
    arguments = [
        "-m",
        "pytest",
        "-q",
        "-rA",
        "-p",
        "no:randomly",
        "-k",
        asked,
        "contract_tests/tests/suite/test_checks.py",
        "contract_tests/tests/sdk",
    ]
    result = run(copy, *arguments, HYPOTHESIS_PROFILE="fast")
    assert result.returncode == 0, result.stdout[-5000:] + result.stderr[-2000:]
    for name in ("create_webhook", "list_webhooks", "delete_webhook", "[webhooks-url]", "reference_model"):
        assert name in result.stdout


def test_the_new_methods_are_typed(copy: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(_TYPED, encoding="utf-8")
    paths = os.pathsep.join([str(copy / "generated_client"), str(copy / "mock_server")])
    arguments = ["--strict", "--warn-unused-ignores", "--cache-dir", str(tmp_path / "cache"), str(program)]
    result = run(copy, "-m", "mypy", *arguments, MYPYPATH=paths)
    assert result.returncode == 0, result.stdout + result.stderr
