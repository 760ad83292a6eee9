"""The connections of a server, their deadlines, and its start and end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from email.utils import formatdate
from socket import socket
from typing import Any

from apivideo_admin_mock.adapters.http1.application import Application, Limits
from apivideo_admin_mock.adapters.http1.budget import MAX_BYTES, Budget
from apivideo_admin_mock.adapters.http1.connection import Connection
from apivideo_admin_mock.adapters.http1.sender import WAITING, Log, Sender, State


class Server:
    """Serves an application on listening sockets, in the event loop that `start` runs in."""

    def __init__(
        self,
        application: Application,
        *,
        limits: Limits | None = None,
        budget: int | None = None,
        log: Log | None = None,
    ) -> None:
        self.application, self.limits, self.log = application, limits or Limits(), log
        self.budget = Budget(MAX_BYTES if budget is None else budget)
        self.date = formatdate(time.time(), usegmt=True)
        self.stopping = False
        self._connections: dict[Sender, None] = {}
        self._listeners: list[asyncio.Server] = []

    async def start(self, sockets: Sequence[socket]) -> None:
        """Accept connections on the sockets, which listen already."""
        self._loop = loop = asyncio.get_running_loop()
        self.clock = loop.time
        for one in sockets:
            self._listeners.append(await loop.create_server(lambda: Connection(self), sock=one, backlog=1024))
        self._sweep()

    async def stop(self, grace: float) -> None:
        """Stop accepting, close the connections that wait for their client, and wait up to ``grace`` seconds for the others."""
        self.stopping = True
        self._timer.cancel()
        for listener in self._listeners:
            listener.close()
        end = self._loop.time() + grace
        while self._connections:
            for connection in list(self._connections):
                if connection.state in WAITING and connection.state is not State.SENDING:
                    connection.close()
            if self._loop.time() >= end or not self._is_running():
                break
            await asyncio.sleep(0.01)
        for connection in list(self._connections):
            connection.transport.abort()
        self.application.close()
        await asyncio.sleep(0)

    def call_soon(self, function: Callable[..., None], *arguments: Any) -> None:
        """Call a function in the event loop. Thread-safe; without effect after the end of the loop."""
        try:
            self._loop.call_soon_threadsafe(function, *arguments)
        except RuntimeError:
            if not self._loop.is_closed():
                raise

    def call_later(self, seconds: float, function: Callable[..., None], *arguments: Any) -> None:
        """Call a function in the event loop after a time."""
        self._loop.call_later(seconds, function, *arguments)

    def add(self, connection: Sender) -> None:
        """Count a connection. Beyond the limit, close the one that has waited longest for its client."""
        self._connections[connection] = None
        if len(self._connections) > self.limits.connections:
            waiting = (one for one in self._connections if one.state in WAITING)
            min(waiting, key=lambda one: one.since).reset()

    def remove(self, connection: Sender) -> None:
        """Do not count a connection any more."""
        self._connections.pop(connection, None)

    def _is_running(self) -> bool:
        """Whether an application still runs for a connection that could get the response."""
        return any(one.state in {State.RESPONSE, State.SENDING} and not one.is_delayed for one in self._connections)

    def _sweep(self) -> None:
        self.date = formatdate(time.time(), usegmt=True)
        now = self._loop.time()
        for connection in list(self._connections):
            connection.check(now)
        self._timer = self._loop.call_later(self.limits.tick, self._sweep)
