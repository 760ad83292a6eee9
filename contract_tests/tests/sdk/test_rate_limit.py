"""Many threads and many tasks that share a client, on sockets, against a mock that enforces its rate limit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sdk_harness import HARNESSES, Harness

from apivideo_admin_mock import MockServer
from contract_tests.tests.sdk.harness import call
from contract_tests.tests.support.subject import DOCUMENT

_COUNT = next(one for one in DOCUMENT.operations if one.action == "count" and not one.path_parameters)
_LIMIT, _WORKERS = 50, 8
#: Enough for a second window; each window takes a second.
_CALLS = _LIMIT + 10


@pytest.fixture
def mock() -> Iterator[MockServer]:
    """Start a mock with a higher limit than the document's, which the client learns from the headers."""
    with MockServer(rate_limit=f"{_LIMIT}/s") as server:
        yield server


def _options(mock: MockServer, sdk: Harness, **more: Any) -> dict[str, Any]:
    return {"api_key": mock.key, "base_url": mock.url, "transport": sdk.connect(), "throttle": True, **more}


_SYNC, _ASYNC = HARNESSES["sync"], HARNESSES["async"]


def _statuses(mock: MockServer) -> list[int]:
    return [one.status for one in mock.calls(_COUNT.id)]


def test_threads_that_share_a_client_are_never_refused(mock: MockServer) -> None:
    with _SYNC.open(None, **_options(mock, _SYNC)) as run, ThreadPoolExecutor(_WORKERS) as pool:
        list(pool.map(lambda _: run(call(_COUNT)), range(_CALLS)))
    assert _statuses(mock) == [200] * _CALLS


def test_tasks_that_share_a_client_are_never_refused(mock: MockServer) -> None:
    async def all_at_once(admin: Any) -> None:
        await asyncio.gather(*(call(_COUNT)(admin) for _ in range(_CALLS)))

    _ASYNC.call(None, all_at_once, **_options(mock, _ASYNC))
    assert _statuses(mock) == [200] * _CALLS


def test_clients_that_share_a_key_are_all_served_in_the_end(mock: MockServer) -> None:
    def work(_: int) -> None:
        with _SYNC.open(None, **_options(mock, _SYNC, max_retries=None)) as run:
            for _ in range(_CALLS // 4):
                run(call(_COUNT))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert _statuses(mock).count(200) == _CALLS // 4 * 4
