"""An HTTP server whose responses contain the id of the request, so that a response to another request is noticed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sdk_harness import make_project


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # one segment for each response
    before_response: Callable[[str], None]

    def do_GET(self) -> None:
        found = self.path.rpartition("/")[2]
        self.before_response(found)
        body = json.dumps(make_project() | {"project_id": found}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-RateLimit-Limit", "1000000")
        self.send_header("X-RateLimit-Remaining", "999999")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """Ignore connections that an interrupted client left."""


@contextmanager
def serve_echoes(before_response: Callable[[str], None] = lambda _: None) -> Iterator[str]:
    """Serve ``GET /projects/ID``, and yield the base URL. ``before_response`` gets the id of each request, and may wait."""
    handler = type("Handler", (_Handler,), {"before_response": staticmethod(before_response)})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
