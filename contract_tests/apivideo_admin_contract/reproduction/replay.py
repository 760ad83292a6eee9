"""Does a cut of a timeline again on another server, with that server's ids, and gives what it answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2

from apivideo_admin_contract.client.clock import NOON, Clock
from apivideo_admin_contract.document.document import Document
from apivideo_admin_contract.document.exchange import ClockMoved, Exchange
from apivideo_admin_contract.environment import PREFIX, SUSPENDED_KEY
from apivideo_admin_contract.reproduction.assertion import Assertion, Response
from apivideo_admin_contract.reproduction.placeholders import Placeholder, Text, fill_placeholders, parse_json
from apivideo_admin_contract.reproduction.timeline import MinimalSequence, Timeline
from apivideo_admin_contract.session.check import Case, Need
from apivideo_admin_contract.targets.in_process import KEYS, InProcessTarget
from apivideo_admin_contract.targets.seed_data import SeedData
from apivideo_admin_mock.testing import AdminMock


@dataclass(frozen=True, slots=True)
class ReplayServer:
    """A server for one replay: ``keys`` are those of the recorded requests, ``own`` those that it takes in their place."""

    client: httpx2.Client
    clock: Clock
    keys: Mapping[str, str]
    own: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of a replay: the answers by the positions of their requests."""

    timeline: Timeline
    responses: dict[int, Response] = field(default_factory=dict)

    def value(self, placeholder: Placeholder) -> str:
        """Give what a symbol stands for there; where the create failed, what it stood for at first."""
        response = self.responses.get(placeholder.event)
        found = (
            response.value.get(placeholder.name) if response is not None and isinstance(response.value, dict) else None
        )
        return found if isinstance(found, str) else self.timeline.created.value_of(placeholder)

    def holds(self, assertion: Assertion) -> bool:
        """Tell whether an assertion holds there."""
        return assertion.holds(self.responses[assertion.event], self.value)


Open = AbstractContextManager[ReplayServer]


def replay(timeline: Timeline, sequence: MinimalSequence, opened: Open) -> Replay:
    """Do a cut on a new server."""
    played = Replay(timeline)
    with opened as stage:
        for index in sequence:
            event = timeline.events[index]
            if isinstance(event, ClockMoved):
                stage.clock.advance(event.seconds)
            else:
                played.responses[index] = _send(played, stage, index, event)
    return played


def _send(played: Replay, stage: ReplayServer, index: int, exchange: Exchange) -> Response:
    made = played.timeline.created

    def there(text: Text) -> str:
        found: str = fill_placeholders(text, played.value)
        return found

    content = exchange.content
    if content is not None and made.text(text := content.decode("utf-8", "surrogateescape"), index).placeholders:
        content = there(made.text(text, index)).encode("utf-8", "surrogateescape")
    headers = dict(exchange.headers)
    authorization = played.timeline.credential(index, stage.keys).header(stage.own, played.value)
    if authorization is not None:
        headers["Authorization"] = authorization
    response = stage.client.request(
        exchange.method, there(made.text(exchange.target, index)), content=content, headers=headers
    )
    return response_of(response.status_code, response.headers, response.content, stage.clock.now())


def response_of(status: int, headers: Mapping[str, str], body: bytes, now: float = 0.0) -> Response:
    """Give an answer as assertions see it."""
    return Response(status, {name.lower(): value for name, value in headers.items()}, parse_json(body), now)


def healthy_server(timeline: Timeline, now: float, keys: Mapping[str, str], *, limited: bool) -> ReplayServer:
    """Give the mock of this process, without a fault, as a server to compare with. The caller closes its client."""
    # As long as those of the recorded requests, so that a part of one is a part of the other.
    clock, own = (
        Clock(now),
        {name: f"the-{name.removeprefix(PREFIX).lower()}".ljust(len(key), "x") for name, key in keys.items()},
    )
    suspended = [key for name, key in own.items() if name == SUSPENDED_KEY]
    mock = AdminMock(
        keys=[key for key in own.values() if key not in suspended],
        suspended_keys=suspended,
        rate_limit="spec" if limited else "off",
        clock=clock,
        document=timeline.document.node,
    )
    app = SeedData(timeline.document, mock).around(mock.wsgi)
    client = httpx2.Client(transport=httpx2.WSGITransport(app=app), base_url=mock.base_url)
    return ReplayServer(client, clock, keys, own)


@dataclass(frozen=True, slots=True)
class ReplayContext:
    """Where findings come from. ``again`` opens a new server of the same kind, ``healthy`` one without a fault; None where there is none.

    ``keys`` are the keys that were sent, by the names of the variables that hold them, and ``marker`` the settings of a mock for a test
    of its own.
    """

    document: Document
    keys: Mapping[str, str]
    fresh: Callable[[], Open] | None
    healthy: Callable[[Timeline], Open] | None
    marker: Mapping[str, Any] | None


ReplayContexts = Callable[[Case], ReplayContext]
"""Gives the scene of a case."""


def mock_contexts(document: Document, target: InProcessTarget, *, is_planted: bool = False) -> ReplayContexts:
    """Give scenes on mocks like those of a host; ``is_planted`` where something is put around them, so that a bare one is healthy."""

    def scene(case: Case) -> ReplayContext:
        limited = Need.LIMIT in case.check.needs

        @contextmanager
        def fresh() -> Iterator[ReplayServer]:
            with target.session(limited=limited) as session:
                assert session.clock is not None, "a mock in this process has a clock"
                yield ReplayServer(session.connection.client, session.clock, KEYS, KEYS)

        marker = {
            "keys": [key for name, key in KEYS.items() if name != SUSPENDED_KEY],
            "suspended_keys": [KEYS[SUSPENDED_KEY]],
            "rate_limit": "spec" if limited else "off",
        }
        return ReplayContext(
            document, KEYS, fresh, _healthy(KEYS, lambda: NOON, limited=limited) if is_planted else None, marker
        )

    return scene


def url_contexts(document: Document, keys: Mapping[str, str]) -> ReplayContexts:
    """Give scenes on a server at a URL, which is asked nothing more; ``keys`` are by the names of the variables that hold them."""

    def scene(case: Case) -> ReplayContext:
        limited = Need.LIMIT in case.check.needs
        return ReplayContext(document, keys, None, _healthy(keys, time.time, limited=limited), None)

    return scene


def _healthy(keys: Mapping[str, str], now: Callable[[], float], *, limited: bool) -> Callable[[Timeline], Open]:
    @contextmanager
    def opened(timeline: Timeline) -> Iterator[ReplayServer]:
        stage = healthy_server(timeline, now(), keys, limited=limited)
        with stage.client:
            yield stage

    return opened
