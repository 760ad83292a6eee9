"""Run the baseline: plain Flask that returns a constant, on the same server with the same settings."""

from __future__ import annotations

import sys

from flask import Flask, Response

from apivideo_admin_mock.adapters.server import free_port, serve

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


if __name__ == "__main__":
    port = free_port("127.0.0.1", 0)
    serve(app, "127.0.0.1", port, ready=lambda: print(f"http://127.0.0.1:{port}", flush=True))
    sys.exit(0)
