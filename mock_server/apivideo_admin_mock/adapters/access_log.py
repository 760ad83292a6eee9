"""Log each request as text or JSON, without the query, which can contain a secret."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Any

from apivideo_admin_mock.closed_output import discard_closed_output
from apivideo_admin_mock.tenants.clock import rfc3339

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class AccessLog:
    """A WSGI middleware that writes one line for each request, before the response is sent."""

    def __init__(self, application: WSGIApplication, *, as_json: bool, stream: IO[str] = sys.stderr) -> None:
        self._application, self._as_json, self._stream = application, as_json, stream

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Respond to one request and log it."""
        started = time.perf_counter()

        def logged(status: str, headers: list[tuple[str, str]], *arguments: Any) -> Any:
            self._write(environ, int(status[:3]), 1000 * (time.perf_counter() - started))
            return start_response(status, headers, *arguments)

        return self._application(environ, logged)

    def _write(self, environ: WSGIEnvironment, status: int, milliseconds: float) -> None:
        address, method, path = environ.get("REMOTE_ADDR", "-"), environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        at = rfc3339(time.time())
        if self._as_json:
            entry = {"at": at, "address": address, "method": method, "path": path, "status": status}
            line = json.dumps(entry | {"milliseconds": round(milliseconds, 3)})
        else:
            # The client chooses the path: escape the characters that could end the line.
            line = f"{at} {address} {method} {json.dumps(path)[1:-1]} {status} {milliseconds:.1f} ms"
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except BrokenPipeError:
            discard_closed_output()  # The log has no reader any more; the request is served all the same.
