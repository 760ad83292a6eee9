"""Carries the SDK's requests to a mock in this process: no socket, and every fault that a socket could have."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import unquote

import httpx2

from apivideo_admin_mock.engine import Engine
from apivideo_admin_mock.http import MAX_BODY_BYTES, Delivery, Request, Response


class MockTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport of httpx2, for blocking and for asynchronous clients.

    A reset raises httpx2.ReadError. A delay or a stall that is longer than the client's read timeout raises
    httpx2.ReadTimeout at once, without the wait.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request."""
        response = self._engine.handle(_to_engine(request, request.read()))
        if response.delivery is not None:
            time.sleep(_delay(response.delivery, request))
        return _from_engine(response, request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request."""
        response = self._engine.handle(_to_engine(request, await request.aread()))
        if response.delivery is not None:
            await asyncio.sleep(_delay(response.delivery, request))
        return _from_engine(response, request)


def _to_engine(request: httpx2.Request, body: bytes) -> Request:
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    oversize = len(body) > MAX_BODY_BYTES
    return Request(
        method=request.method,
        path=unquote(path, errors="replace"),
        query=query,
        authorization=request.headers.get("Authorization"),
        content_type=request.headers.get("Content-Type"),
        body=b"" if oversize else body,
        oversize=oversize,
    )


def _delay(delivery: Delivery, request: httpx2.Request) -> float:
    """Give how long to wait. Raises what the client would raise where it doesn't get the whole answer."""
    patience = request.extensions.get("timeout", {}).get("read")
    waited = delivery.delay + delivery.stall
    if patience is not None and waited > patience:
        raise httpx2.ReadTimeout("a fault of the mock lets the answer come too late", request=request)
    if not delivery.complete:
        raise httpx2.ReadError("a fault of the mock closes the connection", request=request)
    return waited


def _from_engine(response: Response, request: httpx2.Request) -> httpx2.Response:
    body = b"" if request.method == "HEAD" else response.body
    headers = [*response.headers, ("Content-Length", str(len(response.body)))]
    return httpx2.Response(response.status, headers=headers, stream=httpx2.ByteStream(body), request=request)
