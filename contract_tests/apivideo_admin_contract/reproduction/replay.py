"""Does a cut of a timeline again on another server, with that server's ids, and gives what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import httpx2

from apivideo_admin_contract.client.clock import Clock
from apivideo_admin_contract.document.exchange import Exchange, Moved
from apivideo_admin_contract.environment import PREFIX, SUSPENDED_KEY
from apivideo_admin_contract.reproduction.assertion import Assertion, Response
from apivideo_admin_contract.reproduction.placeholders import Placeholder, Text, json_of, resolve
from apivideo_admin_contract.reproduction.timeline import MinimalSequence, Timeline
from apivideo_admin_contract.targets.seed_data import SeedData
from apivideo_admin_mock.testing import AdminMock


@dataclass(frozen=True, slots=True)
class Stage:
    """A server for one replay: ``keys`` are those of the recorded requests, ``own`` those that it takes in their place."""

    client: httpx2.Client
    clock: Clock
    keys: Mapping[str, str]
    own: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a replay: the answers by the positions of their requests."""

    timeline: Timeline
    responses: dict[int, Response] = field(default_factory=dict)

    def value(self, placeholder: Placeholder) -> str:
        """Give what a symbol stands for there; where the create failed, what it stood for at first."""
        response = self.responses.get(placeholder.event)
        found = (
            response.value.get(placeholder.name) if response is not None and isinstance(response.value, dict) else None
        )
        return found if isinstance(found, str) else self.timeline.made.value_of(placeholder)

    def holds(self, assertion: Assertion) -> bool:
        """Tell whether an assertion holds there."""
        return assertion.holds(self.responses[assertion.event], self.value)


Open = AbstractContextManager[Stage]


def play(timeline: Timeline, sequence: MinimalSequence, opened: Open) -> Played:
    """Do a cut on a new server."""
    played = Played(timeline)
    with opened as stage:
        for index in sequence:
            event = timeline.events[index]
            if isinstance(event, Moved):
                stage.clock.advance(event.seconds)
            else:
                played.responses[index] = _send(played, stage, index, event)
    return played


def _send(played: Played, stage: Stage, index: int, exchange: Exchange) -> Response:
    made = played.timeline.made

    def there(text: Text) -> str:
        found: str = resolve(text, played.value)
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
    return answer_of(response.status_code, response.headers, response.content, stage.clock.now())


def answer_of(status: int, headers: Mapping[str, str], body: bytes, now: float = 0.0) -> Response:
    """Give an answer as assertions see it."""
    return Response(status, {name.lower(): value for name, value in headers.items()}, json_of(body), now)


def healthy(timeline: Timeline, now: float, keys: Mapping[str, str], *, limited: bool) -> Stage:
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
    return Stage(client, clock, keys, own)
