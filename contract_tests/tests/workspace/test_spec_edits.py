"""Three big edits of the document, each YAML only: a resource two levels below a project, a filter and a sort, and a report.

A copy of the workspace, whose present version is released in it, gets all that is in ``spec_edits/*/edits.yaml`` and ``files/``, and one
command is run. Then the report says what is new, the SDK has it, typed, the mock serves it, and the contract tests cover it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from contract_tests.tests.support.workspace import ROOT, copy_workspace, edit_document, replace_line, run

_EDITS = sorted(path.parent for path in (ROOT / "contract_tests" / "examples" / "spec_edits").glob("*/edits.yaml"))

#: What the contract tests call what is new; ``PROOFS=all`` runs all that they have on it, in both faces of the SDK.
_ALL = "grant or get_encoding_usage or projects-region or projects-deletes_at"
_FEW = "create_grant or list_grants or delete_grant or get_encoding_usage or projects-region or projects-deletes_at"
_CHOSEN = _ALL if os.environ.get("PROOFS") == "all" else f"({_FEW}) and not async and not anything"

# Each of these runs other programs, on a machine that may be busy.
pytestmark = pytest.mark.timeout(900)

_PROGRAM = """
from pathlib import Path

import apivideo_admin
import apivideo_admin_mock
from apivideo_admin import errors
from apivideo_admin_mock.testing import AdminMock, connect

for package in (apivideo_admin, apivideo_admin_mock):
    assert Path(str(package.__file__)).is_relative_to(Path.cwd()), package.__file__

mock = AdminMock(rate_limit="off")
with connect(mock) as admin:
    project = admin.projects.create(name="mine")
    key, other = (admin.api_keys.create(project.project_id, name=name) for name in ("a", "b"))
    grant = admin.grants.create(project.project_id, key.api_key_id, scope="write")
    assert (grant.project_id, grant.api_key_id, grant.scope) == (project.project_id, key.api_key_id, "write")
    assert (grant.uses, grant.expires_at) == (10, None)
    for scope in ("read", "read", "stream"):
        admin.grants.create(project.project_id, key.api_key_id, scope=scope, uses=1)
    read = list(admin.grants.list(project.project_id, key.api_key_id, scope="read", page_size=1))
    assert [one.scope for one in read] == ["read", "read"]
    assert admin.grants.count(project.project_id, key.api_key_id) == 4
    assert admin.grants.count(project.project_id, other.api_key_id) == 0
    assert admin.grants.update(project.project_id, key.api_key_id, grant.grant_id, uses=5).uses == 5
    try:
        admin.grants.get(project.project_id, other.api_key_id, grant.grant_id)
    except errors.NotFoundError:
        pass
    else:
        raise AssertionError("the grant was found under another API key")
    admin.api_keys.delete(project.project_id, key.api_key_id)
    try:
        admin.grants.list(project.project_id, key.api_key_id).first_page()
    except errors.NotFoundError:
        pass
    else:
        raise AssertionError("the grants outlived their API key")

    going = admin.projects.create(name="going")
    admin.projects.update(going.project_id, name="going", deletes_at="next_cycle")
    assert [one.name for one in admin.projects.list(sort_by="deletes_at", sort_order="desc")] == ["going", "mine"]
    assert admin.projects.count(region="eu-central-1") == 2
    try:
        admin.projects.count(region="us-east-1")
    except errors.BadRequestError as error:
        assert [one.name for one in error.problems] == ["region"]
    else:
        raise AssertionError("an unknown region was accepted")

    days = admin.usage.encoding(project.project_id, interval="week")
    totals = [day.total_duration_minutes for day in days]
    assert len(days) == 7 and totals == sorted(totals) and all(day.video_duration_minutes >= 0 for day in days)
"""

_TYPED = """
from typing import assert_type

from apivideo_admin import AdminClient, models


def use(admin: AdminClient) -> None:
    grant = admin.grants.create("project_1", "api_key_1", scope="read")
    assert_type(grant, models.Grant)
    assert_type(grant.uses, int)
    assert_type([one for one in admin.grants.list("project_1", "api_key_1", scope="read")], list[models.Grant])
    admin.grants.create("project_1", "api_key_1", scope="nothing")  # type: ignore[arg-type]
    admin.grants.create("project_1", scope="read")  # type: ignore[call-arg]
    assert_type(admin.projects.count(region="eu-central-1"), int)
    admin.projects.list(sort_by="deletes_at", region="eu-central-1")
    admin.projects.list(sort_by="region")  # type: ignore[arg-type]
    assert_type(admin.usage.encoding("project_1", interval="week"), list[models.EncodingUsageDay])
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the workspace in which the present version is released, and its document is edited."""
    copy = copy_workspace(tmp_path_factory.mktemp("workspace"))
    released = run(copy, "-m", "generator", "release")
    assert released.returncode == 0, released.stderr
    for folder in _EDITS:
        edit_document(copy, folder)
    return copy


@pytest.fixture(scope="module")
def generated(copy: Path) -> tuple[Path, str]:
    """Give the copy as `python -m generator` leaves it, with what it said, after it refused the version that was."""
    version = json.loads((ROOT / "mock_server/apivideo_admin_mock/openapi.json").read_text(encoding="utf-8"))["info"][
        "version"
    ]
    major, minor, _ = version.split(".")
    proposed = f"{major}.{int(minor) + 1}.0"
    refused = run(copy, "-m", "generator")
    assert refused.returncode == 1
    assert f"Write at least `version: {proposed}`" in refused.stderr
    replace_line(copy / "openapi" / "openapi.yaml", f"  version: {version}", f"  version: {proposed}")
    result = run(copy, "-m", "generator")
    assert result.returncode == 0, result.stderr
    return copy, result.stdout


def test_a_run_tells_what_is_new_and_what_the_next_version_is(generated: tuple[Path, str]) -> None:
    _, told = generated
    for line in (
        "operation_added: `POST /projects/{project_id}/api-keys/{api_key_id}/grants` was added.",
        "operation_added: `GET /projects/{project_id}/encoding-usage` was added.",
        "parameter_added: the optional parameter `region` was added.",
        "enum_value_added: `sort_by` also accepts `deletes_at`.",
        "`AdminClient.grants`",
    ):
        assert line in told
    assert "BREAKING" not in told


def test_the_sdk_and_the_mock_have_what_is_new(generated: tuple[Path, str]) -> None:
    result = run(generated[0], "-W", "error", "-c", _PROGRAM)
    assert result.returncode == 0, result.stderr


def test_what_is_new_is_typed(generated: tuple[Path, str], tmp_path: Path) -> None:
    copy, _ = generated
    program = tmp_path / "program.py"
    program.write_text(_TYPED, encoding="utf-8")
    paths = os.pathsep.join([str(copy / "generated_client"), str(copy / "mock_server")])
    arguments = ["--strict", "--warn-unused-ignores", "--cache-dir", str(tmp_path / "cache"), str(program)]
    result = run(copy, "-m", "mypy", *arguments, MYPYPATH=paths)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_contract_tests_cover_what_is_new(generated: tuple[Path, str]) -> None:
    copy, _ = generated
    # These are about the workspace itself, and some of them would make copies of the copy.
    others = (
        "new_resource",
        "readme",
        "site",
        "spec_edits",
        "consumers",
        "import_rules",
        "watch",
        "compatibility",
        "planted",
    )
    ignored = [f"--ignore-glob=*{name}*" for name in others]
    arguments = ["-m", "pytest", "-q", "-rA", "-p", "no:randomly", "-k", _CHOSEN, "contract_tests", *ignored]
    result = run(copy, *arguments, HYPOTHESIS_PROFILE="fast")
    assert result.returncode == 0, result.stdout[-5000:] + result.stderr[-2000:]
    for name in (
        "create_grant",
        "list_grants",
        "delete_grant",
        "get_encoding_usage",
        "projects-region",
        "projects-deletes_at",
    ):
        assert name in result.stdout
