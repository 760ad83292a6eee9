"""Replay the transcripts: requests and their exact responses, in plain HTTP.

A file contains exchanges, each below a line ``### title``: the request, and from ``HTTP/1.1`` on the response. A header that
is missing is not compared. Bodies are compared as JSON, with the order of the keys. Lines with ``#`` above the first
exchange are settings of the mock as YAML. Lines with ``#`` below a ``###`` set ``now``, the time, or ``times``, the number of requests.
The mock has seed 0, and its clock is frozen at 2026-02-05T12:00:00Z.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from werkzeug.test import Client, TestResponse

from apivideo_admin_mock.tenants.clock import from_rfc3339
from apivideo_admin_mock.testing import AdminMock

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.http"))
START = "2026-02-05T12:00:00Z"


@dataclass(frozen=True)
class Message:
    """The first line of a request or response, its headers and its body."""

    start: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Exchange:
    title: str
    options: dict[str, Any]
    request: Message
    response: Message


def _options(lines: list[str]) -> dict[str, Any]:
    text = "\n".join(line[1:].strip() for line in lines)
    return dict(yaml.load(text, yaml.BaseLoader) or {})  # noqa: S506 - BaseLoader returns strings only, so that dates stay unchanged


def _message(text: str) -> Message:
    head, _, body = text.strip("\n").partition("\n\n")
    start, *headers = head.splitlines()
    return Message(start, dict(line.split(": ", 1) for line in headers), body.strip())


def read(text: str) -> tuple[dict[str, Any], list[Exchange]]:
    """Return the settings of a transcript and its exchanges."""
    preface, *parts = re.split(r"^### ", text, flags=re.MULTILINE)
    exchanges = []
    for part in parts:
        title, *lines = part.splitlines()
        directives = [line for line in lines if line.startswith("#")]
        request, found, response = "\n".join(line for line in lines if line not in directives).partition("\nHTTP/1.1 ")
        assert found, f"{title}: no response"
        exchanges.append(Exchange(title, _options(directives), _message(request), _message("HTTP/1.1 " + response)))
    return _options([line for line in preface.splitlines() if line.startswith("#")]), exchanges


@dataclass
class FrozenClock:
    """A clock that is frozen at ``seconds``."""

    seconds: float

    def now(self) -> float:
        return self.seconds


def replay(settings: dict[str, Any], exchanges: list[Exchange]) -> Iterator[tuple[Exchange, TestResponse]]:
    """Send the requests to a new mock, and yield each exchange with the response."""
    clock = FrozenClock(from_rfc3339(START))
    client = Client(AdminMock(clock=clock, **settings).wsgi)
    for exchange in exchanges:
        if "now" in exchange.options:
            clock.seconds = from_rfc3339(exchange.options["now"])
        method, target, _ = exchange.request.start.split(" ")
        body = exchange.request.body.encode()
        headers = list(exchange.request.headers.items())
        for _ in range(int(exchange.options.get("times", 1))):
            response = client.open(target, method=method, headers=headers, data=body or None)
        yield exchange, response


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_responses_equal_the_transcript(path: Path) -> None:
    settings, exchanges = read(path.read_text(encoding="utf-8"))
    assert exchanges, f"{path.name} contains no exchange"
    for exchange, response in replay(settings, exchanges):
        assert f"HTTP/1.1 {response.status}" == exchange.response.start, exchange.title
        headers = {name: response.headers.get(name) for name in exchange.response.headers}
        assert headers == exchange.response.headers, exchange.title
        body = response.get_data(as_text=True)
        if exchange.response.body:
            assert json.dumps(json.loads(body)) == json.dumps(json.loads(exchange.response.body)), exchange.title
        else:
            assert body == "", exchange.title


def test_there_are_transcripts() -> None:
    assert len(TRANSCRIPTS) > 0
