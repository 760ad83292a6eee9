"""The command `proxy`: its flags, its output, its files and its exit code."""

import json
import re
import signal
import subprocess
import sys

import httpx2
import pytest
from proxied import KEY, mock

from apivideo_admin_mock.adapters.threaded import ThreadedServer
from apivideo_admin_mock.arguments import parse_arguments
from apivideo_admin_mock.cli import main
from apivideo_admin_mock.files import read_mapping


@pytest.fixture(scope="module")
def upstream():
    server = ThreadedServer(mock(projects=2).wsgi)
    yield server.url
    server.stop()


def run(upstream, *flags, requests):
    """Run the command, send requests, end it with Ctrl+C, and return its exit code, its first line and its standard error."""
    command = [sys.executable, "-m", "apivideo_admin_mock", "proxy", "--port", "0", "--upstream", upstream, *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        with httpx2.Client(base_url=re.findall(r"http://\S+", line)[0], auth=(KEY, "")) as client:
            requests(client)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    return process.returncode, line, errors


def test_it_reports_and_records_a_session(upstream, tmp_path):
    scenario, har = tmp_path / "recorded.yaml", tmp_path / "session.har"

    def requests(client):
        assert len(client.get("/projects").json()["items"]) == 2
        client.get("/projects?no=1")

    flags = ["--record", str(scenario), "--har", str(har), "--fail-on-violation"]
    code, line, errors = run(upstream, *flags, requests=requests)

    assert code == 1
    assert re.fullmatch(rf"Proxy of the Admin API [\d.]+ on http://127\.0\.0\.1:\d+  \(upstream: {upstream}\)\n", line)
    assert (
        "request invalid_query_parameter list_projects /paths/~1projects/get/parameters at query/no: `no` is not"
        in errors
    )
    assert "1 violations of requests, 0 of responses\n" in errors
    assert [one["name"] for one in read_mapping(scenario)["projects"]] == ["project 1", "project 2"]
    assert [one["response"]["status"] for one in json.loads(har.read_text())["log"]["entries"]] == [200, 400]


def test_violations_of_requests_do_not_fail_a_test_of_the_server(upstream):
    code, _, errors = run(upstream, "--fail-on-violation=response", requests=lambda client: client.get("/nowhere"))
    assert (code, "1 violations of requests" in errors) == (0, True)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ([], "--upstream is missing. fix: add --upstream"),
        (["--upstream", "admin.api.video"], "--upstream is not the URL of a server"),
        (["--upstream", "https://x", "--keep-ids"], "--keep-ids requires --record"),
        (["--upstream", "https://x", "--record", "missing/file.yaml"], "the folder does not exist"),
        (["--upstream", "https://x", "--har", "missing/file.har"], "the folder does not exist"),
        (["--upstream", "https://x", "--timeout", "0"], "'0' is not a time"),
        (["--upstream", "https://x", "--rate-limit", "fast"], "'fast' is not a rate limit"),
        (["--upstream", "https://x", "--backend", "sqlite:///x"], "unrecognized arguments"),
    ],
)
def test_an_invalid_argument_is_an_error(flags, message, capsys, monkeypatch):
    monkeypatch.delenv("APIVIDEO_ADMIN_MOCK_UPSTREAM", raising=False)
    try:
        code = main(["proxy", "--port", "0", *flags])
    except SystemExit as error:
        code = error.code
    assert code == 2
    assert message in capsys.readouterr().err


def test_each_flag_has_a_variable():
    environ = {
        "UPSTREAM": "https://api.example",
        "STRICT": "1",
        "FAIL_ON_VIOLATION": "response",
        "RECORD": "a.yaml",
        "KEEP_IDS": "yes",
        "HAR": "a.har",
        "TIMEOUT": "2.5",
        "PORT": "0",
        "CORS": "http://a.example,http://b.example",
    }
    _, arguments = parse_arguments(["proxy"], {f"APIVIDEO_ADMIN_MOCK_{name}": value for name, value in environ.items()})
    assert (arguments.upstream, arguments.strict, arguments.fail_on_violation) == (
        "https://api.example",
        True,
        "response",
    )
    assert (str(arguments.record), arguments.keep_ids, str(arguments.har)) == ("a.yaml", True, "a.har")
    assert (arguments.timeout, arguments.port, arguments.cors) == (2.5, 0, ["http://a.example", "http://b.example"])
    assert parse_arguments(["proxy"], {"APIVIDEO_ADMIN_MOCK_FAIL_ON_VIOLATION": "1"})[1].fail_on_violation == "any"
