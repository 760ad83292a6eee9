"""Run the baseline: plain Flask that returns a constant, on Granian, a server in Rust, with one worker and one thread."""

from __future__ import annotations

import multiprocessing
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from flask import Flask, Response
from granian import Granian
from granian.constants import Interfaces

from contract_tests.tools.bench.load import free_port

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

app = Flask("constant", static_folder=None)
PROJECT = (
    b'{"project_id":"project_1CCq9NurjJBRehCVCe8XQY","created_at":"2024-02-05T00:00:00+00:00","name":"My project",'
    b'"deletes_at":null,"region":"eu-central-1","deleted":false}'
)
PAGE = (
    b'{"items":[' + b",".join([PROJECT] * 20) + b'],"pagination":{"page":1,"page_size":20,"item_count":20},"links":[]}'
)


@app.get("/projects/<project_id>")
def get_project(project_id: str) -> Response:
    """Return the same project for every id."""
    return Response(PROJECT, mimetype="application/json")


@app.get("/projects")
def list_projects() -> Response:
    """Return the same page for every request."""
    return Response(PAGE, mimetype="application/json")


def load() -> WSGIApplication:
    """Return the application. Granian calls this in its worker, which announces the server once it listens."""
    threading.Thread(target=announce, daemon=True).start()
    return app


def announce() -> None:
    """Print the URL once the server accepts connections."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", PORT), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            print(f"http://127.0.0.1:{PORT}", flush=True)
            return


if __name__ == "__main__":
    PORT = free_port()
    multiprocessing.set_start_method("fork")
    # Without its log, which goes to standard output, like the URL.
    options: dict[str, Any] = {"interface": Interfaces.WSGI, "websockets": False, "log_enabled": False}
    server: Any = Granian("constant", address="127.0.0.1", port=PORT, **options)
    server.serve(target_loader=load, wrap_loader=False)
    sys.exit(0)
