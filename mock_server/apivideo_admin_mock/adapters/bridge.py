"""Call a WSGI application (PEP 3333) from the server."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from apivideo_admin_mock.adapters.http1.application import Body, Peer
from apivideo_admin_mock.adapters.http1.encoding import DeclaredResponse
from apivideo_admin_mock.adapters.http1.head import Head
from apivideo_admin_mock.adapters.http1.pool import Pool
from apivideo_admin_mock.adapters.wsgi import InjectedResetError
from apivideo_admin_mock.http.messages import Delivery, Response
from apivideo_admin_mock.http.responses import problem_body

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_log = logging.getLogger("apivideo_admin_mock")
_HOP_BY_HOP: Final = frozenset({"connection", "date", "keep-alive", "transfer-encoding"})
_MAX_BODY: Final = 64 * 1024 * 1024
_THREADS: Final = 64


def call_wsgi(application: WSGIApplication, head: Head, body: Body, peer: Peer) -> Response:
    """Return the response of a WSGI application, a 500 if it raises."""
    status, headers = 500, list[tuple[str, str]]()

    def start_response(line: str, fields: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], object]:
        nonlocal status, headers
        status, headers = int(line[:3]), fields
        return chunks.append

    chunks: list[bytes] = []
    try:
        result = application(_environ(head, body, peer), start_response)
        try:
            chunks.extend(result)
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
    except InjectedResetError:
        sent = b"".join(chunks)
        return Response(status, headers, sent, Delivery(sent=len(sent) or None))
    except Exception:  # noqa: BLE001 - the client must get a response even if the application has a bug
        _log.exception("%s %s failed", head.method, head.path)
        return problem(500, None)
    kept = [(name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP]
    content = b"".join(chunks)
    declared = [value for name, value in kept if name.lower() == "content-length"]
    if declared and head.method == "HEAD":
        return DeclaredResponse(status, kept, b"")
    return Response(status, [one for one in kept if one[0].lower() != "content-length"], content)


def problem(status: int, detail: str | None, title: str | None = None) -> Response:
    """Return the response with a problem without a type; see `problem_body`."""
    return Response(status, [("Content-Type", "application/problem+json")], problem_body(status, detail, title))


def _environ(head: Head, body: Body, peer: Peer) -> WSGIEnvironment:
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": head.method,
        "SCRIPT_NAME": "",
        # A WSGI string holds bytes as Latin-1.
        "PATH_INFO": head.path.encode().decode("latin-1"),
        "QUERY_STRING": head.query,
        "SERVER_NAME": peer.host,
        "SERVER_PORT": str(peer.port),
        "SERVER_PROTOCOL": "HTTP/1.0" if head.is_http_1_0 else "HTTP/1.1",
        "REMOTE_ADDR": peer.client,
        "CONTENT_LENGTH": str(len(body.data)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body.data),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in head.fields.values.items():
        if name == "content-type":
            environ["CONTENT_TYPE"] = value
        elif name not in {"content-length", "transfer-encoding"}:
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ


class WsgiApplication:
    """Serves a WSGI application, each request in a thread."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._pool = Pool(_THREADS, "wsgi")

    def max_body(self, _head: Head) -> int:
        """Return the number of bytes of a body to read at most."""
        return _MAX_BODY

    def needs_body(self, _head: Head, _peer: Peer) -> bool:
        """Return True: only the application knows."""
        return True

    def pool_for(self, _head: Head, _size: int) -> Pool | Response | None:
        """Return the threads."""
        return self._pool

    def respond(self, head: Head, body: Body, peer: Peer) -> Response:
        """Return the response of the application, or a problem if the body is not complete."""
        if body.oversize:
            return self.refuse(413, f"Send at most {_MAX_BODY} bytes.")
        return self.refuse(400, body.defect) if body.defect else call_wsgi(self._application, head, body, peer)

    def refuse(self, status: int, detail: str) -> Response:
        """Return the response to a request that the server does not read further."""
        return problem(status, detail)

    def close(self) -> None:
        """Do nothing: requests share nothing that must be released."""
