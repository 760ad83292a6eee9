"""A mock that is killed at any moment keeps every create that it acknowledged."""

import contextlib
import http.client
import json
import os
import random
import threading
import time
from urllib.parse import urlsplit

import pytest

from apivideo_admin_mock.testing import AdminMock

#: `MOCK_TESTS_KILLS=20` kills more often.
KILLS = int(os.environ.get("MOCK_TESTS_KILLS", "2"))
THREADS = 4
HEADERS = {"Authorization": AdminMock.authorization_of("mock-admin-key"), "Content-Type": "application/json"}


def request(connection, method, path, payload=None):
    connection.request(method, path, None if payload is None else json.dumps(payload), HEADERS)
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def create_until_killed(url, label, acknowledged):
    """Create projects until the server ends. Add the ids of each acknowledged create."""
    number = 0
    with (
        contextlib.closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)) as connection,
        contextlib.suppress(OSError, http.client.HTTPException, ValueError),
    ):
        while True:
            number += 1
            status, project = request(connection, "POST", "/projects", {"name": f"{label} {number}"})
            assert status == 201
            acknowledged.append((project["project_id"], project["name"]))


def projects(url):
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    target, found = "/projects?page_size=100", []
    while target:
        status, page = request(connection, "GET", target)
        assert status == 200
        found += [(item["project_id"], item["name"]) for item in page["items"]]
        target = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    count = request(connection, "GET", "/projects/count")[1]["count"]
    connection.close()
    return found, count


@pytest.mark.timeout(900)
def test_every_acknowledged_create_survives_kill_9(database, serve):
    acknowledged = []
    arguments = ("--backend", database, "--workers", "2", "--rate-limit", "off")
    for kill in range(KILLS):
        with serve(*arguments) as server:
            threads = [
                threading.Thread(target=create_until_killed, args=(server.url, f"{kill}.{number}", acknowledged))
                for number in range(THREADS)
            ]
            for thread in threads:
                thread.start()
            time.sleep(random.uniform(0.3, 2))  # noqa: S311 - any moment
            os.killpg(server.process.pid, 9)
            for thread in threads:
                thread.join()

    with serve(*arguments) as server:
        found, count = projects(server.url)
    assert len(acknowledged) > KILLS
    assert {*acknowledged} <= {*found}, "an acknowledged create is lost"
    assert len({project for project, _ in found}) == len({name for _, name in found}) == len(found) == count
    # At most one create of each thread was carried out without an acknowledged response.
    assert len(found) <= len(acknowledged) + KILLS * THREADS
