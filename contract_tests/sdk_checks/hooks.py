"""The event hooks of a client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import Any

import httpx2

from apivideo_admin.errors import ApiError, ConfigurationError
from apivideo_admin_contract.client.account import basic
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.rules.expect import equal
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk_checks.calls import call, good, in_turn, plainest
from contract_tests.sdk_checks.subjects import faced, faces
from contract_tests.sdk_checks.tryout import KEY, always, made_up, raises


class _HookError(Exception):
    """What a hook of the caller raises."""


def _hook(face: str, function: Callable[[Any], object]) -> Callable[[Any], object]:
    async def awaited(event: Any) -> None:
        function(event)

    return function if face == "sync" else awaited


@check(rules.HOOKS, faced(plainest))
def hooks_are_called_once_for_each_try(session: Session, face: str, operation: Operation) -> None:
    """Before it is sent, with credentials and all, and when its answer was read; also where that is an error."""
    events: list[object] = []
    hooks = {
        "request": [_hook(face, lambda request: events.append(request.headers.get("Authorization")))],
        "response": [_hook(face, lambda response: events.append(response.status_code))],
    }
    response = in_turn(httpx2.Response(503), httpx2.Response(429), good(operation))
    call(made_up(session, face, response, max_retries=4, event_hooks=hooks), operation)
    expected = [basic(KEY), 503, basic(KEY), 429, basic(KEY), operation.status]
    equal(events, expected, "what the hooks of three tries saw")
    events.clear()
    raises(ApiError, "404", call, made_up(session, face, always(404), event_hooks=hooks), operation)
    equal(events, [basic(KEY), 404], "what the hooks of a call saw that is refused")


@check(rules.HOOKS, faced(plainest))
def all_hooks_of_an_event_are_called_in_their_order(session: Session, face: str, operation: Operation) -> None:
    """As httpx2 calls them."""
    called: list[str] = []

    def noting(name: str) -> Callable[[Any], object]:
        return _hook(face, lambda _: called.append(name))

    hooks = {event: [noting(f"{event} {number}") for number in (1, 2, 3)] for event in ("request", "response")}
    call(made_up(session, face, lambda _: good(operation), event_hooks=hooks), operation)
    expected = [f"{event} {number}" for event in ("request", "response") for number in (1, 2, 3)]
    equal(called, expected, "the hooks that were called")


@check(rules.HOOKS, faced(plainest))
def what_a_hook_raises_ends_the_call(session: Session, face: str, operation: Operation) -> None:
    """It is the caller's own, and comes as it is."""

    def fail(_: object) -> None:
        raise _HookError

    for event in ("request", "response"):
        client = made_up(session, face, lambda _: good(operation), event_hooks={event: [_hook(face, fail)]})
        raises(_HookError, f"a hook for a {event} that raises", call, client, operation)


@check(rules.HOOKS, faces)
def an_event_that_there_is_not_is_refused(session: Session, face: str) -> None:
    """Nobody would ever call its hooks."""
    hooks: dict[str, list[object]] = {"requests": []}
    raises(ConfigurationError, "a hook for `requests`", made_up, session, face, always(404), event_hooks=hooks)


class _Stream(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that comes only when it is read."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self._content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


def _content_of(response: httpx2.Response) -> bytes:
    """Give what of an answer is there without reading more."""
    try:
        return response.content
    except httpx2.ResponseNotRead:
        return b""


@check(rules.HOOKS, faced(plainest))
def an_answer_is_read_whole_before_its_hooks(session: Session, face: str, operation: Operation) -> None:
    """A hook may look at its content."""
    found: list[bytes] = []
    content = good(operation).content
    hooks = {"response": [_hook(face, lambda response: found.append(_content_of(response)))]}
    client = made_up(
        session, face, lambda _: httpx2.Response(operation.status, stream=_Stream(content)), event_hooks=hooks
    )
    with suppress(httpx2.ResponseNotRead):  # then its hook had nothing to see
        call(client, operation)
    equal(found, [content], "the content that a hook for a response saw")
