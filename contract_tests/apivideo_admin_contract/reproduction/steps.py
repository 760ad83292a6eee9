"""The requests and responses of a reproduction as texts, as the run recorded them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from apivideo_admin_contract.document.exchange import ClockMoved, Exchange
from apivideo_admin_contract.reproduction.credential import Credential, Key
from apivideo_admin_contract.reproduction.placeholders import parse_json
from apivideo_admin_contract.reproduction.timeline import MinimalSequence, Timeline

#: Longer bodies, in characters, are cut.
_LONGEST: Final = 6000


@dataclass(frozen=True, slots=True)
class Step:
    """A request and its response, with their headers; a wait has neither. ``operation`` is empty for an undocumented request.

    ``is_asserted`` is whether the finding is about this response.
    """

    heading: str
    operation: str
    request: str
    response: str
    is_asserted: bool


def steps_of(
    timeline: Timeline, sequence: MinimalSequence, asserted: int | None, keys: Mapping[str, str]
) -> tuple[Step, ...]:
    """Return the steps of a sequence. ``asserted`` is the position of the response that shows the violation, None for the last one."""
    chosen = max(sequence, default=None) if asserted is None else asserted
    return tuple(_step(timeline, index, keys, is_asserted=index == chosen) for index in sequence)


def _step(timeline: Timeline, index: int, keys: Mapping[str, str], *, is_asserted: bool) -> Step:
    event = timeline.events[index]
    if isinstance(event, ClockMoved):
        return Step(f"{event.seconds:g} seconds pass", "", "", "", is_asserted=False)
    operation = event.operation.id if event.operation else ""
    heading = f"{operation or f'{event.method} {event.path}'} -> {event.status}"
    who = "" if event.account == "first" else f" ({event.account} account)"
    request = "\n".join(_request(event, timeline.credential(index, keys)))
    return Step(f"{heading}{who}", operation, request, "\n".join(_response(event)), is_asserted)


def _request(exchange: Exchange, credential: Credential) -> Iterator[str]:
    yield f"{exchange.method} {exchange.target}"
    if credential.parts is not None:
        # The names of the variables stand for the keys.
        text = "".join(
            part if isinstance(part, str) else f"${part.name}" if isinstance(part, Key) else "..."
            for part in credential.parts
        )
        yield f"authorization: {f'{credential.scheme} base64({text})' if credential.is_encoded else text}"
    yield from _rest(exchange.headers, exchange.content)


def _response(exchange: Exchange) -> Iterator[str]:
    known = {one.value: one.phrase for one in HTTPStatus}
    yield f"{exchange.status} {known.get(exchange.status, '')}".rstrip()
    yield from _rest(exchange.response_headers, exchange.body)


def _rest(headers: Mapping[str, str], body: bytes | None) -> Iterator[str]:
    yield from (f"{name.lower()}: {value}" for name, value in headers.items())
    if body:
        yield ""
        text = _shown(body)
        yield text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n... {len(text) - _LONGEST} more characters"


def _shown(body: bytes) -> str:
    value = parse_json(body) if len(body) <= 10 * _LONGEST else None
    if isinstance(value, dict | list):
        return json.dumps(value, indent=2, ensure_ascii=False)
    return body[: 10 * _LONGEST].decode("utf-8", "backslashreplace")
