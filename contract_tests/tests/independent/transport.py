"""Send requests to an application (ASGI) in this process."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import httpx2

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class AsgiTransport(httpx2.BaseTransport):
    """Run an application in an event loop of its own. As a server of HTTP does, it sends no content in response to HEAD."""

    def __init__(self, app: ASGIApp) -> None:
        self._loop = asyncio.new_event_loop()
        self._inner = httpx2.ASGITransport(app=app)
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request."""
        request.read()
        return asyncio.run_coroutine_threadsafe(self._send(request), self._loop).result()

    async def _send(self, request: httpx2.Request) -> httpx2.Response:
        sent = httpx2.Request(request.method, request.url, headers=request.headers, content=request.content)
        response = await self._inner.handle_async_request(sent)
        content = await response.aread()
        body = b"" if request.method == "HEAD" else content
        return httpx2.Response(response.status_code, headers=response.headers, stream=httpx2.ByteStream(body))

    def close(self) -> None:
        """Stop the event loop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
