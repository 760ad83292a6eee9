"""Does a cut of a timeline again on another server, with that server's ids, and gives what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import httpx2

from apivideo_admin_mock.testing import AdminMock
from contract_tests.suite.clock import Clock
from contract_tests.suite.exchange import Exchange, Moved
from contract_tests.suite.story.assertion import Answer, Assertion
from contract_tests.suite.story.symbols import Symbol, Text, json_of, resolve
from contract_tests.suite.story.timeline import Cut, Timeline
from contract_tests.suite.supply import Supply


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
    answers: dict[int, Answer] = field(default_factory=dict)

    def value(self, symbol: Symbol) -> str:
        """Give what a symbol stands for there; where the create failed, what it stood for at first."""
        answer = self.answers.get(symbol.event)
        found = answer.value.get(symbol.name) if answer is not None and isinstance(answer.value, dict) else None
        return found if isinstance(found, str) else self.timeline.made.value_of(symbol)

    def holds(self, assertion: Assertion) -> bool:
        """Tell whether an assertion holds there."""
        return assertion.holds(self.answers[assertion.event], self.value)


Open = AbstractContextManager[Stage]


def play(timeline: Timeline, cut: Cut, opened: Open) -> Played:
    """Do a cut on a new server."""
    played = Played(timeline)
    with opened as stage:
        for index in cut:
            event = timeline.events[index]
            if isinstance(event, Moved):
                stage.clock.advance(event.seconds)
            else:
                played.answers[index] = _send(played, stage, index, event)
    return played


def _send(played: Played, stage: Stage, index: int, exchange: Exchange) -> Answer:
    made = played.timeline.made

    def there(text: Text) -> str:
        found: str = resolve(text, played.value)
        return found

    content = exchange.content
    if content is not None and made.text(text := content.decode("utf-8", "surrogateescape"), index).symbols:
        content = there(made.text(text, index)).encode("utf-8", "surrogateescape")
    headers = dict(exchange.headers)
    authorization = played.timeline.credential(index, stage.keys).header(stage.own, played.value)
    if authorization is not None:
        headers["Authorization"] = authorization
    answer = stage.client.request(
        exchange.method, there(made.text(exchange.target, index)), content=content, headers=headers
    )
    return answer_of(answer.status_code, answer.headers, answer.content, stage.clock.now())


def answer_of(status: int, headers: Mapping[str, str], body: bytes, now: float = 0.0) -> Answer:
    """Give an answer as assertions see it."""
    return Answer(status, {name.lower(): value for name, value in headers.items()}, json_of(body), now)


def healthy(timeline: Timeline, now: float, keys: Mapping[str, str], *, limited: bool) -> Stage:
    """Give the mock of this process, without a fault, as a server to compare with. The caller closes its client."""
    # As long as those of the recorded requests, so that a part of one is a part of the other.
    clock, own = Clock(now), {name: f"the-{name.lower()}".ljust(len(key), "x") for name, key in keys.items()}
    suspended = [key for name, key in own.items() if name == "SUSPENDED_KEY"]
    mock = AdminMock(
        keys=[key for key in own.values() if key not in suspended],
        suspended_keys=suspended,
        rate_limit="spec" if limited else "off",
        clock=clock,
        document=timeline.document.node,
    )
    app = Supply(timeline.document, mock).around(mock.wsgi)
    client = httpx2.Client(transport=httpx2.WSGITransport(app=app), base_url=mock.base_url)
    return Stage(client, clock, keys, own)
