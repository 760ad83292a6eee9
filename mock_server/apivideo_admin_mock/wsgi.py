"""The rim between WSGI (PEP 3333) and the engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from apivideo_admin_mock.delivery import deliver
from apivideo_admin_mock.engine import Engine
from apivideo_admin_mock.http import MAX_BODY_BYTES, Request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Requests below this path are the control plane's.
CONTROL_PREFIX: Final = "/_mock/"

# What a query may hold beside letters, digits and `_.-~` (RFC 3986, section 3.4); bytes that are not ASCII get encoded.
_RESERVED: Final = "%&=+;,/?:@!$'()*[]"
_STATUS_LINES: Final = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class EngineMiddleware:
    """Answers the API's requests by the engine and hands those of the control plane on.

    It stands before Flask's own dispatch, which costs as much as the engine and has nothing to add for these requests.
    """

    def __init__(self, engine: Engine, control: WSGIApplication) -> None:
        self._engine, self._control = engine, control

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if path.startswith(CONTROL_PREFIX):
            return self._control(environ, start_response)
        query = environ.get("QUERY_STRING", "")
        body, oversize = _read_body(environ)
        response = self._engine.handle(
            Request(
                method=environ["REQUEST_METHOD"],
                # A WSGI text holds bytes as Latin-1 (PEP 3333); the path is UTF-8.
                path=path if path.isascii() else path.encode("latin-1").decode("utf-8", "replace"),
                query=query if query.isascii() else quote(query.encode("latin-1"), safe=_RESERVED),
                authorization=environ.get("HTTP_AUTHORIZATION"),
                content_type=environ.get("CONTENT_TYPE"),
                body=body,
                oversize=oversize,
            )
        )
        headers, length, delivery = response.headers, len(response.body), response.delivery
        if delivery is not None:
            time.sleep(delivery.delay)
            if not delivery.complete:
                # More is promised than is sent, so that no client takes the part for the whole; a 204 could promise nothing.
                headers.append(("Content-Length", str(length + 1)))
                start_response(_status_line(HTTPStatus.OK if length == 0 else response.status), headers)
                body = b"" if environ["REQUEST_METHOD"] == "HEAD" else response.body
                return deliver(body, delivery, environ)
        if response.status != HTTPStatus.NO_CONTENT:
            headers.append(("Content-Length", str(length)))
        start_response(_status_line(response.status), headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]


def _status_line(status: int) -> str:
    """Give a status with its phrase; a fault may have one that HTTP doesn't know."""
    return _STATUS_LINES.get(status) or f"{status} Unknown"


def application_of(engine: Engine) -> EngineMiddleware:
    """Give the WSGI application of an engine; Flask, which costs more than all else, is loaded for the control plane only."""

    @cache
    def flask() -> WSGIApplication:
        from apivideo_admin_mock.app import app_of

        return app_of(engine)

    def control(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return flask()(environ, start_response)

    return EngineMiddleware(engine, control)


def _read_body(environ: WSGIEnvironment) -> tuple[bytes, bool]:
    """Give the payload, and whether it is larger than what is read. A declared length that is too large is not read."""
    declared = environ.get("CONTENT_LENGTH") or ""
    if declared.isascii() and declared.isdigit():
        length = int(declared)
        if length > MAX_BODY_BYTES:
            return b"", True
        return (_read(environ["wsgi.input"].read, length), False) if length else (b"", False)
    if environ.get("HTTP_TRANSFER_ENCODING"):
        body = _read(environ["wsgi.input"].read, MAX_BODY_BYTES + 1)
        return (b"", True) if len(body) > MAX_BODY_BYTES else (body, False)
    return b"", False


def _read(read: Callable[[int], Any], most: int) -> bytes:
    chunks: list[bytes] = []
    while most > 0 and (chunk := read(most)):
        chunks.append(chunk)
        most -= len(chunk)
    return b"".join(chunks)
