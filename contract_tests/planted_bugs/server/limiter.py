"""A limit of the rate of a fault's own, in the place of the healthy one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from contract_tests.planted_bugs.server.server import Server
from contract_tests.planted_bugs.server.wire import Request, Response

#: What the healthy limit is set to where the fault keeps one of its own.
FREE: Final = "1000000/s"


def told(response: Response, limit: int, remaining: int, reset: float) -> Response:
    """Give an answer with these figures of the limit; ``reset`` is in seconds."""
    return response.but(
        x_ratelimit_limit=str(limit),
        x_ratelimit_remaining=str(max(0, remaining)),
        x_ratelimit_retry_after=str(math.ceil(max(0.0, reset))),
    )


def _refusal(response: Response) -> Response:
    kind = "https://docs.api.video/reference/too-many-requests"
    body = {"type": kind, "title": "Too many requests.", "status": 429}
    return response.but(status=429, json=body, content_type="application/problem+json", retry_after="1")


def refused(request: Request, server: Server) -> Response:
    """Answer as the healthy server does past the limit."""
    blank = request.but(method="OPTIONS", path="/", operation=None, body=b"")
    response = told(_refusal(server.forward(blank)), server.document.limit, 0, 1)
    return replace(response, body=b"") if request.method == "HEAD" else response


def _counted(request: Request, server: Server) -> bool:
    """Whether a request would take a place in the window: it has an operation, and a key that is good."""
    return request.operation is not None and server.set_limit(request, FREE)


def own_window(
    request: Request,
    server: Server,
    key: object,
    inside: Callable[[list[float], float], list[float]],
    *,
    refused_count: bool = False,
) -> Response:
    """Answer by a window of the fault's own: ``inside`` gives those of the earlier requests that count at a time."""
    if not _counted(request, server):
        return server.forward(request)
    now, limit = server.now(), server.document.limit
    earlier = inside(server.memory.get(("window", key), []), now)
    accepted = len(earlier) < limit
    counted = [*earlier, now] if accepted or refused_count else earlier
    server.memory["window", key] = counted
    if not accepted:
        return refused(request, server)
    return told(server.forward(request), limit, limit - len(counted), 1)


def sliding(server: Server) -> Callable[[list[float], float], list[float]]:
    """Give what tells the earlier requests that count in a sliding window, as it should be."""
    return lambda earlier, now: [one for one in earlier if one > now - server.document.seconds]


def unlimited(request: Request, server: Server, *, free: bool) -> Response:
    """Answer by a window of the fault's own, unless a request is free of it."""
    if not free:
        return own_window(request, server, request.authorization, sliding(server))
    limited, limit = server.set_limit(request, FREE), server.document.limit
    response = server.forward(request)
    return told(response, limit, limit, 0) if limited else response
