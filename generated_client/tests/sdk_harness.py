"""Run the blocking or the asynchronous client against a function that responds to its requests, in virtual time."""

from __future__ import annotations

import asyncio
import inspect
import selectors
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import httpx2
from msgspec.structs import replace

from apivideo_admin import AdminClient, AsyncAdminClient
from apivideo_admin._runtime.sender import AsyncEnvironment, Environment

Handler = Callable[[httpx2.Request], Any]
Action = Callable[[Any], Any]

MAX_WAITS = 1000
"""A client that waits more often retries without end."""


@dataclass
class FakeEnvironment:
    """A clock that only waits move, and a random number that is always the same.

    ``waits`` are the waits between attempts, in seconds. Waits for the throttle move the clock too.
    """

    random: float = 0.5
    now: float = 0.0
    waits: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
        assert len(self.waits) <= MAX_WAITS, (
            f"the client retries without end: {MAX_WAITS} waits, {self.now:.0f} seconds"
        )

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)

    def install(self, admin: Any) -> None:
        """Replace the clock, the waits and the random numbers of a client."""
        parts = {"clock": self.clock, "random": lambda: self.random}
        is_async = isinstance(admin, AsyncAdminClient)
        sender = admin._api.sender
        environment = (
            AsyncEnvironment(sleep=self.asleep, **parts) if is_async else Environment(sleep=self.sleep, **parts)
        )
        admin._api.sender = replace(sender, environment=environment)
        if sender.throttle is not None:
            sender.throttle._clock = self.clock

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let a blocking throttle wait on this clock. A wait that only another thread could end fails."""
        environment = self

        class Event(threading.Event):
            def wait(self, timeout: float | None = None) -> bool:
                assert timeout is not None or self.is_set(), "a call waits for a permit that no other call will release"
                environment.now += 0.0 if self.is_set() else timeout or 0.0
                return self.is_set()

        with patch("apivideo_admin._runtime.throttle.threading", SimpleNamespace(Event=Event, Lock=threading.Lock)):
            yield

    def make_loop(self) -> asyncio.AbstractEventLoop:
        """Return an event loop on this clock. It fails where every task waits and no timer is set."""
        environment = self

        class Selector(selectors.DefaultSelector):
            def select(self, timeout: float | None = None) -> Any:
                assert timeout is not None, "every task waits, and nothing will wake one"
                environment.now += max(0.0, timeout)
                return super().select(0)

        class Loop(asyncio.SelectorEventLoop):
            def time(self) -> float:
                return environment.now

        return Loop(Selector())


@dataclass(frozen=True)
class Harness:
    """Call one kind of client: blocking, or asynchronous with every call awaited. Lists are iterated to their end."""

    is_async: bool

    def __repr__(self) -> str:
        return "async" if self.is_async else "sync"

    @property
    def client(self) -> type[AdminClient | AsyncAdminClient]:
        return AsyncAdminClient if self.is_async else AdminClient

    @contextmanager
    def open(
        self, handler: Handler, *, environment: FakeEnvironment | None = None, **options: Any
    ) -> Iterator[Callable[[Action], Any]]:
        """Open a client whose requests ``handler`` responds to; yield a function that runs an action with it.

        Without an ``environment`` the client makes one attempt, in real time. With one it has its defaults, in virtual time.
        """
        options = {
            "api_key": "test-key",
            "transport": httpx2.MockTransport(handler),
            "max_retries": None if environment else 0,
            "throttle": False,
            **options,
        }
        with ExitStack() as stack:
            if environment:
                stack.enter_context(environment.running())
            if not self.is_async:
                admin = stack.enter_context(AdminClient(**options))
                run = lambda action: _resolve(action(admin))  # noqa: E731 - the other branch has a function of its own
            else:
                admin = AsyncAdminClient(**options)
                runner = stack.enter_context(asyncio.Runner(loop_factory=environment and environment.make_loop))
                stack.callback(lambda: runner.run(admin.aclose()))
                run = lambda action: runner.run(_await(action, admin))  # noqa: E731 - as above
            if environment:
                environment.install(admin)
            yield run

    def call(self, handler: Handler, action: Action, **options: Any) -> Any:
        """Run one action with a client of its own, and return its result."""
        with self.open(handler, **options) as run:
            return run(action)

    def sent(self, action: Action, *, response: Any = None, **options: Any) -> httpx2.Request:
        """Return the one request that ``action`` sends; the response is a 204, or a 200 with this JSON."""
        requests: list[httpx2.Request] = []

        def handler(request: httpx2.Request) -> httpx2.Response:
            requests.append(request)
            return httpx2.Response(204) if response is None else httpx2.Response(200, json=response)

        self.call(handler, action, **options)
        assert len(requests) == 1
        return requests[0]

    def hook(self, function: Callable[[Any], object]) -> Callable[[Any], Any]:
        """Return a function as this kind of client takes it for an event hook."""

        async def awaited(event: Any) -> None:
            function(event)

        return awaited if self.is_async else function


HARNESSES = {"sync": Harness(is_async=False), "async": Harness(is_async=True)}


def _resolve(result: Any) -> Any:
    return list(result) if isinstance(result, Iterator) or type(result).__name__ == "Pager" else result


async def _await(action: Action, admin: Any) -> Any:
    result = action(admin)
    if hasattr(result, "__aiter__"):
        return [item async for item in result]
    return await result if inspect.isawaitable(result) else result


def make_project() -> dict[str, Any]:
    """Return a project as the server sends it."""
    return {
        "project_id": "project_1CCq9NurjJBRehCVCe8XQY",
        "created_at": "2024-02-05T00:00:00+01:00",
        "name": "My project",
        "deletes_at": None,
        "region": "eu-central-1",
        "deleted": False,
    }


def make_api_key() -> dict[str, Any]:
    """Return an API key as the server sends it."""
    return {
        "project_id": "project_1CCq9NurjJBRehCVCe8XQY",
        "api_key_id": "api_key_1CCq9NwWhBxwjAgHzpuZx4",
        "created_at": "2024-02-05T00:00:00Z",
        "name": "ci",
        "value": "the-secret-value",
    }
