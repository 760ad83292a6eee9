"""A server with the documented rate limit, at a URL, in simulated time: a run of minutes takes seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from unittest.mock import patch

import httpx2

from apivideo_admin_contract.client.clock import NOON
from apivideo_admin_contract.client.observer import Observer
from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.reproduction.contexts import fill
from apivideo_admin_contract.session.session import Effort
from apivideo_admin_contract.targets.by_url import Access, UrlTarget
from apivideo_admin_contract.targets.direct_client import DirectClient
from apivideo_admin_contract.targets.in_process import WsgiTransport
from contract_tests.planted_bugs.harness.setup import KEYS, SUSPENDED, Setup

#: Seconds from a request to its response.
LATENCY: Final = 0.005
_URL: Final = "http://127.0.0.1:8080"
#: A thread that waits lets the others run for as many real seconds.
_YIELD: Final = 0.002


class SimulatedTime:
    """A clock in seconds that moves when something waits for it, and with each request."""

    def __init__(self) -> None:
        self._seconds = NOON
        self._lock = threading.Lock()
        self._sleep = time.sleep

    def now(self) -> float:
        """Return the time."""
        return self._seconds

    def sleep(self, seconds: float) -> None:
        """Move the clock instead of waiting."""
        with self._lock:
            self._seconds += seconds
        if threading.current_thread() is not threading.main_thread():
            self._sleep(_YIELD)

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self.sleep(seconds)

    @contextmanager
    def patched(self) -> Iterator[SimulatedTime]:
        """Use this clock in place of that of the system."""
        with patch("time.time", self.now), patch("time.monotonic", self.now), patch("time.sleep", self.sleep):
            yield self


@dataclass
class Traffic(httpx2.BaseTransport):
    """Send requests to an application, and count them. Each takes ``latency`` seconds."""

    transport: httpx2.BaseTransport
    clock: SimulatedTime
    latency: float = LATENCY
    requests: int = 0
    seen: list[tuple[str, str]] = field(default_factory=list)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request."""
        self.clock.sleep(self.latency)
        self.requests += 1
        self.seen.append((request.method, request.url.raw_path.decode("ascii").partition("?")[0]))
        return self.transport.handle_request(request)


@dataclass(frozen=True, slots=True)
class Simulation:
    """A server at a URL in simulated time. ``target`` opens sessions on it."""

    target: UrlTarget
    clock: SimulatedTime
    traffic: Traffic

    @property
    def seconds(self) -> float:
        """The simulated seconds so far."""
        return self.clock.now() - NOON

    def operations(self, setup: Setup) -> frozenset[Operation]:
        """Return the operations that were requested."""
        found = (
            operation
            for method, path in set(self.traffic.seen)
            for operation in setup.document.operations
            if operation.method == ("GET" if method == "HEAD" else method)
            if _matches(operation.path, path)
        )
        return frozenset(found)


def simulate(
    setup: Setup,
    clock: SimulatedTime,
    *,
    limited: bool = True,
    effort: Effort | None = None,
    seed: int = 0,
    in_use: int = 0,
    budget: int = 300,
) -> Simulation:
    """Return a mock with the bug of a setup, with the documented rate limit or none.

    ``seed`` is that of the mock, ``budget`` that of the run, ``in_use`` the number of items that each collection without parents already holds.
    """
    mock = setup.mock(limited=limited, seed=seed, clock=clock)
    for key in KEYS:
        fill(setup.document, mock, key, in_use)
    traffic = Traffic(WsgiTransport(setup.plant(mock.wsgi, clock.now)), clock)
    access = Access(_URL, *KEYS, SUSPENDED, limit=limited, budget=budget)
    client = DirectClient(traffic, _URL)
    target = UrlTarget(setup.document, access, effort=effort, client=client, observer=_observer(setup.document))
    return Simulation(target, clock, traffic)


@cache
def _observer(document: Document) -> Observer:
    """Return the observer of a document, which compiles its schemas once."""
    return Observer(document)


@contextmanager
def simulated(setup: Setup, *, limited: bool = True, effort: Effort | None = None) -> Iterator[Simulation]:
    """Serve a mock with the bug of a setup in simulated time."""
    with SimulatedTime().patched() as clock:
        yield simulate(setup, clock, limited=limited, effort=effort)


def _matches(template: str, path: str) -> bool:
    parts, given = template.split("/"), path.split("/")
    return len(parts) == len(given) and all(
        part.startswith("{") or part == one for part, one in zip(parts, given, strict=True)
    )
