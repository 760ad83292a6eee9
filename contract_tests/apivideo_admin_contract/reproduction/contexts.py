"""Where the findings of a case can be replayed: on new mocks, or on the server itself."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import httpx2

from apivideo_admin_contract.client.clock import NOON, Clock
from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.environment import PREFIX, SUSPENDED_KEY
from apivideo_admin_contract.reproduction.replay import Open, ReplayServer
from apivideo_admin_contract.session.check import Case, Need
from apivideo_admin_contract.targets.by_url import Send, UrlTarget
from apivideo_admin_contract.targets.direct_client import DirectClient
from apivideo_admin_contract.targets.in_process import KEYS, InProcessTarget, WsgiTransport
from apivideo_admin_contract.targets.seed_data import SeedData
from apivideo_admin_contract.values.samples import sample_payload
from apivideo_admin_mock.errors import MockError
from apivideo_admin_mock.tenants.scenario import populate
from apivideo_admin_mock.testing import AdminMock

#: The number of items on the healthy server that is slow, and the seconds of its requests: a fast one creates all items in the same second.
_OF_A_SLOW_SERVER: Final = 7
_LATENCY: Final = 1.1
#: The most seconds for the replays of a finding on a server at a URL, and of all findings of a run.
SECONDS: Final = 20.0
_ALL_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True)
class ReplayContext:
    """Where the findings of a case can be replayed.

    ``keys`` are the sent keys by variable name. ``fresh`` opens the server with the violation: a new one of the same kind, or the one at the
    URL. ``healthy`` opens a mock without planted bugs that already holds so many items of each collection without parents. Each is None
    where there is none, and for a case at a URL that needs the rate limit: it depends on the moment. ``marker`` are the settings of the mock in the pytest case, None for a case that runs on a URL. ``limited`` is
    whether the case needs the rate limit. ``spent`` adds seconds of replays on the server, and returns the seconds that are left.
    """

    document: Document
    keys: Mapping[str, str]
    fresh: Callable[[], Open] | None
    healthy: Callable[[int], Open] | None
    marker: Mapping[str, Any] | None
    limited: bool
    spent: Callable[[float], float] = lambda _: float("inf")


ReplayContexts = Callable[[Case], ReplayContext]
"""Returns the replay context of a case."""


def mock_contexts(document: Document, target: InProcessTarget, *, is_planted: bool = False) -> ReplayContexts:
    """Return replay contexts on mocks of a target. ``is_planted`` is whether it plants bugs, so that another mock is healthy."""

    def context(case: Case) -> ReplayContext:
        limited = Need.LIMIT in case.check.needs

        @contextmanager
        def fresh() -> Iterator[ReplayServer]:
            with target.session(limited=limited) as session:
                assert session.clock is not None, "a mock in this process has a clock"
                yield ReplayServer(_sender(session.connection.client), session.clock, KEYS, KEYS)

        marker = {
            "keys": [key for name, key in KEYS.items() if name != SUSPENDED_KEY],
            "suspended_keys": [KEYS[SUSPENDED_KEY]],
            "rate_limit": "spec" if limited else "off",
        }
        healthy = _healthy(document, KEYS, lambda: NOON, limited=limited) if is_planted else None
        return ReplayContext(document, KEYS, fresh, healthy, marker, limited)

    return context


def url_contexts(
    document: Document, keys: Mapping[str, str], target: UrlTarget | None = None, seconds: float = SECONDS
) -> ReplayContexts:
    """Return replay contexts for a server at a URL. ``keys`` are by variable name.

    Without a ``target`` the server receives no more requests. With one, the findings are replayed there, on items of their own, each for
    at most ``seconds``.
    """
    left = _ALL_SECONDS
    healthy = _healthy(document, keys, time.time, limited=False)

    def spent(used: float) -> float:
        nonlocal left
        left -= used
        return left

    def context(case: Case) -> ReplayContext:
        if Need.LIMIT in case.check.needs:
            return ReplayContext(document, keys, None, None, None, limited=True)

        @contextmanager
        def fresh() -> Iterator[ReplayServer]:
            assert target is not None, "without a target there is no server to replay on"
            with target.replaying() as send:
                yield ReplayServer(send, _RunningClock(), keys, keys)

        allowed = fresh if target is not None else None
        own = seconds

        def remaining(used: float) -> float:
            nonlocal own
            own -= used
            return min(own, spent(used))

        return ReplayContext(document, keys, allowed, healthy, None, limited=False, spent=remaining)

    return context


class _RunningClock:
    """The clock of a server at a URL."""

    def now(self) -> float:
        """Return the time."""
        return time.time()

    def advance(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def _sender(client: httpx2.Client) -> Send:
    def send(exchange: Exchange, target: str, content: bytes | None, headers: Mapping[str, str]) -> httpx2.Response:
        return client.request(exchange.method, target, content=content, headers=dict(headers))

    return send


def _patient_sender(client: httpx2.Client, clock: Clock, seconds: float) -> Send:
    """Return a function that waits for the window of the rate limit after a 429, as the pytest case does."""
    send = _sender(client)

    def patient(exchange: Exchange, target: str, content: bytes | None, headers: Mapping[str, str]) -> httpx2.Response:
        response = send(exchange, target, content, headers)
        if response.status_code == httpx2.codes.TOO_MANY_REQUESTS:
            clock.advance(1.1 * seconds)
            response = send(exchange, target, content, headers)
        return response

    return patient


def _slow_sender(send: Send, clock: Clock) -> Send:
    """Return a function after whose requests some time has passed, so that no two items are created in the same second."""

    def slow(exchange: Exchange, target: str, content: bytes | None, headers: Mapping[str, str]) -> httpx2.Response:
        response = send(exchange, target, content, headers)
        clock.advance(_LATENCY)
        return response

    return slow


def _healthy(
    document: Document, keys: Mapping[str, str], now: Callable[[], float], *, limited: bool
) -> Callable[[int], Open]:
    # As long as the recorded keys, so that an excerpt of one is an excerpt of the other.
    own = {name: f"the-{name.removeprefix(PREFIX).lower()}".ljust(len(key), "x") for name, key in keys.items()}
    suspended = [key for name, key in own.items() if name == SUSPENDED_KEY]
    # Filling a server takes longer than a replay, and a server in use may hold items of earlier replays too.
    kept: dict[int, ReplayServer] = {}

    @contextmanager
    def opened(number: int) -> Iterator[ReplayServer]:
        if number in kept:
            yield kept[number]
            return
        clock = Clock(now())
        mock = AdminMock(
            keys=[key for key in own.values() if key not in suspended],
            suspended_keys=suspended,
            rate_limit="spec" if limited or number else "off",
            clock=clock,
            document=document.node,
        )
        app = SeedData(document, mock).wrap(mock.wsgi)
        # Its transport has no connections to close.
        client = DirectClient(WsgiTransport(app), mock.base_url)
        for key in own.values():
            if key not in suspended:
                fill(document, mock, key, number)
        send = _patient_sender(client, clock, document.seconds) if number else _sender(client)
        send = _slow_sender(send, clock) if number == _OF_A_SLOW_SERVER else send
        server = ReplayServer(send, clock, keys, own)
        if number:
            kept[number] = server
        yield server

    return opened


def fill(document: Document, mock: AdminMock, key: str, number: int) -> None:
    """Create ``number`` items of an account in each collection without parents, as far as the mock accepts them."""
    names = {one.path: one.name for one in mock.engine.api.collections}
    roots = [one for one in document.collections if not one.parents and "create" in one.operations]
    for collection in roots if number else ():
        items = [sample_payload(collection.operations["create"], index) for index in range(number)]
        for name in collection.unique:
            items = list({json.dumps(one.get(name)): one for one in items}.values())
        with suppress(MockError), mock.engine.backend.transaction(key) as tenant:
            populate(tenant, mock.engine.api, {names[collection.path]: items})
