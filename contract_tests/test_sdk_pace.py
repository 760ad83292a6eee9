"""The SDK against a mock that enforces its limit, over sockets: many threads and many tasks at once, and never a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from apivideo_admin import AdminClient, AsyncAdminClient
from apivideo_admin_mock import MockServer
from contract_tests.tests.support.subject import DOCUMENT
from generator.naming import method_name, namespace

_WORKERS = 8
_CALLS = 130
_COUNT = next(one for one in DOCUMENT.operations if one.action == "count" and not one.path_parameters)


@pytest.fixture
def mock() -> Iterator[MockServer]:
    """Give a mock with a higher limit than the document's, so that a test fills several windows in little time."""
    with MockServer(rate_limit="50/s") as server:
        yield server


def _count(admin: Any) -> Any:
    return getattr(getattr(admin, namespace(_COUNT.node)), method_name(_COUNT.node))()


def _statuses(mock: MockServer) -> list[int]:
    return [call.status for call in mock.calls(_COUNT.id)]


def test_threads_that_share_a_client_are_never_refused(mock: MockServer) -> None:
    with AdminClient(mock.key, base_url=mock.url, max_retries=0) as admin, ThreadPoolExecutor(_WORKERS) as pool:
        list(pool.map(lambda _: _count(admin), range(_CALLS)))
    assert _statuses(mock) == [200] * _CALLS


def test_tasks_that_share_a_client_are_never_refused(mock: MockServer) -> None:
    async def run() -> None:
        async with AsyncAdminClient(mock.key, base_url=mock.url, max_retries=0) as admin:
            await asyncio.gather(*(_count(admin) for _ in range(_CALLS)))

    asyncio.run(run())
    assert _statuses(mock) == [200] * _CALLS


def test_clients_that_share_a_key_are_served_in_the_end(mock: MockServer) -> None:
    def run(_: int) -> None:
        with AdminClient(mock.key, base_url=mock.url) as admin:
            for _ in range(_CALLS // 4):
                _count(admin)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    assert _statuses(mock).count(200) == _CALLS // 4 * 4
