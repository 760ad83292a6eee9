"""Both clients behind one face, so that each test holds for both."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from msgspec.structs import replace

from apivideo_admin import AdminClient, AsyncAdminClient
from apivideo_admin._runtime.sender import AsyncEnvironment, Environment

Handler = Callable[[httpx2.Request], httpx2.Response]


@dataclass
class FakeEnvironment:
    """A clock that only waiting moves, and chance that is always the same."""

    chance: float = 0.5
    now: float = 0.0
    waits: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)

    def install(self, admin: Any) -> None:
        """Let the calls of a client take place here."""
        parts = {"clock": lambda: self.now, "random": lambda: self.chance}
        environment = (
            AsyncEnvironment(sleep=self.asleep, **parts)
            if isinstance(admin, AsyncAdminClient)
            else Environment(sleep=self.sleep, **parts)
        )
        admin._api.sender = replace(admin._api.sender, environment=environment)


@dataclass(frozen=True)
class Face:
    """Calls ``action`` with a client whose requests ``handler`` answers; lists are walked to their end.

    Without an ``environment`` the client makes one try, and does not wait.
    """

    asynchronous: bool

    def call(
        self,
        handler: Handler,
        action: Callable[[Any], Any],
        *,
        environment: FakeEnvironment | None = None,
        **options: Any,
    ) -> Any:
        options = {
            "api_key": "test-key",
            "transport": httpx2.MockTransport(handler),
            "max_retries": None if environment else 0,
            "throttle": False,
            **options,
        }
        if self.asynchronous:
            return asyncio.run(_acall(action, environment, options))
        with AdminClient(**options) as admin:
            if environment:
                environment.install(admin)
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


async def _acall(action: Callable[[Any], Any], environment: FakeEnvironment | None, options: dict[str, Any]) -> Any:
    async with AsyncAdminClient(**options) as admin:
        if environment:
            environment.install(admin)
        result = action(admin)
        if isinstance(result, AsyncIterator) or hasattr(result, "__aiter__"):
            return [item async for item in result]
        return await result if inspect.isawaitable(result) else result


@pytest.fixture(params=["blocking", "asynchronous"])
def face(request: pytest.FixtureRequest) -> Face:
    return Face(asynchronous=request.param == "asynchronous")


@pytest.fixture
def environment() -> FakeEnvironment:
    return FakeEnvironment()


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
