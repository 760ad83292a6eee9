"""Several workers share the data, the rate limit and the recorded requests of a key."""

import concurrent.futures
import http.client
import json
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

import pytest

from apivideo_admin_mock.testing import AdminMock

HEADERS = {"Authorization": AdminMock.authorization_of("mock-admin-key"), "Content-Type": "application/json"}
LIMIT = 20


def send(url, method, path, payload=None):
    """Send a request on a new connection: each one can reach another worker. Return the status and the JSON."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request(method, path, None if payload is None else json.dumps(payload), HEADERS)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, json.loads(body) if body else None


@pytest.fixture(params=["in the database", "in Redis"])
def limiter(request):
    return [] if request.param == "in the database" else ["--limiter", request.getfixturevalue("redis_url")]


def test_workers_never_exceed_the_limit_in_any_second(database, serve, limiter):
    statuses = []
    with serve("--backend", database, "--workers", "2", "--rate-limit", f"{LIMIT}/s", *limiter) as server:
        send(server.url, "POST", "/_mock/reset")
        until = time.monotonic() + 4

        def work(_):
            while time.monotonic() < until:
                statuses.append(send(server.url, "GET", "/projects/count")[0])
                time.sleep(0.05)  # the journal keeps 1,000 requests

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(8)))
        backend_times = accepted_times(database)

    assert set(statuses) == {200, 429}
    assert statuses.count(200) == len(backend_times) >= 2 * LIMIT
    for first in backend_times:
        assert sum(first <= at < first + 1 for at in backend_times) <= LIMIT


def accepted_times(database):
    """Return the exact times of the accepted requests. The control plane shows whole seconds."""
    mock = AdminMock(backend=database)
    try:
        return [entry.at for entry in mock.calls("count_projects") if entry.status == 200]
    finally:
        mock.engine.backend.close()


def test_no_update_is_lost_between_workers(database, serve):
    names = {}
    with serve("--backend", database, "--workers", "2", "--rate-limit", "off") as server:

        def work(number):
            status, project = send(server.url, "POST", "/projects", {"name": f"{number}"})
            assert status == 201
            for step in range(10):
                name = f"{number} {step}"
                assert send(server.url, "PATCH", f"/projects/{project['project_id']}", {"name": name})[0] == 200
            names[project["project_id"]] = name

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(16)))
        status, page = send(server.url, "GET", "/projects?page_size=100")

    assert status == 200
    assert {item["project_id"]: item["name"] for item in page["items"]} == names
    assert len(names) == 16


def test_waiting_for_a_request_works_across_workers(database, serve):
    with serve("--backend", database, "--workers", "2", "--rate-limit", "off") as server:
        found = []
        path = "/_mock/requests?operation_id=count_projects&count=3&wait=30"
        waiting = [
            threading.Thread(target=lambda: found.append(send(server.url, "GET", path)[1]["count"])) for _ in range(4)
        ]
        for thread in waiting:
            thread.start()
        for _ in range(3):
            time.sleep(0.1)
            send(server.url, "GET", "/projects/count")
        for thread in waiting:
            thread.join(20)

    assert found == [3] * 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--workers", "2"], "--workers requires --backend: each process has a memory of its own"),
        (["--workers", "0"], "'0' is not a number of processes"),
        (["--watch", "--backend", "sqlite:///mock.db"], "--watch and --backend cannot be combined"),
        (["--backend", "mysql://user:secret@host/db"], "'mysql://user:***@host/db' is not the URL of a database"),
        (["--limiter", "redis://127.0.0.1"], "limiter needs a database as backend"),
        (["--backend", "sqlite:////nowhere/mock.db"], "cannot use the database"),
        (["--backend", "postgresql+psycopg://user:secret@127.0.0.1:1/db"], "cannot use the database"),
    ],
)
def test_an_impossible_storage_is_one_line(arguments, message):
    command = [sys.executable, "-m", "apivideo_admin_mock", "serve", "--port", "0", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert result.returncode != 0
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert "secret" not in result.stderr
