"""Replay a sequence of a timeline on another server, with the ids that this server generates."""

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
    """A server for one replay. ``keys`` are the keys of the recorded requests, ``own`` those that the server accepts in their place."""

    client: httpx2.Client
    clock: Clock
    keys: Mapping[str, str]
    own: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Replay:
    """The responses of a replay, by the positions of their requests."""

    timeline: Timeline
    responses: dict[int, Response] = field(default_factory=dict)

    def value(self, placeholder: Placeholder) -> str:
        """Return the value of a placeholder on the server of the replay; the recorded value where its create failed there."""
        response = self.responses.get(placeholder.event)
        found = (
            response.value.get(placeholder.name) if response is not None and isinstance(response.value, dict) else None
        )
        return found if isinstance(found, str) else self.timeline.created.value_of(placeholder)

    def holds(self, assertion: Assertion) -> bool:
        """Whether an assertion holds in the replay."""
        return assertion.holds(self.responses[assertion.event], self.value)


Open = AbstractContextManager[ReplayServer]


def replay(timeline: Timeline, sequence: MinimalSequence, opened: Open) -> Replay:
    """Replay a sequence on a new server."""
    result = Replay(timeline)
    with opened as server:
        for index in sequence:
            event = timeline.events[index]
            if isinstance(event, ClockMoved):
                server.clock.advance(event.seconds)
            else:
                result.responses[index] = _send(result, server, index, event)
    return result


def _send(result: Replay, server: ReplayServer, index: int, exchange: Exchange) -> Response:
    created = result.timeline.created

    def filled(text: Text) -> str:
        found: str = fill_placeholders(text, result.value)
        return found

    content = exchange.content
    if content is not None and created.text(text := content.decode("utf-8", "surrogateescape"), index).placeholders:
        content = filled(created.text(text, index)).encode("utf-8", "surrogateescape")
    headers = dict(exchange.headers)
    authorization = result.timeline.credential(index, server.keys).header(server.own, result.value)
    if authorization is not None:
        headers["Authorization"] = authorization
    target = filled(created.text(exchange.target, index))
    response = server.client.request(exchange.method, target, content=content, headers=headers)
    return response_of(response.status_code, response.headers, response.content, server.clock.now())


def response_of(status: int, headers: Mapping[str, str], body: bytes, now: float = 0.0) -> Response:
    """Return a response in the form that assertions use. ``now`` is the time of the server in seconds."""
    return Response(status, {name.lower(): value for name, value in headers.items()}, parse_json(body), now)


def healthy_server(timeline: Timeline, now: float, keys: Mapping[str, str], *, limited: bool) -> ReplayServer:
    """Start a mock in this process, without planted bugs, to compare with. The caller closes its client."""
    # As long as the recorded keys, so that an excerpt of one is an excerpt of the other.
    own = {name: f"the-{name.removeprefix(PREFIX).lower()}".ljust(len(key), "x") for name, key in keys.items()}
    clock = Clock(now)
    suspended = [key for name, key in own.items() if name == SUSPENDED_KEY]
    mock = AdminMock(
        keys=[key for key in own.values() if key not in suspended],
        suspended_keys=suspended,
        rate_limit="spec" if limited else "off",
        clock=clock,
        document=timeline.document.node,
    )
    app = SeedData(timeline.document, mock).wrap(mock.wsgi)
    client = httpx2.Client(transport=httpx2.WSGITransport(app=app), base_url=mock.base_url)
    return ReplayServer(client, clock, keys, own)


@dataclass(frozen=True, slots=True)
class ReplayContext:
    """Where the findings of a case can be replayed.

    ``keys`` are the sent keys by variable name. ``fresh`` opens a new server of the same kind, ``healthy`` a mock without planted bugs; each
    is None where there is none. ``marker`` are the settings of the mock in the pytest case, None for a case that runs on a URL.
    """

    document: Document
    keys: Mapping[str, str]
    fresh: Callable[[], Open] | None
    healthy: Callable[[Timeline], Open] | None
    marker: Mapping[str, Any] | None


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
                yield ReplayServer(session.connection.client, session.clock, KEYS, KEYS)

        marker = {
            "keys": [key for name, key in KEYS.items() if name != SUSPENDED_KEY],
            "suspended_keys": [KEYS[SUSPENDED_KEY]],
            "rate_limit": "spec" if limited else "off",
        }
        return ReplayContext(
            document, KEYS, fresh, _healthy(KEYS, lambda: NOON, limited=limited) if is_planted else None, marker
        )

    return context


def url_contexts(document: Document, keys: Mapping[str, str]) -> ReplayContexts:
    """Return replay contexts for a server at a URL, which receives no more requests. ``keys`` are by variable name."""

    def context(case: Case) -> ReplayContext:
        limited = Need.LIMIT in case.check.needs
        return ReplayContext(document, keys, None, _healthy(keys, time.time, limited=limited), None)

    return context


def _healthy(keys: Mapping[str, str], now: Callable[[], float], *, limited: bool) -> Callable[[Timeline], Open]:
    @contextmanager
    def opened(timeline: Timeline) -> Iterator[ReplayServer]:
        server = healthy_server(timeline, now(), keys, limited=limited)
        with server.client:
            yield server

    return opened
