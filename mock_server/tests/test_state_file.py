"""`--state`: the resources of each key in a file."""

import json
import re
import subprocess
import sys
import threading

import httpx2
import pytest

from apivideo_admin_mock.adapters.app import make_control_app
from apivideo_admin_mock.adapters.application import MockApplication
from apivideo_admin_mock.adapters.saver import Saver
from apivideo_admin_mock.adapters.threaded import ThreadedServer
from apivideo_admin_mock.cli import main
from apivideo_admin_mock.errors import MockError, ScenarioError
from apivideo_admin_mock.tenants.state_file import load_state, save_state
from apivideo_admin_mock.testing import AdminMock

PROJECTS = [{"name": "x", "api_keys": [{"name": "y"}]}, {"name": "z"}]


def state_of(mock):
    with mock.engine.backend.exclusive() as tenants:
        keys = [tenant.key for tenant in tenants]
    found = {}
    for key in keys:
        found[key] = (
            mock.app.test_client().get("/_mock/state", headers={"Authorization": mock.authorization_of(key)}).json
        )
    return found


@pytest.mark.parametrize("backend", [None, "sqlite"])
def test_what_was_saved_is_loaded(tmp_path, backend):
    if backend:
        pytest.importorskip("sqlalchemy")
    path = tmp_path / "state.json"
    first = AdminMock(any_key=True, projects=PROJECTS, keys=["a"])
    first.app.test_client().post(
        "/projects", headers={"Authorization": first.authorization_of("b")}, json={"name": "ä"}
    )
    save_state(path, first.engine.backend, first.engine.api)
    assert path.stat().st_mode & 0o777 == 0o600

    second = AdminMock(any_key=True, keys=["a"], backend=backend and f"sqlite:///{tmp_path}/mock.db", projects=5)
    load_state(path, second.engine.backend, second.engine.api, second.engine.settings)
    assert state_of(second) == state_of(first)
    save_state(path, second.engine.backend, second.engine.api)
    assert json.loads(path.read_text(encoding="utf-8"))["keys"] == state_of(first)


def test_without_the_file_nothing_changes(tmp_path):
    mock = AdminMock(projects=2)
    before = state_of(mock)
    load_state(tmp_path / "missing.json", mock.engine.backend, mock.engine.api, mock.engine.settings)
    assert state_of(mock) == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON: "),
        ("[]", "is not a state. fix: write "),
        ('{"projects": []}', "or use --scenario for a scenario"),
        ('{"keys": {"mock-admin-key": 1}}', "is not a state"),
        ('{"keys": {"other": {}}}', "does not accept the key 'other'. fix: add --key"),
        ('{"keys": {"mock-admin-key": {"projects": [{"name": 5}]}}}', "name"),
    ],
)
def test_an_invalid_file_is_an_error_and_changes_nothing(tmp_path, content, message):
    path = tmp_path / "state.json"
    path.write_text(content, encoding="utf-8")
    mock = AdminMock(projects=2)
    before = state_of(mock)
    with pytest.raises((MockError, ScenarioError)) as raised:
        load_state(path, mock.engine.backend, mock.engine.api, mock.engine.settings)
    assert message in str(raised.value)
    assert state_of(mock) == before
    assert path.read_text(encoding="utf-8") == content


def test_the_command_prints_the_line_of_an_error(tmp_path, capsys):
    path = tmp_path / "state.json"
    path.write_text('{"keys": {"mock-admin-key":\n {"projects": [\n{"name": 5}]}}}', encoding="utf-8")
    assert main(["serve", "--port", "0", "--state", str(path)]) == 1
    assert (
        f"{path}:3: keys.mock-admin-key.projects[0]: The value of `name` must be of type string"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--state", "missing/state.json"], "the folder does not exist"),
        (
            ["--state", "x.json", "--workers", "2", "--backend", "sqlite:///x"],
            "--state and --workers cannot be combined",
        ),
    ],
)
def test_flags_that_cannot_be_combined(flags, message, capsys):
    with pytest.raises(SystemExit):
        main(["serve", *flags])
    assert message in capsys.readouterr().err


def test_each_change_is_saved_and_reads_are_not():
    saved = threading.Semaphore(0)
    mock = AdminMock(rate_limit="off")
    saver = Saver(saved.release, pause=0)
    saver.start()
    server = ThreadedServer(MockApplication(mock.engine, make_control_app(mock.engine), changed=saver.changed))
    with httpx2.Client(base_url=server.url, auth=(mock.key, "")) as client:
        client.get("/projects")
        client.get("/_mock/state")
        assert not saved.acquire(timeout=0.05)
        client.post("/projects", json={"name": "x"})
        assert saved.acquire(timeout=5)
        client.post("/_mock/reset")
        assert saved.acquire(timeout=5)
    server.stop()
    saver.close()
    assert saved.acquire(timeout=0)


def test_a_failed_save_is_logged_and_the_next_one_works(caplog):
    results = iter([MockError("--state x: cannot be written: no space"), OSError("bug"), None, None])
    done = threading.Semaphore(0)

    def save():
        result = next(results)
        done.release()
        if result is not None:
            raise result

    saver = Saver(save, pause=0)
    saver.start()
    for _ in range(3):
        saver.changed()
        assert done.acquire(timeout=5)
    saver.close()
    assert "--state x: cannot be written: no space" in caplog.text
    assert "the state is not saved" in caplog.text


def test_the_command_keeps_its_resources(tmp_path):
    path = tmp_path / "state.json"
    command = [sys.executable, "-m", "apivideo_admin_mock", "serve", "--port", "0", "--state", str(path)]
    for expected in (["x"], ["x", "x"]):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            url = re.findall(r"http://\S+", process.stdout.readline())[0]
            httpx2.post(f"{url}/projects", auth=("mock-admin-key", ""), json={"name": "x"})
            process.terminate()
        assert process.returncode == 0
        content = json.loads(path.read_text(encoding="utf-8"))["keys"]["mock-admin-key"]
        assert [one["name"] for one in content["projects"]] == expected
