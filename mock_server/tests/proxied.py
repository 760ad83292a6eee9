"""A proxy in front of a mock, or of a server that returns chosen bytes."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Self

import httpx2

from apivideo_admin_mock.adapters.app import make_control_app
from apivideo_admin_mock.adapters.proxy.address import Address
from apivideo_admin_mock.adapters.proxy.application import ProxyApplication
from apivideo_admin_mock.adapters.proxy.upstream import Upstream
from apivideo_admin_mock.adapters.threaded import ThreadedServer
from apivideo_admin_mock.backends.memory import MemoryBackend
from apivideo_admin_mock.proxy.engine import ProxyEngine
from apivideo_admin_mock.settings import make_settings
from apivideo_admin_mock.spec import Api, bundled_api
from apivideo_admin_mock.tenants.clock import SystemClock
from apivideo_admin_mock.testing import AdminMock

KEY = "mock-admin-key"


@dataclass
class Proxy:
    """A running proxy, its engine, and a client of it."""

    url: str
    engine: ProxyEngine
    client: httpx2.Client

    def control(self, method: str, path: str, **arguments: Any) -> Any:
        response = self.client.request(method, f"/_mock{path}", **arguments)
        assert response.is_success, response.text
        return response.json() if response.content else None

    def found(self, part: str = "response") -> list[tuple[str, str | None, str, str]]:
        """Return the rule, operation, pointer and place of each violation in the journal."""
        with self.engine.backend.transaction(KEY) as tenant:
            entries = tenant.journal.find()
        return [
            (found.rule, found.operation_id, found.pointer, found.at)
            for one in entries
            for found in one.violations
            if found.part == part
        ]


@contextmanager
def proxy_to(
    url: str, *, timeout: float = 5, api: Api | None = None, rate_limit: str = "off", **options: Any
) -> Iterator[Proxy]:
    """Run a proxy of an upstream server."""
    settings = make_settings({"keys": [KEY], "any_key": True, "rate_limit": rate_limit})
    engine = ProxyEngine(api or bundled_api(), settings, SystemClock(), MemoryBackend, **options)
    server = ThreadedServer(
        ProxyApplication(engine, make_control_app(engine), Upstream(Address.parse(url), timeout=timeout))
    )
    try:
        with httpx2.Client(base_url=server.url, auth=(KEY, ""), timeout=10) as client:
            yield Proxy(server.url, engine, client)
    finally:
        server.stop()


@contextmanager
def proxy_of(application: Any, **options: Any) -> Iterator[Proxy]:
    """Run a proxy of a WSGI application."""
    upstream = ThreadedServer(application)
    try:
        with proxy_to(upstream.url, **options) as proxy:
            yield proxy
    finally:
        upstream.stop()


def mock(**settings: Any) -> AdminMock:
    return AdminMock(keys=[KEY, "other"], **{"rate_limit": "off", **settings})


class RawUpstream:
    """A server that sends chosen bytes for each request, one list of them for each connection, and keeps what it received.

    An empty text closes the connection without a response. ``None`` keeps it open without one.
    """

    def __init__(self, *connections: list[bytes | None], context: ssl.SSLContext | None = None) -> None:
        self._context = context
        self._plan = [list(one) for one in connections]
        self.received: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        scheme, host = ("http", "127.0.0.1") if context is None else ("https", "localhost")
        self.url = f"{scheme}://{host}:{self._socket.getsockname()[1]}"
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        for plan in self._plan:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            if self._context is not None:
                try:
                    connection = self._context.wrap_socket(connection, server_side=True)
                except OSError:  # the client does not accept the certificate
                    continue
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection, plan), daemon=True).start()

    def _serve(self, connection: socket.socket, plan: list[bytes | None]) -> None:
        with suppress(OSError):  # the proxy closes connections
            self._follow(connection, plan)

    def _follow(self, connection: socket.socket, plan: list[bytes | None]) -> None:
        for response in plan:
            received = b""
            while b"\r\n\r\n" not in received:
                chunk = connection.recv(65536)
                if not chunk:
                    return
                received += chunk
            self.received.append(received)
            if response is None:
                return
            connection.sendall(response)
        connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._socket, *self._open):
            one.close()
