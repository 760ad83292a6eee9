"""Serve an application on a free port, in a thread of this process."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from apivideo_admin_mock.adapters.bridge import WsgiApplication
from apivideo_admin_mock.adapters.http1.application import Application, Limits
from apivideo_admin_mock.adapters.http1.server import Server
from apivideo_admin_mock.adapters.listen import listen
from apivideo_admin_mock.monotonic import monotonic

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class ThreadedServer:
    """A server on the loopback address, from creation until `stop`. Its event loop runs in a thread."""

    def __init__(
        self, application: Application | WSGIApplication, *, limits: Limits | None = None, budget: int | None = None
    ) -> None:
        chosen = WsgiApplication(application) if callable(application) else application
        self._server = Server(chosen, limits=limits, budget=budget)
        (self._socket,) = listen("127.0.0.1", 0)
        self.port: int = self._socket.getsockname()[1]
        self._loop = new_event_loop()
        self._stopped = False
        self._thread = threading.Thread(target=self._loop.run_forever, name="mock", daemon=True)
        self._thread.start()
        # In its thread: the caller's can run an event loop of its own, in a coroutine or with Playwright.
        asyncio.run_coroutine_threadsafe(self._server.start([self._socket]), self._loop).result()

    @property
    def url(self) -> str:
        """The base URL, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Stop the server and release the port."""
        if self._stopped:
            return
        self._stopped = True
        asyncio.run_coroutine_threadsafe(self._server.stop(0), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop whose timers run while a test has frozen the time."""
    loop = asyncio.new_event_loop()
    loop.time = monotonic  # type: ignore[method-assign] # the only way to set the clock of a loop
    return loop
