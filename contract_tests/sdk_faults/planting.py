"""How a fault gets into the SDK: around its transport, or in place of one of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import httpx2

from apivideo_admin_contract.rules.rule import Rule
from apivideo_admin_contract.session.session import Between

Send = Callable[[httpx2.Request], httpx2.Response]
Around = Callable[[httpx2.Request, Send], httpx2.Response]
"""Takes what the SDK sends, and what would send it on; gives what the SDK receives."""


@dataclass(frozen=True, slots=True)
class ClientFault:
    """``rules`` are those of which at least one must be found broken; ``planted`` gives what stands between the SDK and its transport."""

    name: str
    rules: tuple[Rule, ...]
    planted: Callable[[], AbstractContextManager[Between]]


class _Around(httpx2.BaseTransport):
    def __init__(self, inner: httpx2.BaseTransport, around: Around) -> None:
        self._inner, self._around = inner, around

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        return self._around(request, self._send)

    def _send(self, request: httpx2.Request) -> httpx2.Response:
        response = self._inner.handle_request(request)
        response.read()
        return response


def around(*rules: Rule) -> Callable[[Callable[[], Around]], ClientFault]:
    """Make a fault of a function that gives what stands around one transport, with a memory of its own if it needs one."""

    def made(function: Callable[[], Around]) -> ClientFault:
        @contextmanager
        def planted() -> Iterator[Between]:
            yield lambda inner: _Around(inner, function())

        return ClientFault(function.__name__, rules, planted)

    return made


def instead(name: str, where: str, part: Any, *rules: Rule) -> ClientFault:
    """Make a fault that puts something else in the place of a part of the SDK, named with its module."""

    @contextmanager
    def planted() -> Iterator[Between]:
        with patch(f"apivideo_admin._runtime.{where}", part):
            yield lambda inner: inner

    return ClientFault(name, rules, planted)


def request_with(
    request: httpx2.Request,
    *,
    method: str | None = None,
    url: httpx2.URL | None = None,
    content: bytes | None = None,
    headers: dict[str, str | None] | None = None,
) -> httpx2.Request:
    """Give a request with something else in it; a header that is None is left out."""
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


def answer_with(response: httpx2.Response, *, status: int | None = None, json: Any = None) -> httpx2.Response:
    """Give an answer with another status or another JSON value."""
    dropped = {"content-length"} if json is not None else set()
    headers = {name: value for name, value in response.headers.items() if name not in dropped}
    content = {"json": json} if json is not None else {"content": response.content}
    return httpx2.Response(status or response.status_code, headers=headers, **content)
