"""Canned responses: every client gets the same bytes from a transport without a network.

Their headers declare a rate limit that no benchmark reaches.
"""

from __future__ import annotations

import json
from typing import Any

PROJECT = {
    "project_id": "project_1CCq9NurjJBRehCVCe8XQY",
    "created_at": "2024-02-05T00:00:00+01:00",
    "name": "My project",
    "deletes_at": None,
    "region": "eu-central-1",
    "deleted": False,
}
PROJECT_ID = str(PROJECT["project_id"])
HEADERS = [
    (b"content-type", b"application/json"),
    (b"x-ratelimit-limit", b"1000000"),
    (b"x-ratelimit-remaining", b"999999"),
    (b"x-ratelimit-retry-after", b"0"),
]


def page(number: int = 1, pages: int = 1, size: int = 100, **more: Any) -> bytes:
    """Return a page of projects with its links; ``more`` are fields of each item that the SDK does not know."""
    numbers = {"previous": number - 1, "self": number, "next": number + 1}
    shown = {rel: at for rel, at in numbers.items() if 0 < at <= pages}
    links = [{"rel": rel, "href": f"/projects?page_size={size}&page={at}"} for rel, at in shown.items()]
    pagination = {"page": number, "page_size": size, "item_count": size}
    return json.dumps({"items": [PROJECT | more] * size, "pagination": pagination, "links": links}).encode()


ONE = json.dumps(PROJECT).encode()
LIST = page()
LIST_WITH_UNKNOWN_FIELDS = page(tier="gold")


def body_for(path: str) -> bytes:
    """Return the body for a path."""
    return LIST if path.endswith("/projects") else ONE


def handler(library: Any, body: bytes | None = None) -> Any:
    """Return the handler of a mock transport of httpx2 or httpx, with one body or that of each path."""

    def response(request: Any) -> Any:
        return library.Response(200, headers=HEADERS, content=body or body_for(request.url.path))

    return response
