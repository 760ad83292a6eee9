"""The tests of a small separate repository pass with only the wheels of this workspace installed.

The Python repository has code, a test and ``requirements.txt``. The JavaScript and Java repositories are copies of our examples,
as their README describes, with a ``requirements.txt`` that installs the mock.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[3]
_EXAMPLES = _ROOT / "mock_server" / "examples"

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
from apivideo_admin.errors import ForbiddenError
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

    with pytest.raises(ForbiddenError):
        rotate(admin_client, project.project_id, "ci")

    assert admin_client.api_keys.count(project.project_id) == 2
    assert admin_mock.calls("delete_api_key") == []


def test_over_a_socket(admin_mock_server):
    with AdminClient(api_key=admin_mock_server.key, base_url=admin_mock_server.url) as admin:
        project = admin.projects.create(name="x")
        assert len(rotate(admin, project.project_id, "ci")) == 43
"""


@dataclass(frozen=True)
class Consumer:
    """A repository with a virtual environment, isolated from the environment of this process."""

    folder: Path

    @property
    def scripts(self) -> Path:
        """The folder of the programs of the virtual environment."""
        return self.folder / ".venv" / "bin"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of the consumer's programs."""
        ours = ("PYTEST_", "PYTHON", "VIRTUAL_ENV", "APIVIDEO_", "HYPOTHESIS_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | {"PATH": os.pathsep.join([str(self.scripts), os.environ["PATH"]])}

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the folder."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def install(self, *requirements: str) -> None:
        """Write ``requirements.txt`` and install it, with the versions of ``constraints.txt``."""
        (self.folder / "requirements.txt").write_text("\n".join(requirements) + "\n", encoding="utf-8")
        _uv("venv", "--python", sys.executable, str(self.folder / ".venv"))
        _uv(
            *("pip", "install", "--python", str(self.scripts / "python")),
            *("-c", str(_ROOT / "constraints.txt"), "-r", str(self.folder / "requirements.txt")),
        )

    @contextmanager
    def mock(self) -> Iterator[str]:
        """Run the installed mock and return its URL."""
        command = [str(self.scripts / "apivideo-admin-mock"), "serve", "--port", "0", "--any-key"]
        with subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                yield next(word for word in process.stdout.readline().split() if word.startswith("http://"))
            finally:
                process.terminate()


def _uv(*arguments: str) -> None:
    environment = os.environ | {"UV_BUILD_CONSTRAINT": str(_ROOT / "constraints.txt")}
    command = [sys.executable, "-m", "uv", "--quiet", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def consumer(tmp_path: Path) -> Consumer:
    """Return a consumer with an empty folder."""
    return Consumer(tmp_path)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Build both wheels, and return the requirement of each by the name of its package."""
    folder = tmp_path_factory.mktemp("wheels")
    for package in ("generated_client", "mock_server"):
        _uv("build", "--wheel", "--out-dir", str(folder), str(_ROOT / package))
    names = {path.name.partition("-")[0].replace("_", "-"): path for path in folder.glob("*.whl")}
    # By its path, so that pip does not install another package of that name from an index.
    return {name: f"{name} @ {path.as_uri()}" for name, path in names.items()}


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
        tested = consumer.run("node", "--test", APIVIDEO_ADMIN_BASE_URL=url)

    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "# pass 6" in tested.stdout


def test_a_java_project_needs_only_the_mock_and_a_jdk(consumer: Consumer, wheels: dict[str, str]) -> None:
    shutil.copytree(_EXAMPLES / "java", consumer.folder, dirs_exist_ok=True)
    consumer.install(wheels["apivideo-admin-mock"])

    with consumer.mock() as url:
        tested = consumer.run("java", "Example.java", APIVIDEO_ADMIN_BASE_URL=url)

    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "all checks passed" in tested.stdout
