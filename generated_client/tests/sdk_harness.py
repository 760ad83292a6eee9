"""Run the blocking or the asynchronous client against a function that responds to its requests, in virtual time."""

from __future__ import annotations

import asyncio
import gc
import inspect
import selectors
import ssl
import threading
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
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

CALLS = SimpleNamespace(total=0)
"""How many actions were run with clients: a test that runs none proves nothing."""


@dataclass
class FakeEnvironment:
    """A clock that only waits move, and a random number that is always the same.

    ``waits`` are the waits between attempts, in seconds; more than ``max_waits`` are retries without end. Waits for the throttle
    move the clock too.
    """

    random: float = 0.5
    now: float = 0.0
    waits: list[float] = field(default_factory=list)
    max_waits: int = 1000

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
        assert len(self.waits) <= self.max_waits, f"the client retries without end: {len(self.waits)} waits"

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
        """Let a throttle wait on this clock, without polls. A wait that only another thread could end fails."""
        environment = self

        def wait(gate: threading.Lock, seconds: float | None) -> None:
            is_open = gate.acquire(blocking=False)
            assert is_open or seconds is not None, "a call waits for a permit that no other call will release"
            environment.now += 0.0 if is_open else seconds or 0.0

        runtime = "apivideo_admin._runtime.throttle"
        with patch(f"{runtime}._wait", wait), patch(f"{runtime}.POLL_SECONDS", None):
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

    def connect(self) -> httpx2.BaseTransport | httpx2.AsyncBaseTransport:
        """Return a transport to a real server, without TLS: a client of its own would read the CA certificates first."""
        kind = httpx2.AsyncHTTPTransport if self.is_async else httpx2.HTTPTransport
        return kind(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

    @contextmanager
    def open(
        self, handler: Handler | None, *, environment: FakeEnvironment | None = None, **options: Any
    ) -> Iterator[Callable[[Action], Any]]:
        """Open a client whose requests ``handler`` responds to; yield a function that runs an action with it.

        Without a handler it has the ``transport`` of the options, or connections of its own.
        Without an ``environment`` the client makes one attempt, in real time. With one it has its defaults, in virtual time.
        """
        options = {
            "api_key": "test-key",
            "transport": handler and httpx2.MockTransport(handler),
            "max_retries": None if environment else 0,
            "throttle": False,
            **options,
        }
        with ExitStack() as stack:
            if environment:
                stack.enter_context(environment.running())
            if self.is_async:
                make_loop = environment.make_loop if environment else None
                runner = stack.enter_context(asyncio.Runner(loop_factory=make_loop))
                admin: Any = AsyncAdminClient(**options)
                stack.callback(lambda: runner.run(admin.aclose()))
            else:
                admin = stack.enter_context(AdminClient(**options))
            if environment:
                environment.install(admin)

            def run(action: Action) -> Any:
                CALLS.total += 1
                return runner.run(_await(action, admin)) if self.is_async else _resolve(action(admin))

            yield run

    def call(self, handler: Handler | None, action: Action, **options: Any) -> Any:
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


@contextmanager
def collect_loops() -> Iterator[None]:
    """Collect the connections of closed event loops, without asyncio's warnings: nobody could close them there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


@contextmanager
def open_both(handler: Handler, **options: Any) -> Iterator[dict[str, Callable[[Action], Any]]]:
    """Open both clients, for tests that compare them on the same values."""
    with HARNESSES["sync"].open(handler, **options) as sync, HARNESSES["async"].open(handler, **options) as other:
        yield {"sync": sync, "async": other}


def _resolve(result: Any) -> Any:
    return list(result) if isinstance(result, Iterator) or type(result).__name__ == "Pager" else result


async def _await(action: Action, admin: Any) -> Any:
    result = action(admin)
    if hasattr(result, "__aiter__"):
        return [item async for item in result]
    return await result if inspect.isawaitable(result) else result


class ByteStream(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """The body of a response that is not read yet, as the server sends it."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self._content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


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


def page_of(project: dict[str, Any], names: list[str], **links: str) -> dict[str, Any]:
    """Return a page of projects with these names, and with these links."""
    return {
        "items": [project | {"name": name} for name in names],
        "pagination": {"page": 1, "page_size": 2, "item_count": len(names)},
        "links": [{"rel": "self", "href": "/projects"}, *({"rel": rel, "href": href} for rel, href in links.items())],
    }


class PageServer:
    """Return one page for each path and query, and record the requests."""

    def __init__(self, pages: dict[str, Any]) -> None:
        self.pages = pages
        self.requested: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        target = request.url.raw_path.decode()
        self.requested.append(target)
        assert len(self.requested) <= 100, "the iteration goes on without end"
        return httpx2.Response(200, json=self.pages[target])
