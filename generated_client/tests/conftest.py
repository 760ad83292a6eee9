"""Both clients behind one face, so that each test holds for both."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from apivideo_admin import AdminClient, AsyncAdminClient

Handler = Callable[[httpx2.Request], httpx2.Response]


@dataclass(frozen=True)
class Face:
    """Calls ``action`` with a client whose requests ``handler`` answers; lists are walked to their end."""

    asynchronous: bool

    def call(self, handler: Handler, action: Callable[[Any], Any], **options: Any) -> Any:
        options = {
            "api_key": "test-key",
            "transport": httpx2.MockTransport(handler),
            "max_retries": 0,
            "throttle": False,
            **options,
        }
        if self.asynchronous:
            return asyncio.run(_acall(action, options))
        with AdminClient(**options) as admin:
            result = action(admin)
            return list(result) if isinstance(result, Iterator) or type(result).__name__ == "Pager" else result

    def sent(self, action: Callable[[Any], Any], *, answer: Any = None, **options: Any) -> httpx2.Request:
        """Give the one request that ``action`` sends; it is answered with 204, or with ``answer``."""
        requests: list[httpx2.Request] = []

        def handler(request: httpx2.Request) -> httpx2.Response:
            requests.append(request)
            return httpx2.Response(204) if answer is None else httpx2.Response(200, json=answer)

        self.call(handler, action, **options)
        assert len(requests) == 1
        return requests[0]


async def _acall(action: Callable[[Any], Any], options: dict[str, Any]) -> Any:
    async with AsyncAdminClient(**options) as admin:
        result = action(admin)
        if isinstance(result, AsyncIterator) or hasattr(result, "__aiter__"):
            return [item async for item in result]
        return await result if inspect.isawaitable(result) else result


@pytest.fixture(params=["blocking", "asynchronous"])
def face(request: pytest.FixtureRequest) -> Face:
    return Face(asynchronous=request.param == "asynchronous")


@pytest.fixture
def project() -> dict[str, Any]:
    """A project as the server answers it."""
    return {
        "project_id": "project_1CCq9NurjJBRehCVCe8XQY",
        "created_at": "2024-02-05T00:00:00+01:00",
        "name": "My project",
        "deletes_at": None,
        "region": "eu-central-1",
        "deleted": False,
    }


@pytest.fixture
def api_key() -> dict[str, Any]:
    """An API key as the server answers it."""
    return {
        "project_id": "project_1CCq9NurjJBRehCVCe8XQY",
        "api_key_id": "api_key_1CCq9NwWhBxwjAgHzpuZx4",
        "created_at": "2024-02-05T00:00:00Z",
        "name": "ci",
        "value": "the-secret-value",
    }
