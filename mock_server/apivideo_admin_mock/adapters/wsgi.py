"""Adapt the engine to WSGI (PEP 3333)."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from apivideo_admin_mock.adapters.guard import Guard, refuse
from apivideo_admin_mock.adapters.http1.head import decode_path, encode_query
from apivideo_admin_mock.core.admission import is_page
from apivideo_admin_mock.core.engine import Engine
from apivideo_admin_mock.http.cors import Cors
from apivideo_admin_mock.http.masking import recorded_headers
from apivideo_admin_mock.http.messages import (
    CONTROL_PREFIX,
    MAX_BODY_BYTES,
    REASONS,
    REQUEST_ID,
    Delivery,
    Request,
    sent_request_id,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_STATUS_LINES: Final = {status: f"{status} {reason}" for status, reason in REASONS.items()}
_FLUSH: Final = 0.05
_OK: Final = 200
_NO_CONTENT: Final = 204


class InjectedResetError(ConnectionError):
    """Raised while a response is sent, so that the WSGI server closes the connection."""


class EngineMiddleware:
    """A WSGI application that sends API requests to the engine and control plane requests to another application.

    It runs before Flask's own dispatch, which takes as long as the engine and adds nothing to API requests.
    """

    def __init__(self, engine: Engine, control: WSGIApplication) -> None:
        self._engine, self._control = engine, control
        self._guard = Guard(engine.settings)
        self._cors = Cors(engine.settings.cors)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Respond to one request."""
        path = _path(environ)
        refusal = self._guard.refusal(environ, is_api=not path.startswith(CONTROL_PREFIX))
        if refusal is not None:
            return refuse(refusal, self._identified(environ, start_response))
        method = environ["REQUEST_METHOD"]
        if path.startswith(CONTROL_PREFIX) or is_page(self._engine, method, path, environ.get("HTTP_ACCEPT")):
            return self._control(environ, self._identified(environ, start_response))
        sent = _headers(environ)
        preflight = self._cors.preflight(method, sent)
        if preflight is not None:
            self._identified(environ, start_response)(_status_line(preflight.status), preflight.headers)
            return []
        body, oversize, defect = _read_body(environ)
        response = self._engine.handle(
            Request(
                method=method,
                path=path,
                query=encode_query(environ.get("QUERY_STRING", "").encode("latin-1")),
                authorization=environ.get("HTTP_AUTHORIZATION"),
                content_type=environ.get("CONTENT_TYPE"),
                body=body,
                oversize=oversize,
                content_encoding=environ.get("HTTP_CONTENT_ENCODING"),
                defect=defect,
                headers=recorded_headers(sent),
            )
        )
        self._cors.add(sent.get("origin"), response)
        headers, length, delivery = response.headers, len(response.body), response.delivery
        if delivery is not None:
            time.sleep(delivery.delay)
            if not delivery.complete:
                # The declared length is larger than the body, so that no client accepts a part as the whole. A 204 has no
                # length to declare and becomes a 200.
                headers.append(("Content-Length", str(length + 1)))
                start_response(_status_line(_OK if length == 0 else response.status), headers)
                body = b"" if method == "HEAD" else response.body
                return _deliver(body, delivery, environ)
        if response.status != _NO_CONTENT:
            headers.append(("Content-Length", str(length)))
        start_response(_status_line(response.status), headers)
        return [] if method == "HEAD" else [response.body]

    def _identified(self, environ: WSGIEnvironment, start_response: StartResponse) -> StartResponse:
        """Return a function that starts a response that the engine did not write, with the id of its request."""
        sent = environ.get("HTTP_X_REQUEST_ID")
        request_id = (sent and sent_request_id({REQUEST_ID.lower(): sent})) or self._engine.request_ids.new()

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*headers, (REQUEST_ID, request_id)], *error)

        return start


def _deliver(body: bytes, delivery: Delivery, environ: WSGIEnvironment) -> Iterator[bytes]:
    """Yield the chunks of an incomplete response, then close the connection.

    WSGI sends the status with the first chunk: without a chunk, nothing is sent.
    """
    if delivery.sent:
        yield body[: delivery.sent]
    # A server may buffer a chunk. Wait, so that it is sent before the connection is closed.
    time.sleep(max(delivery.stall, _FLUSH if delivery.sent else 0))
    _close(environ.get("werkzeug.socket"))
    raise InjectedResetError("an injected fault closes the connection")


def _close(connection: socket.socket | None) -> None:
    """Reset a connection if the server exposes it, as Werkzeug does. Others close it on the exception."""
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)


def _status_line(status: int) -> str:
    """Return a status with its reason phrase. An injected fault can have a status that is not registered."""
    return _STATUS_LINES.get(status) or f"{status} Unknown"


def _path(environ: WSGIEnvironment) -> str:
    """Return the decoded path. Servers that pass the raw target, as most do, keep an encoded slash apart from a separator."""
    path: str = environ.get("PATH_INFO", "")
    # A WSGI string holds bytes as Latin-1 (PEP 3333); the path is UTF-8.
    path = path if path.isascii() else path.encode("latin-1").decode("utf-8", "replace")
    raw = (environ.get("RAW_URI") or environ.get("REQUEST_URI") or "").partition("?")[0]
    if "%2f" in raw.lower():
        kept = decode_path(raw.encode("latin-1", "replace"))
        # Not after a middleware has changed the path.
        return kept if kept.replace("%2F", "/") == path else path
    return path


def _headers(environ: WSGIEnvironment) -> dict[str, str]:
    """Return the header fields with lowercase names. A WSGI string holds bytes as Latin-1."""
    found = {name[5:].lower().replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            found[name.lower().replace("_", "-")] = environ[name]
    return found


def _read_body(environ: WSGIEnvironment) -> tuple[bytes, bool, str | None]:
    """Return the payload, whether it is too large, and its defect. One with a declared length that is too large is not read.

    A payload without a declared length is read only if the server marks its end, as PEP 3333 does not demand it.
    """
    declared = environ.get("CONTENT_LENGTH") or ""
    if declared.isascii() and declared.isdigit():
        length = int(declared)
        if length > MAX_BODY_BYTES:
            return b"", True, None
        if not length:
            return b"", False, None
        body, defect = _read(environ["wsgi.input"].read, length)
        if defect is None and len(body) < length:
            defect = f"The payload ended after {len(body)} bytes, before {length} bytes."
        return body, False, defect
    if environ.get("HTTP_TRANSFER_ENCODING"):
        if not environ.get("wsgi.input_terminated"):
            return b"", False, "The server does not mark the end of a payload in chunks; send it with a Content-Length."
        body, defect = _read(environ["wsgi.input"].read, MAX_BODY_BYTES + 1)
        return (b"", True, None) if len(body) > MAX_BODY_BYTES else (body, False, defect)
    return b"", False, None


def _read(read: Callable[[int], Any], limit: int) -> tuple[bytes, str | None]:
    chunks: list[bytes] = []
    try:
        while limit > 0 and (chunk := read(limit)):
            chunks.append(chunk)
            limit -= len(chunk)
    except OSError as error:  # the client went away, or its chunks are invalid
        return b"".join(chunks), f"The payload is incomplete: {error}."
    return b"".join(chunks), None
