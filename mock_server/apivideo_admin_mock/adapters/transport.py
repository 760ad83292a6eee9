"""An httpx2 transport that sends requests to a mock in this process, without a socket."""

from __future__ import annotations

import time

import anyio
import httpx2

from apivideo_admin_mock.adapters.http1.head import decode_path
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.http.masking import recorded_headers
from apivideo_admin_mock.http.messages import MAX_BODY_BYTES, Delivery, Request, Response


class MockTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport for blocking and asynchronous httpx2 clients.

    Injected faults raise what a socket would: a reset raises httpx2.ReadError, and a delay or stall that exceeds the client's
    read timeout raises httpx2.ReadTimeout, immediately and without the wait.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to a request."""
        response = self._engine.handle(_to_engine(request, request.read()))
        if response.delivery is not None:
            time.sleep(_delay(response.delivery, request))
        return _from_engine(response, request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to a request."""
        response = self._engine.handle(_to_engine(request, await request.aread()))
        if response.delivery is not None:
            await anyio.sleep(_delay(response.delivery, request))
        return _from_engine(response, request)


def _to_engine(request: httpx2.Request, body: bytes) -> Request:
    path, _, query = request.url.raw_path.partition(b"?")
    oversize = len(body) > MAX_BODY_BYTES
    return Request(
        method=request.method,
        path=decode_path(path),
        query=query.decode("ascii"),
        authorization=request.headers.get("Authorization"),
        content_type=request.headers.get("Content-Type"),
        body=b"" if oversize else body,
        oversize=oversize,
        content_encoding=request.headers.get("Content-Encoding"),
        headers=recorded_headers(dict(request.headers)),
    )


def _delay(delivery: Delivery, request: httpx2.Request) -> float:
    """Return the delay in seconds. Raises httpx2.ReadTimeout or httpx2.ReadError if the client would not get the whole response."""
    read_timeout = request.extensions.get("timeout", {}).get("read")
    delay = delivery.delay + delivery.stall
    if read_timeout is not None and delay > read_timeout:
        raise httpx2.ReadTimeout(
            "the mock delays the response beyond the read timeout (injected fault)", request=request
        )
    if not delivery.complete:
        raise httpx2.ReadError("the mock closes the connection (injected fault)", request=request)
    return delay


def _from_engine(response: Response, request: httpx2.Request) -> httpx2.Response:
    body = b"" if request.method == "HEAD" else response.body
    headers = [*response.headers, ("Content-Length", str(len(response.body)))]
    return httpx2.Response(response.status, headers=headers, stream=httpx2.ByteStream(body), request=request)
