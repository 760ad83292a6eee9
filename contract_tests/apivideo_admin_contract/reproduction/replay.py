"""Replay a sequence of a timeline on another server, with the ids that this server generates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from apivideo_admin_contract.document.exchange import ClockMoved, Exchange
from apivideo_admin_contract.reproduction.assertion import Assertion
from apivideo_admin_contract.reproduction.placeholders import UNIQUE, Placeholder, Text, fill_placeholders
from apivideo_admin_contract.reproduction.relations import Same
from apivideo_admin_contract.reproduction.timeline import MinimalSequence, Timeline
from apivideo_admin_contract.reproduction.values import Response
from apivideo_admin_contract.targets.by_url import Send


class ReplayClock(Protocol):
    """The clock of a server, in seconds."""

    def now(self) -> float:
        """Return the time."""

    def advance(self, seconds: float) -> None:
        """Let seconds pass."""


@dataclass(frozen=True, slots=True)
class ReplayServer:
    """A server for replays. ``keys`` are the keys of the recorded requests, ``own`` those that the server accepts in their place."""

    send: Send
    clock: ReplayClock
    keys: Mapping[str, str]
    own: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Replay:
    """The responses of a replay, by the positions of their requests. ``unique`` is the unique part of its names."""

    timeline: Timeline
    unique: str
    responses: dict[int, Response] = field(default_factory=dict)

    def value(self, placeholder: Placeholder) -> str:
        """Return the value of a placeholder on the server of the replay; the recorded value where its create failed there."""
        if placeholder == UNIQUE:
            return self.unique
        response = self.responses.get(placeholder.event)
        found = (
            response.value.get(placeholder.name) if response is not None and isinstance(response.value, dict) else None
        )
        return found if isinstance(found, str) else self.timeline.created.value_of(placeholder)

    def holds(self, assertion: Assertion) -> bool:
        """Whether an assertion holds in the replay."""
        if isinstance(assertion, Same):
            return assertion.holds_with(self.responses[assertion.event], self.responses[assertion.other])
        return assertion.holds(self.responses[assertion.event], self.value)


Open = AbstractContextManager[ReplayServer]


def replay(timeline: Timeline, sequence: MinimalSequence, server: ReplayServer, unique: str) -> Replay:
    """Replay a sequence on a server, with names that contain ``unique``."""
    result = Replay(timeline, unique)
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
    response = server.send(exchange, target, content, headers)
    return response_of(response.status_code, response.headers, response.content, server.clock.now())


def response_of(status: int, headers: Mapping[str, str], body: bytes, now: float = 0.0) -> Response:
    """Return a response in the form that assertions use. ``now`` is the time of the server in seconds."""
    return Response(status, {name.lower(): value for name, value in headers.items()}, _strict_json(body), now)


def _strict_json(body: bytes) -> Any:
    """Parse JSON in UTF-8 without a byte order mark, and return None for anything else."""
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError):
        return None
