"""Plant a bug into the SDK: change what it sends or receives, or replace one of its parts."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import httpx2

from apivideo_admin._runtime import transport

Flow = Callable[[httpx2.Request], Generator[httpx2.Request, httpx2.Response, httpx2.Response]]
"""Yield requests to send, receive their responses, and return what the SDK gets."""


@dataclass(frozen=True, slots=True)
class ClientBug:
    """A bug, and the name of the test that must catch it."""

    name: str
    plant: Callable[[], AbstractContextManager[object]]
    test: str = ""


def caught_by(test: str, *bugs: ClientBug) -> tuple[ClientBug, ...]:
    """Name the test that must fail with each of these bugs."""
    return tuple(ClientBug(bug.name, bug.plant, test) for bug in bugs)


def part(name: str, where: str, replacement: Any) -> ClientBug:
    """Replace a part of the SDK's runtime; ``where`` is its module and its name there."""
    return parts(name, {where: replacement})


def parts(name: str, replacements: dict[str, Any]) -> ClientBug:
    """Replace several parts of the SDK's runtime."""

    @contextmanager
    def plant() -> Iterator[None]:
        patches = [patch(f"apivideo_admin._runtime.{where}", one) for where, one in replacements.items()]
        for one in patches:
            one.start()
        try:
            yield
        finally:
            for one in reversed(patches):
                one.stop()

    return ClientBug(name, plant)


def sends(name: str, change: Callable[[httpx2.Request], httpx2.Request]) -> ClientBug:
    """Change every request."""

    def flow(request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, httpx2.Response]:
        return (yield change(request))

    return exchanges(name, lambda: flow)


def receives(name: str, change: Callable[[httpx2.Request, httpx2.Response], httpx2.Response]) -> ClientBug:
    """Change every response."""

    def flow(request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, httpx2.Response]:
        return change(request, (yield request))

    return exchanges(name, lambda: flow)


def exchanges(name: str, make_flow: Callable[[], Flow]) -> ClientBug:
    """Change how requests and responses are exchanged. Each client has a flow of its own, which may remember."""
    init, async_init = transport.Transport.__init__, transport.AsyncTransport.__init__

    def changed_init(one: Any, *args: Any, **kwargs: Any) -> None:
        init(one, *args, **kwargs)
        one._send = _changed(one._send, make_flow())

    def changed_async_init(one: Any, *args: Any, **kwargs: Any) -> None:
        async_init(one, *args, **kwargs)
        one._send = _changed_async(one._send, make_flow())

    replacements = {"Transport.__init__": changed_init, "AsyncTransport.__init__": changed_async_init}
    return parts(name, {f"transport.{where}": one for where, one in replacements.items()})


def _changed(send: Callable[[httpx2.Request], httpx2.Response], flow: Flow) -> Callable[[httpx2.Request], Any]:
    def changed(request: httpx2.Request) -> httpx2.Response:
        steps = flow(request)
        outcome: httpx2.Response | httpx2.HTTPError | None = None
        while isinstance(step := _step(steps, outcome), httpx2.Request):
            try:
                outcome = send(step)
            except httpx2.HTTPError as error:
                outcome = error
        step.request = request
        return step

    return changed


def _changed_async(send: Callable[[httpx2.Request], Any], flow: Flow) -> Callable[[httpx2.Request], Any]:
    async def changed(request: httpx2.Request) -> httpx2.Response:
        steps = flow(request)
        outcome: httpx2.Response | httpx2.HTTPError | None = None
        while isinstance(step := _step(steps, outcome), httpx2.Request):
            try:
                outcome = await send(step)
            except httpx2.HTTPError as error:
                outcome = error
        step.request = request
        return step

    return changed


def _step(
    steps: Generator[httpx2.Request, httpx2.Response, httpx2.Response],
    outcome: httpx2.Response | httpx2.HTTPError | None,
) -> httpx2.Request | httpx2.Response:
    """Go on with a flow: return its next request, or the response that it returns."""
    try:
        if isinstance(outcome, httpx2.HTTPError):
            return steps.throw(outcome)
        return next(steps) if outcome is None else steps.send(outcome)
    except StopIteration as stop:
        response: httpx2.Response = stop.value
        return response


def request_with(
    request: httpx2.Request,
    *,
    method: str | None = None,
    url: httpx2.URL | None = None,
    content: bytes | None = None,
    headers: dict[str, str | None] | None = None,
) -> httpx2.Request:
    """Return a changed copy of a request; a header that is None is left out."""
    fields = {name: value for name, value in request.headers.items() if name != "content-length"}
    for name, value in (headers or {}).items():
        fields.pop(name.lower(), None)
        if value is not None:
            fields[name.lower()] = value
    return httpx2.Request(
        method or request.method,
        url or request.url,
        headers=fields,
        content=request.content if content is None else content,
        extensions=request.extensions,
    )


def response_with(response: httpx2.Response, *, status: int | None = None, json: Any = None) -> httpx2.Response:
    """Return a copy of a response with another status or another JSON value."""
    dropped = {"content-length"} if json is not None else set()
    headers = {name: value for name, value in response.headers.items() if name not in dropped}
    content = {"json": json} if json is not None else {"content": response.content}
    return httpx2.Response(status or response.status_code, headers=headers, **content)


def json_of(response: httpx2.Response) -> Any:
    """Return the JSON of a successful response, or None."""
    return response.json() if response.is_success and response.content else None


def map_values(value: Any, change: Callable[[Any], Any]) -> Any:
    """Change every value in a JSON value that is no object and no array."""
    if isinstance(value, dict):
        return {name: map_values(one, change) for name, one in value.items()}
    return [map_values(one, change) for one in value] if isinstance(value, list) else change(value)
