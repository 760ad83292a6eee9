"""A mock on a real port, served by a thread of this process."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any, Self

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from apivideo_admin_mock.app import create_app, engine_of


class _QuietHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # keep-alive, as a real server does

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Say nothing: the output of a test belongs to the test."""


class MockServer:
    """``with MockServer() as mock: ... mock.url ...`` serves on a free port of the loopback address.

    The settings are those of `create_app`, or ``app`` is what that gave. ``engine`` is what answers, in this process.
    """

    def __init__(self, *, app: Flask | None = None, **settings: Any) -> None:
        self.app = app or create_app(**settings)
        self.engine = engine_of(self.app)
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end. Raises RuntimeError before the server is started."""
        if self._server is None:
            raise RuntimeError("the mock is not started: use it as `with MockServer() as mock:`")
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> Self:
        """Begin to serve; the port takes connections when this returns."""
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True, request_handler=_QuietHandler)
        self._server.daemon_threads = True  # type: ignore[attr-defined] # of the threading mixin
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and free the port."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
