"""Sixteen parallel threads: no failure, no lost update, complete lists, and never more requests than the limit."""

import itertools
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from apivideo_admin_mock.http.messages import Request
from apivideo_admin_mock.testing import AdminMock

THREADS = 16
#: Enough for thousands of switches between the threads, and for several windows of the rate limit.
CALLS = 120
WINDOWS = 3


class Client:
    """The client of one thread."""

    def __init__(self, mock: AdminMock) -> None:
        self.mock = mock
        self.statuses = Counter()

    def __call__(self, method, target, payload=None):
        path, _, query = target.partition("?")
        body = b"" if payload is None else json.dumps(payload).encode()
        response = self.mock.engine.handle(
            Request(method, path, query, self.mock.authorization, "application/json", body)
        )
        self.statuses[response.status] += 1
        return json.loads(response.body) if response.body else None

    def walk(self, target):
        page = self("GET", target)
        while True:
            yield from page["items"]
            following = [link["href"] for link in page["links"] if link["rel"] == "next"]
            if not following:
                return
            page = self("GET", following[0])


@pytest.fixture
def switch_often() -> Iterator[None]:
    """Switch between threads fifty times as often as usual, so that few calls meet as many of the others."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(before / 50)
    yield
    sys.setswitchinterval(before)


def test_mixed_traffic_of_sixteen_threads(switch_often):
    mock = AdminMock(rate_limit="off", projects=50)
    shared = [item["project_id"] for item in Client(mock).walk("/projects")]

    def work(number):
        client, rng, mine = Client(mock), random.Random(number), {}  # noqa: S311 - a reproducible choice
        for _ in range(CALLS):
            match rng.randrange(5):
                case 0:
                    project = client("POST", "/projects", {"name": f"thread {number}"})["project_id"]
                    mine[project] = f"thread {number}"
                case 1 if mine:
                    project = rng.choice(list(mine))
                    mine[project] = f"thread {number} {rng.random()}"
                    client("PATCH", f"/projects/{project}", {"name": mine[project]})
                case 2:
                    where = f"/projects/{rng.choice(shared)}/api-keys"
                    key = client("POST", where, {"name": str(number)})["api_key_id"]
                    client("GET", f"{where}/{key}")
                    client("DELETE", f"{where}/{key}")
                case 3:
                    found = [item["project_id"] for item in client.walk("/projects?page_size=100")]
                    stable = [project for project in found if project in set(shared)]
                    assert stable == shared
                case _:
                    client("GET", "/projects/count?name=thread")
        return client.statuses, mine

    with ThreadPoolExecutor(THREADS) as pool:
        results = list(pool.map(work, range(THREADS)))

    statuses = sum((one for one, _ in results), Counter())
    assert set(statuses) <= {200, 201, 204}
    expected = {project: name for _, mine in results for project, name in mine.items()}
    client = Client(mock)
    everything = {item["project_id"]: item["name"] for item in client.walk("/projects?page_size=100")}
    assert {project: name for project, name in everything.items() if project not in shared} == expected
    assert client("GET", "/projects/count")["count"] == len(shared) + len(expected)
    assert all(client("GET", f"/projects/{project}/api-keys/count") == {"count": 0} for project in shared)


class TickingClock:
    """A clock whose every reading is a little later, so that the limit is tested without waiting."""

    def __init__(self, step: float) -> None:
        self._readings, self._step = itertools.count(), step

    def now(self) -> float:
        return 1_770_000_000 + next(self._readings) * self._step


def test_parallel_threads_never_exceed_the_limit(monkeypatch, switch_often):
    monkeypatch.setattr("apivideo_admin_mock.backends.entry.MAX_ENTRIES", 10**6)
    monkeypatch.setattr("apivideo_admin_mock.backends.entry.MAX_BYTES", 10**9)
    clock = TickingClock(0.001)
    mock = AdminMock(rate_limit="50/s", clock=clock)
    until = clock.now() + WINDOWS

    def work(_number):
        client = Client(mock)
        while clock.now() < until:
            client("GET", "/projects/count")
        return client.statuses

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = sum(pool.map(work, range(THREADS)), Counter())

    times = [entry.at for entry in mock.calls() if entry.status == 200]
    for first in times:
        assert sum(first <= at < first + 1 for at in times) <= 50
    assert statuses[200] == len(times) >= 50 * (WINDOWS - 1)
    assert set(statuses) == {200, 429}
