"""The tests of a small separate repository pass with only the wheels of this workspace installed.

The Python repository has code, a test and ``requirements.txt``. The JavaScript and Java repositories are copies of our examples,
as their README describes, with a ``requirements.txt`` that installs the mock.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from contract_tests.tests.consumers.consumer import ROOT, Consumer

_EXAMPLES = ROOT / "mock_server" / "examples"

_CODE = """
from apivideo_admin import AdminClient


def rotate(admin: AdminClient, project_id: str, name: str) -> str:
    '''Replace the API keys of this name by a new one, and return its secret.'''
    old = [key for key in admin.api_keys.list(project_id, name=name) if key.name == name]
    secret = admin.api_keys.create(project_id, name=name).value
    for key in old:
        admin.api_keys.delete(project_id, key.api_key_id)
    return secret
"""

_TEST = """
import pytest
from apivideo_admin import AdminClient
from apivideo_admin.errors import PermissionDeniedError
from rotation import rotate

WEBSITE = {"name": "Website", "api_keys": [{"name": "ci"}, {"name": "ci of the app"}]}


@pytest.mark.admin_mock(projects=[WEBSITE])
def test_the_new_key_is_the_only_one_of_its_name(admin_client):
    (project,) = admin_client.projects.list()

    secret = rotate(admin_client, project.project_id, "ci")

    keys = {key.name: key.value for key in admin_client.api_keys.list(project.project_id)}
    assert keys.keys() == {"ci", "ci of the app"}
    assert keys["ci"] == secret


@pytest.mark.admin_mock(projects=[WEBSITE])
def test_no_key_is_deleted_if_the_new_one_is_refused(admin_client, admin_mock):
    (project,) = admin_client.projects.list()
    admin_mock.fail("create_api_key", 403)

    with pytest.raises(PermissionDeniedError):
        rotate(admin_client, project.project_id, "ci")

    assert admin_client.api_keys.count(project.project_id) == 2
    assert admin_mock.calls("delete_api_key") == []


def test_over_a_socket(admin_mock_server):
    with AdminClient(api_key=admin_mock_server.key, base_url=admin_mock_server.url) as admin:
        project = admin.projects.create(name="x")
        assert len(rotate(admin, project.project_id, "ci")) == 43
"""


@pytest.fixture
def consumer(tmp_path: Path) -> Consumer:
    """Return a consumer with an empty folder."""
    return Consumer(tmp_path)


def test_a_python_project_needs_only_the_two_wheels_and_pytest(consumer: Consumer, wheels: dict[str, str]) -> None:
    (consumer.folder / "rotation.py").write_text(_CODE, encoding="utf-8")
    (consumer.folder / "test_rotation.py").write_text(_TEST, encoding="utf-8")
    consumer.install(wheels["apivideo-admin"], wheels["apivideo-admin-mock"], "pytest")

    green = consumer.run("python", "-W", "error", "-m", "pytest", "-p", "no:cacheprovider")
    assert green.returncode == 0, green.stdout + green.stderr
    assert "3 passed" in green.stdout

    deletes_too_much = _CODE.replace(" if key.name == name", "")
    (consumer.folder / "rotation.py").write_text(deletes_too_much, encoding="utf-8")
    red = consumer.run("python", "-W", "error", "-m", "pytest", "-p", "no:cacheprovider")
    assert "1 failed, 2 passed" in red.stdout, red.stdout + red.stderr


def test_a_javascript_project_needs_only_the_mock_and_node(consumer: Consumer, wheels: dict[str, str]) -> None:
    shutil.copytree(_EXAMPLES / "node", consumer.folder, dirs_exist_ok=True)
    consumer.install(wheels["apivideo-admin-mock"])

    with consumer.mock() as url:
        tested = consumer.run("node", "--test", "admin.test.mjs", APIVIDEO_ADMIN_BASE_URL=url)

    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "# pass 6" in tested.stdout


def test_a_java_project_needs_only_the_mock_and_a_jdk(consumer: Consumer, wheels: dict[str, str]) -> None:
    shutil.copytree(_EXAMPLES / "java", consumer.folder, dirs_exist_ok=True)
    consumer.install(wheels["apivideo-admin-mock"])

    with consumer.mock() as url:
        tested = consumer.run("java", "Example.java", APIVIDEO_ADMIN_BASE_URL=url)

    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "all checks passed" in tested.stdout
