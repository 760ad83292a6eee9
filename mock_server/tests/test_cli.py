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
from pathlib import Path

import pytest
from raw_http import Connection

from apivideo_admin_mock import API_VERSION, __version__
from apivideo_admin_mock.spec import bundled_document
from apivideo_admin_mock.testing import AdminMock

COMMAND = [sys.executable, "-m", "apivideo_admin_mock"]


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


def wait_for(path: Path) -> None:
    """Wait until a server has written its ready file: it removes that of an earlier run before it prints its URL."""
    for _ in range(500):
        if path.exists():
            return
        time.sleep(0.01)
    pytest.fail(f"{path.name} is not written")


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


@pytest.mark.parametrize(
    ("sent", "flags"),
    [
        ([signal.SIGTERM], []),
        ([signal.SIGINT], []),
        ([signal.SIGHUP], []),
        ([signal.SIGINT, signal.SIGTERM], []),
        ([signal.SIGINT] * 5, []),
        ([signal.SIGTERM], ["--watch"]),
        ([signal.SIGINT] * 5, ["--watch"]),
    ],
)
def test_signals_end_the_server_without_an_error_and_remove_its_ready_file(sent, flags, tmp_path):
    with serving("--ready-file", str(tmp_path / "ready"), *flags) as (process, url):
        wait_for(tmp_path / "ready")
        for number in sent:
            os.killpg(process.pid, number)
        try:
            # A process that the server started would have the pipes too: they close when all have ended.
            assert process.communicate(timeout=20) == ("", "")
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        assert process.returncode == 0
        assert list(tmp_path.iterdir()) == []
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
def test_the_access_log_contains_each_request_decoded_and_without_its_query(form):
    with serving(f"--access-log={form}") as (process, url):
        get(f"{url}/projects/count?name=secret", "mock-admin-key")
        with pytest.raises(urllib.error.HTTPError, match="404") as missing:
            get(f"{url}/projects/a-secret-of-a-test", "mock-admin-key")
        missing.value.close()
        with Connection(("127.0.0.1", int(url.rpartition(":")[2]))) as connection:
            connection.send(
                b"GET /proj%C3%A9cts/count%0A/projects%2F HTTP/1.1\r\nHost: localhost\r\n\r\nGARBAGE\r\n\r\n"
            )
            assert [connection.read().status for _ in range(2)] == [404, 400]
        process.terminate()
        _, err = process.communicate(timeout=10)
    line, masked, decoded, invalid = err.splitlines()
    assert "secret" not in err
    assert "/projects/***" in masked
    assert "/projécts/count\\n/projects%2F" in decoded
    assert "400" in invalid
    if form == "json":
        entry = json.loads(line)
        assert (entry["method"], entry["path"], entry["status"]) == ("GET", "/projects/count", 200)
    else:
        assert "127.0.0.1 GET /projects/count 200" in line


def test_the_ready_file_contains_the_url_and_not_that_of_an_earlier_run(tmp_path):
    (tmp_path / "ready").write_text("http://127.0.0.1:1")

    with serving("--ready-file", str(tmp_path / "ready")) as (_, url):
        wait_for(tmp_path / "ready")
        assert (tmp_path / "ready").read_text() == url + "\n"


def test_the_ready_file_of_an_earlier_run_is_removed_even_if_the_mock_cannot_start(tmp_path, command):
    (tmp_path / "ready").write_text("http://127.0.0.1:1")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = command("serve", "--port", str(taken.getsockname()[1]), "--ready-file", str(tmp_path / "ready"))

    assert result.returncode == 1
    assert not (tmp_path / "ready").exists()


def test_a_stopped_server_keeps_the_ready_file_of_a_later_one(tmp_path):
    with serving("--ready-file", str(tmp_path / "ready")) as (process, _):
        wait_for(tmp_path / "ready")
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
    ("arguments", "code", "message"),
    [
        ((), 2, "the following arguments are required: COMMAND"),
        (("sevre",), 2, "invalid choice: 'sevre'"),
        (("serve", "--port", "http"), 2, "'http' is not a port: use a number from 0 to 65535"),
        (("serve", "--port", "65536"), 2, "'65536' is not a port"),
        (("serve", "--sede", "1"), 2, "unrecognized arguments: --sede 1"),
        (("serve", "--rate-limit", "lots"), 2, "'lots' is not a rate limit: write it like 10/s"),
        (("serve", "--key", ""), 2, "'' cannot be an admin API key"),
        (("serve", "--scenario", "nowhere.yaml"), 1, "nowhere.yaml: cannot be read: No such file or directory"),
        (("serve", "--host", "192.0.2.1", "--port", "0"), 1, "cannot listen on 192.0.2.1:0"),
        (("serve", "--host", "no such host"), 1, "cannot listen on no such host"),
        (("serve", "--spec", "nowhere.json"), 1, "nowhere.json#: cannot be read: No such file or directory"),
        (("serve", "--spec", "README.md"), 1, "README.md#: "),
        (("serve", "--spec-version", "0.0.9"), 2, "there is no version '0.0.9' of the document. Available: 1.0.0, "),
        (
            ("serve", "--spec", "x.json", "--spec-version", "1.0.0"),
            2,
            "--spec-version: not allowed with argument --spec",
        ),
        (("serve", "--ready-file", "nowhere/ready"), 1, "--ready-file nowhere/ready: the folder does not exist"),
        (("serve", "--ready-file", "."), 1, "--ready-file .: cannot be replaced: "),
        (("serve", "--access-log=xml"), 2, "invalid choice: 'xml'"),
    ],
)
def test_an_invalid_argument_prints_one_line_without_a_traceback(arguments, code, message, command):
    has_default_port = arguments[:1] == ("serve",) and "--port" not in arguments
    result = command(
        *arguments, *(("--port", "0") if has_default_port else ())
    )  # another program may use the default port

    assert (result.returncode, result.stdout) == (code, "")
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_port_in_use_is_an_error(command):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        result = command("serve", "--port", str(port))

    assert result.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use. Choose another" in result.stderr


def test_an_invalid_scenario_is_an_error(tmp_path, command):
    path = tmp_path / "scenario.yaml"
    path.write_text("projects:\n  - {naem: x}\n  - name: y\n    api_keys: [{name: 5}]\n")

    result = command("serve", "--port", "0", "--scenario", str(path))

    assert result.returncode == 1
    prefix = f"apivideo-admin-mock: {path}"
    assert result.stderr.splitlines() == [
        f"{prefix}:2: projects[0]: `naem` is not a property of project. Did you mean `name`?",
        f"{prefix}:2: projects[0]: `name` is required.",
        f"{prefix}:4: projects[1].api_keys[0]: The value of `name` must be of type string, not 5.",
    ]


@pytest.mark.parametrize("name", ["deep.json", "deep.yaml"])
def test_a_very_deep_scenario_is_an_error_of_one_line(tmp_path, name, command):
    (tmp_path / name).write_text('{"projects": ' + "[" * 5000 + "]" * 5000 + "}")

    result = command("serve", "--port", "0", "--scenario", str(tmp_path / name))

    assert result.returncode == 1
    # Some versions of Python parse it, and the scenario is refused after that; others refuse to parse it.
    [line] = result.stderr.splitlines()
    assert line.startswith(f"apivideo-admin-mock: {tmp_path / name}:")
    assert "is nested too deeply" in line


def test_version_prints_the_versions_of_the_mock_and_of_the_api(command):
    assert command("--version").stdout == f"apivideo-admin-mock {__version__} (api.video Admin API {API_VERSION})\n"


def test_the_plugin_imports_no_dependency_until_a_fixture_is_used():
    heavy = ["flask", "granian", "jsonschema_rs", "msgspec", "yaml", "apivideo_admin"]
    program = f"import sys, apivideo_admin_mock.pytest_plugin; print([m for m in {heavy} if m in sys.modules])"

    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=dict(os.environ)
    )

    assert result.stdout == "[]\n"


def test_another_document_can_be_served_and_watch_reloads_it(tmp_path):
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(bundled_document() | {"x-rate-limit": {"requests": 3, "seconds": 9}}))

    with serving("--spec", str(path), "--watch") as (_, url):
        assert get(f"{url}/_mock/settings", "mock-admin-key")["rate_limit"] == "3/9s"
        path.write_text(json.dumps(bundled_document() | {"x-rate-limit": {"requests": 2, "seconds": 9}}))
        for _ in range(500):
            limit = get(f"{url}/_mock/settings", "mock-admin-key")["rate_limit"]
            if limit == "2/9s":
                break
            time.sleep(0.02)

    assert limit == "2/9s"


@pytest.mark.parametrize("flag", ["--idle-seconds", "--max-tenants", "--max-resources"])
def test_a_limit_of_any_key_requires_any_key(flag, command):
    result = command("serve", flag, "5")

    assert (result.returncode, result.stdout) == (2, "")
    assert f"{flag} requires --any-key" in result.stderr
