"""The fixtures work with the test tools that other projects use: one small project each, with only the built wheels."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from contract_tests.tests.consumers.consumer import ROOT, Consumer

#: The plugins of a project, and its only file of tests.
_PROJECTS: dict[str, tuple[list[str], str]] = {
    "pytest-xdist": (
        ["-p", "xdist", "-n", "2"],
        """
import pytest

@pytest.fixture(scope="session")
def shared(make_admin_mock):
    return make_admin_mock(projects=2)

@pytest.mark.parametrize("number", range(10))
def test_each_test_has_its_own_mock(admin_client, shared, number):
    admin_client.projects.create(name=str(number))
    assert admin_client.projects.count() == 1
    assert len(shared.calls()) == 0

@pytest.mark.parametrize("number", range(4))
def test_each_test_has_its_own_server(admin_mock_server, number):
    assert admin_mock_server.url.startswith("http://127.0.0.1:")
""",
    ),
    "pytest-randomly": (
        ["-p", "pytest_randomly"],
        """
import random
import pytest

SEEN = []

@pytest.mark.parametrize("number", range(5))
def test_the_seed_of_the_tests_does_not_change_the_ids(admin_client, number):
    random.random()
    SEEN.append(admin_client.projects.create(name="x").project_id)
    assert len(set(SEEN)) == 1
""",
    ),
    "pytest-rerunfailures": (
        ["-p", "pytest_rerunfailures", "--reruns", "2"],
        """
ATTEMPTS = []

def test_a_rerun_starts_with_a_new_mock(admin_client, admin_mock):
    ATTEMPTS.append(1)
    admin_client.projects.create(name="x")
    assert admin_client.projects.count() == 1
    if len(ATTEMPTS) == 1:
        admin_mock.fail("count_projects", "reset", times=None)
        admin_client.projects.count()
""",
    ),
    "pytest-asyncio": (
        ["-p", "pytest_asyncio.plugin", "-o", "asyncio_mode=auto", "-o", "asyncio_default_fixture_loop_scope=function"],
        """
import asyncio
import pytest
from apivideo_admin_mock.faults import LatencyEffect

@pytest.fixture
async def project(async_admin_client):
    return await async_admin_client.projects.create(name="x")

async def test_an_asynchronous_fixture(async_admin_client, project):
    assert (await async_admin_client.projects.get(project.project_id)).name == "x"

@pytest.mark.admin_mock(rate_limit="off")
async def test_parallel_requests_with_latency(async_admin_client, admin_mock):
    admin_mock.fail("count_projects", LatencyEffect(0.01), times=None)
    assert await asyncio.gather(*(async_admin_client.projects.count() for _ in range(5))) == [0] * 5
""",
    ),
    "anyio": (
        ["-p", "anyio"],
        """
import anyio
import httpx2
import pytest
from apivideo_admin_mock.adapters.transport import MockTransport
from apivideo_admin_mock.faults import LatencyEffect

pytestmark = pytest.mark.anyio

@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param

async def test_a_latency_on_each_event_loop(admin_mock):
    admin_mock.fail("create_project", LatencyEffect(0.01))
    transport = MockTransport(admin_mock.engine)
    async with httpx2.AsyncClient(transport=transport, base_url=admin_mock.base_url, auth=(admin_mock.key, "")) as client:
        assert (await client.post("/projects", json={"name": "x"})).status_code == 201
    assert [call.status for call in admin_mock.calls()] == [201]

async def test_the_blocking_client_in_a_thread(admin_client, admin_mock):
    admin_mock.fail("count_projects", LatencyEffect(0.01))
    assert await anyio.to_thread.run_sync(admin_client.projects.count) == 0
""",
    ),
    "trio": (
        [],
        """
import httpx2
import trio
from apivideo_admin_mock.adapters.transport import MockTransport
from apivideo_admin_mock.faults import LatencyEffect

def test_latencies_in_a_nursery(admin_mock):
    admin_mock.fail("count_projects", LatencyEffect(0.01), times=None)
    found = []

    async def count(client):
        found.append((await client.get("/projects/count")).json())

    async def main():
        transport = MockTransport(admin_mock.engine)
        async with httpx2.AsyncClient(transport=transport, base_url=admin_mock.base_url, auth=(admin_mock.key, "")) as client:
            async with trio.open_nursery() as nursery:
                for _ in range(5):
                    nursery.start_soon(count, client)

    trio.run(main)
    assert found == [{"count": 0}] * 5

def test_the_client_in_threads(admin_client, admin_mock):
    admin_mock.fail("count_projects", LatencyEffect(0.01))

    async def main():
        return await trio.to_thread.run_sync(admin_client.projects.count)

    assert trio.run(main) == 0
""",
    ),
    "unittest": (
        [],
        """
import json
import unittest
import urllib.request
from apivideo_admin_mock import MockServer

class Retire(unittest.TestCase):
    def setUp(self):
        self.mock = self.enterContext(MockServer(projects=2))

    def test_the_number_of_projects(self):
        request = urllib.request.Request(f"{self.mock.url}/projects/count", headers={"Authorization": self.mock.authorization})
        with urllib.request.urlopen(request) as response:
            self.assertEqual(json.load(response), {"count": 2})
        self.assertEqual([call.status for call in self.mock.calls()], [200])

if __name__ == "__main__":
    unittest.main()
""",
    ),
    "freezegun": (
        [],
        """
import datetime
import json
import urllib.request
import freezegun
import pytest
from apivideo_admin_mock import MockServer

MOMENT = datetime.datetime(2031, 5, 5, 10, tzinfo=datetime.timezone.utc)

@pytest.fixture
def frozen():
    with freezegun.freeze_time(MOMENT) as clock:
        yield clock

def check(admin_client, frozen):
    assert admin_client.projects.create(name="x").created_at == MOMENT
    frozen.tick(3600)
    assert admin_client.projects.create(name="y").created_at == MOMENT + datetime.timedelta(hours=1)

def test_the_time_is_frozen_before_the_mock(frozen, admin_client):
    check(admin_client, frozen)

def test_the_time_is_frozen_after_the_mock(admin_client, frozen):
    check(admin_client, frozen)

def test_the_time_is_frozen_for_a_part_of_the_test(admin_client):
    with freezegun.freeze_time(MOMENT) as clock:
        check(admin_client, clock)
    assert abs(admin_client.projects.create(name="z").created_at.timestamp() - datetime.datetime.now().timestamp()) < 3600

def test_the_clock_of_the_mock_moves_beside_the_frozen_time(frozen, admin_client, admin_mock):
    admin_mock.clock.advance(60)
    assert admin_client.projects.create(name="x").created_at == MOMENT + datetime.timedelta(minutes=1)

def test_a_server_with_a_latency(frozen, admin_mock_server):
    from apivideo_admin_mock.faults import LatencyEffect

    admin_mock_server.fail("count_projects", LatencyEffect(0.05))
    request = urllib.request.Request(
        f"{admin_mock_server.url}/projects/count", headers={"Authorization": admin_mock_server.authorization}
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        assert json.load(response) == {"count": 0}
""",
    ),
    "time-machine": (
        ["-p", "time_machine"],
        """
import datetime
import pytest
import time_machine

MOMENT = datetime.datetime(2031, 5, 5, 10, tzinfo=datetime.timezone.utc)
HOUR = datetime.timedelta(hours=1)

@pytest.fixture
def travelling():
    with time_machine.travel(MOMENT, tick=False) as traveller:
        yield traveller

def check(admin_client, traveller):
    assert admin_client.projects.create(name="x").created_at == MOMENT
    traveller.shift(HOUR)
    assert admin_client.projects.create(name="y").created_at == MOMENT + HOUR
    traveller.move_to(MOMENT)
    assert admin_client.projects.create(name="z").created_at == MOMENT

@pytest.mark.admin_mock(rate_limit="off")
def test_the_time_travels_before_the_mock(travelling, admin_client):
    check(admin_client, travelling)

@pytest.mark.admin_mock(rate_limit="off")
def test_the_time_travels_after_the_mock(admin_client, travelling):
    check(admin_client, travelling)

def test_a_scheduled_deletion(admin_client, travelling):
    project = admin_client.projects.create(name="x")
    admin_client.projects.update(project.project_id, name="x", deletes_at="next_cycle")
    travelling.shift(datetime.timedelta(days=32))
    assert admin_client.projects.count() == 0
""",
    ),
    "Hypothesis": (
        ["-p", "_hypothesis_pytestplugin"],
        """
import pytest
from hypothesis import given, settings, strategies as st
from apivideo_admin_mock.testing import connect

pytestmark = pytest.mark.admin_mock(rate_limit="off", projects=1)

@pytest.fixture(scope="module")
def shared(make_admin_mock):
    return make_admin_mock()

@settings(max_examples=20, deadline=None)
@given(names=st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=10), max_size=3))
def test_every_example_has_its_own_mock(make_admin_mock, names):
    with connect(make_admin_mock()) as client:
        for name in names:
            client.projects.create(name=name)
        assert client.projects.count() == 1 + len(names)

@settings(max_examples=20, deadline=None)
@given(number=st.integers())
def test_a_mock_of_the_module(shared, number):
    with connect(shared) as client:
        assert client.projects.count() == 1
""",
    ),
    "one mock for a client and a server": (
        [],
        """
import json
import urllib.request
import pytest

@pytest.mark.admin_mock(projects=1)
def test_the_client_and_the_server_have_the_same_data(admin_client, admin_mock_server, admin_mock):
    admin_client.projects.create(name="x")
    request = urllib.request.Request(
        f"{admin_mock_server.url}/projects/count", headers={"Authorization": admin_mock_server.authorization}
    )
    with urllib.request.urlopen(request) as response:
        assert json.load(response) == {"count": 2}
    assert [call.operation_id for call in admin_mock.calls()] == ["create_project", "count_projects"]
    assert admin_mock_server.calls() == admin_mock.calls()
""",
    ),
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, wheels: dict[str, str]) -> Consumer:
    """Return an environment with the wheels and all tools."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    consumer = Consumer(tmp_path_factory.mktemp("environment"))
    consumer.install(*wheels.values(), *groups["consumers"])
    return consumer


@pytest.mark.parametrize("tool", _PROJECTS)
def test_a_project_with_a_tool_is_green(tool: str, tmp_path: Path, environment: Consumer) -> None:
    plugins, text = _PROJECTS[tool]
    (tmp_path / ".venv").symlink_to(environment.folder / ".venv")
    (tmp_path / "test_project.py").write_text(text, encoding="utf-8")
    arguments = ["-p", "apivideo_admin_mock.pytest_plugin", "-p", "no:cacheprovider", "--strict-markers", *plugins]

    # Only the plugins of this project: some of them change the others.
    done = Consumer(tmp_path).run(
        "python", "-W", "error", "-m", "pytest", *arguments, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
