"""The command: serving, shutdown, and errors of one line."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress

import pytest

from apivideo_admin_mock import API_VERSION, __version__
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock

COMMAND = [sys.executable, "-m", "apivideo_admin_mock"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False)


@contextmanager
def serving(*arguments: str):
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            yield process, next(word for word in line.split() if word.startswith("http://"))
        finally:
            process.terminate()


def get(url: str, key: str):
    request = urllib.request.Request(url, headers={"Authorization": AdminMock.authorization_of(key)})
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


def test_serve_responds_once_it_prints_its_url(tmp_path):
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text("projects: {count: 3}")

    with serving("--key", "one", "--key", "two", "--scenario", str(scenario)) as (_, url):
        assert get(f"{url}/projects/count", "one") == {"count": 3}
        assert get(f"{url}/projects/count", "two") == {"count": 3}


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_server_without_an_error(sent):
    with serving() as (process, _):
        process.send_signal(sent)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


@pytest.mark.parametrize(
    "sent", [[signal.SIGINT], [signal.SIGTERM], [signal.SIGINT, signal.SIGTERM], [signal.SIGINT] * 5]
)
@pytest.mark.parametrize("flags", [[], ["--watch"]])
def test_signals_to_both_processes_end_the_server_without_an_error(sent, flags):
    with serving(*flags) as (process, url):
        for number in sent:
            os.killpg(process.pid, number)
        try:
            # The worker process has the pipes too: they close when both processes have ended.
            assert process.communicate(timeout=20) == ("", "")
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        assert process.returncode == 0
        with pytest.raises(urllib.error.URLError, match="refused"):
            get(f"{url}/projects/count", "mock-admin-key")


def test_a_stalled_request_does_not_delay_the_shutdown():
    with serving() as (process, url):
        fault = json.dumps({"effect": {"kind": "latency", "seconds": 300}}).encode()
        headers = {"Authorization": AdminMock.authorization_of("mock-admin-key"), "Content-Type": "application/json"}
        urllib.request.urlopen(urllib.request.Request(f"{url}/_mock/faults", fault, headers), timeout=10).close()
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=20) as stalled:
            lines = ["GET /projects/count HTTP/1.1", "Host: localhost", f"Authorization: {headers['Authorization']}"]
            stalled.sendall("\r\n".join([*lines, "", ""]).encode())
            for _ in range(200):
                if get(f"{url}/_mock/faults", "mock-admin-key") == {"items": []}:
                    break
                time.sleep(0.05)
            os.killpg(process.pid, signal.SIGINT)

            assert process.communicate(timeout=20) == ("", "")
        assert process.returncode == 0


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_access_log_contains_each_request_without_its_query(form):
    with serving(f"--access-log={form}") as (process, url):
        get(f"{url}/projects/count?name=secret", "mock-admin-key")
        with pytest.raises(urllib.error.HTTPError, match="404") as missing:
            get(f"{url}/projects/a-secret-of-a-test", "mock-admin-key")
        missing.value.close()
        process.terminate()
        _, err = process.communicate(timeout=10)
    (line,) = [line for line in err.splitlines() if "count" in line]
    assert "secret" not in err
    assert "/projects/***" in err
    if form == "json":
        entry = json.loads(line)
        assert (entry["method"], entry["path"], entry["status"]) == ("GET", "/projects/count", 200)
    else:
        assert "127.0.0.1 GET /projects/count 200" in line


def test_the_ready_file_contains_the_url(tmp_path):
    with serving("--ready-file", str(tmp_path / "ready")) as (_, url):
        for _ in range(100):
            if (tmp_path / "ready").exists():
                break
            time.sleep(0.02)
        assert (tmp_path / "ready").read_text() == url + "\n"


def test_the_ready_file_of_an_earlier_run_is_replaced(tmp_path):
    (tmp_path / "ready").write_text("http://127.0.0.1:1")

    with serving("--ready-file", str(tmp_path / "ready")) as (_, url):
        for _ in range(100):
            if (tmp_path / "ready").exists():
                break
            time.sleep(0.02)
        assert (tmp_path / "ready").read_text() == url + "\n"


def test_the_ready_file_of_an_earlier_run_is_removed_even_if_the_mock_cannot_start(tmp_path):
    (tmp_path / "ready").write_text("http://127.0.0.1:1")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", "--port", str(taken.getsockname()[1]), "--ready-file", str(tmp_path / "ready"))

    assert result.returncode == 1
    assert not (tmp_path / "ready").exists()


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stopped_server_removes_its_ready_file(sent, tmp_path):
    with serving("--ready-file", str(tmp_path / "ready")) as (process, _):
        for _ in range(100):
            if (tmp_path / "ready").exists():
                break
            time.sleep(0.02)
        assert (tmp_path / "ready").exists()
        process.send_signal(sent)
        assert process.wait(10) == 0
        assert list(tmp_path.iterdir()) == []


def test_a_stopped_server_keeps_the_ready_file_of_a_later_one(tmp_path):
    with serving("--ready-file", str(tmp_path / "ready")) as (process, _):
        for _ in range(100):
            if (tmp_path / "ready").exists():
                break
            time.sleep(0.02)
        (tmp_path / "ready").write_text("http://127.0.0.1:1\n")
        process.terminate()
        assert process.wait(10) == 0
    assert (tmp_path / "ready").read_text() == "http://127.0.0.1:1\n"


def test_a_killed_server_releases_its_port():
    with serving() as (process, url):
        process.kill()
        for _ in range(100):
            try:
                get(f"{url}/projects/count", "mock-admin-key")
            except (urllib.error.URLError, ConnectionError, http.client.HTTPException):
                break
            time.sleep(0.1)
        else:
            pytest.fail("the port is still in use")


def test_another_document_can_be_served(tmp_path):
    document = json.loads(json.dumps(bundled_document())) | {"x-rate-limit": {"requests": 2, "seconds": 9}}
    (tmp_path / "spec.json").write_text(json.dumps(document))

    with serving("--spec", str(tmp_path / "spec.json")) as (_, url):
        settings = get(f"{url}/_mock/settings", "mock-admin-key")

    assert settings["rate_limit"] == "2/9s"


def test_a_released_version_can_be_served():
    with serving("--spec-version", "1.0.0") as (_, url):
        assert get(f"{url}/_mock/health", "mock-admin-key")["api_version"] == "1.0.0"


def test_injected_faults_log_nothing():
    with serving() as (process, url):
        fault = json.dumps({"effect": {"kind": "reset", "when": "before"}}).encode()
        headers = {"Authorization": AdminMock.authorization_of("mock-admin-key"), "Content-Type": "application/json"}
        urllib.request.urlopen(urllib.request.Request(f"{url}/_mock/faults", fault, headers), timeout=10).close()
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            get(f"{url}/projects/count", "mock-admin-key")
        assert get(f"{url}/projects/count", "mock-admin-key") == {"count": 0}
        process.terminate()
        assert process.communicate(timeout=10) == ("", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "the following arguments are required: COMMAND"),
        (("sevre",), "invalid choice: 'sevre'"),
        (("serve", "--port", "http"), "'http' is not a port: use a number from 0 to 65535"),
        (("serve", "--port", "65536"), "'65536' is not a port"),
        (("serve", "--sede", "1"), "unrecognized arguments: --sede 1"),
        (("serve", "--rate-limit", "lots"), "'lots' is not a rate limit: write it like 10/s"),
        (("serve", "--key", ""), "'' cannot be an admin API key"),
        (("serve", "--scenario", "nowhere.yaml"), "nowhere.yaml: cannot be read: No such file or directory"),
        (("serve", "--host", "192.0.2.1", "--port", "0"), "cannot listen on 192.0.2.1:0"),
        (("serve", "--host", "no such host"), "cannot listen on no such host"),
        (("serve", "--spec", "nowhere.json"), "nowhere.json#: cannot be read: No such file or directory"),
        (("serve", "--spec", "README.md"), "README.md#: "),
        (("serve", "--spec-version", "0.0.9"), "there is no version '0.0.9' of the document. Available: 1.0.0, "),
        (("serve", "--spec", "x.json", "--spec-version", "1.0.0"), "--spec-version: not allowed with argument --spec"),
        (("serve", "--ready-file", "nowhere/ready"), "--ready-file nowhere/ready: the folder does not exist"),
        (("serve", "--ready-file", "."), "--ready-file .: cannot be replaced: "),
        (("serve", "--access-log=xml"), "invalid choice: 'xml'"),
    ],
)
def test_an_invalid_argument_prints_one_line_without_a_traceback(arguments, message):
    has_default_port = arguments[:1] == ("serve",) and "--port" not in arguments
    result = run(*arguments, *(("--port", "0") if has_default_port else ()))  # another program may use the default port

    assert result.returncode != 0
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


def test_a_port_in_use_is_an_error():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        result = run("serve", "--port", str(port))

    assert result.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use. Choose another" in result.stderr


def test_an_invalid_scenario_is_an_error(tmp_path):
    path = tmp_path / "scenario.yaml"
    path.write_text("projects:\n  - {naem: x}\n  - name: y\n    api_keys: [{name: 5}]\n")

    result = run("serve", "--port", "0", "--scenario", str(path))

    assert result.returncode == 1
    prefix = f"apivideo-admin-mock: {path}"
    assert result.stderr.splitlines() == [
        f"{prefix}:2: projects[0]: `naem` is not a property of project. Did you mean `name`?",
        f"{prefix}:2: projects[0]: `name` is required.",
        f"{prefix}:4: projects[1].api_keys[0]: The value of `name` must be of type string, not 5.",
    ]


@pytest.mark.parametrize("name", ["deep.json", "deep.yaml"])
def test_a_very_deep_scenario_is_an_error_of_one_line(tmp_path, name):
    (tmp_path / name).write_text('{"projects": ' + "[" * 5000 + "]" * 5000 + "}")

    result = run("serve", "--port", "0", "--scenario", str(tmp_path / name))

    assert result.returncode == 1
    # Some versions of Python parse it, and the scenario is refused after that; others refuse to parse it.
    [line] = result.stderr.splitlines()
    assert line.startswith(f"apivideo-admin-mock: {tmp_path / name}:")
    assert "is nested too deeply" in line


def test_version_prints_the_versions_of_the_mock_and_of_the_api():
    assert run("--version").stdout == f"apivideo-admin-mock {__version__} (api.video Admin API {API_VERSION})\n"


def test_the_plugin_imports_no_dependency_until_a_fixture_is_used():
    heavy = ["flask", "granian", "jsonschema_rs", "msgspec", "yaml", "apivideo_admin"]
    program = f"import sys, apivideo_admin_mock.pytest_plugin; print([m for m in {heavy} if m in sys.modules])"

    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=dict(os.environ)
    )

    assert result.stdout == "[]\n"


def test_watch_reloads_a_changed_document(tmp_path):
    document = json.loads(json.dumps(bundled_document()))
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(document))

    with serving("--spec", str(path), "--watch") as (_, url):
        path.write_text(json.dumps(document | {"x-rate-limit": {"requests": 2, "seconds": 9}}))
        for _ in range(100):
            limit = get(f"{url}/_mock/settings", "mock-admin-key")["rate_limit"]
            if limit == "2/9s":
                break
            time.sleep(0.1)

    assert limit == "2/9s"


@pytest.mark.parametrize("flag", ["--idle-seconds", "--max-tenants", "--max-resources"])
def test_a_limit_of_any_key_requires_any_key(flag):
    result = run("serve", flag, "5")

    assert (result.returncode, result.stdout) == (2, "")
    assert f"{flag} requires --any-key" in result.stderr
