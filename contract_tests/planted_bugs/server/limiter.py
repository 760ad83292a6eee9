"""A rate limit with a bug, in place of the rate limit of the mock."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from contract_tests.planted_bugs.server.server import Server
from contract_tests.planted_bugs.server.wire import Request, Response

#: The rate limit of the mock while the bug counts the requests itself.
FREE: Final = "1000000/s"


def with_limit_headers(response: Response, limit: int, remaining: int, reset: float) -> Response:
    """Return a response with these rate limit headers; ``reset`` is in seconds."""
    return response.replace(
        x_ratelimit_limit=str(limit),
        x_ratelimit_remaining=str(max(0, remaining)),
        x_ratelimit_retry_after=str(math.ceil(max(0.0, reset))),
    )


def _refusal(response: Response) -> Response:
    kind = "https://docs.api.video/reference/too-many-requests"
    body = {"type": kind, "title": "Too many requests.", "status": 429}
    return response.replace(status=429, json=body, content_type="application/problem+json", retry_after="1")


def refused(request: Request, server: Server) -> Response:
    """Return the 429 that the healthy server returns past the limit."""
    blank = request.replace(method="OPTIONS", path="/", operation=None, body=b"")
    response = with_limit_headers(_refusal(server.forward(blank)), server.document.limit, 0, 1)
    return replace(response, body=b"") if request.method == "HEAD" else response


def _counted(request: Request, server: Server) -> bool:
    """Return whether a request counts: it has an operation and a valid key."""
    return request.operation is not None and server.set_limit(request, FREE)


def own_window(
    request: Request,
    server: Server,
    key: object,
    inside: Callable[[list[float], float], list[float]],
    *,
    refused_count: bool = False,
) -> Response:
    """Limit requests with another window: ``inside`` returns the earlier requests that count at a time."""
    if not _counted(request, server):
        return server.forward(request)
    now, limit = server.now(), server.document.limit
    earlier = inside(server.memory.get(("window", key), []), now)
    accepted = len(earlier) < limit
    counted = [*earlier, now] if accepted or refused_count else earlier
    server.memory["window", key] = counted
    if not accepted:
        return refused(request, server)
    return with_limit_headers(server.forward(request), limit, limit - len(counted), 1)


def sliding(server: Server) -> Callable[[list[float], float], list[float]]:
    """Return the documented sliding window for `own_window`."""
    return lambda earlier, now: [one for one in earlier if one > now - server.document.seconds]


def unlimited(request: Request, server: Server, *, free: bool) -> Response:
    """Limit requests except those that are ``free``."""
    if not free:
        return own_window(request, server, request.authorization, sliding(server))
    limited, limit = server.set_limit(request, FREE), server.document.limit
    response = server.forward(request)
    return with_limit_headers(response, limit, limit, 0) if limited else response
