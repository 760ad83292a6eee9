"""Bugs of the response to a request past the rate limit."""

from __future__ import annotations

from http import HTTPStatus

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, on_status
from contract_tests.planted_bugs.server.wire import Request, Response


@planted_bug("too-many-requests", "headers", at=selectors.anywhere, limited=True)
def a_429_has_no_retry_after(request: Request, server: Server) -> Response:
    return on_status(request, server, 429, lambda response: response.replace(retry_after=None))


@planted_bug("too-many-requests", "headers", at=selectors.anywhere, limited=True)
def a_429_has_retry_after_0(request: Request, server: Server) -> Response:
    return on_status(request, server, 429, lambda response: response.replace(retry_after="0"))


@planted_bug("too-many-requests", "rate-limit-headers", at=selectors.anywhere, limited=True)
def a_429_has_retry_after_60(request: Request, server: Server) -> Response:
    return on_status(request, server, 429, lambda response: response.replace(retry_after="60"))


@planted_bug("too-many-requests", at=selectors.anywhere, limited=True)
def a_request_after_retry_after_is_refused_again(request: Request, server: Server) -> Response:
    response, refused = server.forward(request), server.memory.setdefault("refused", set[str | None]())
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        server.memory[request.authorization] = response
        refused.add(request.authorization)
        return response
    if request.authorization not in refused:
        return response
    refused.remove(request.authorization)
    again: Response = server.memory[request.authorization]
    return again


@planted_bug("too-many-requests", "headers", at=selectors.anywhere, limited=True)
def a_429_has_a_date_as_retry_after(request: Request, server: Server) -> Response:
    return on_status(
        request, server, 429, lambda response: response.replace(retry_after="Wed, 21 Oct 2026 07:28:00 GMT")
    )


@planted_bug("too-many-requests", "problem", at=selectors.anywhere, limited=True)
def a_429_has_another_title(request: Request, server: Server) -> Response:
    return on_status(
        request, server, 429, lambda response: response.replace(json={**response.json, "title": "Slow down"})
    )


@planted_bug("too-many-requests", "media-type", at=selectors.anywhere, limited=True)
def a_429_is_text(request: Request, server: Server) -> Response:
    return on_status(
        request, server, 429, lambda response: response.replace(body=b"Too many requests", content_type="text/plain")
    )


@planted_bug("too-many-requests", "no-server-error", at=selectors.anywhere, limited=True)
def a_request_past_the_limit_is_a_503(request: Request, server: Server) -> Response:
    return on_status(
        request, server, 429, lambda response: response.replace(status=503, json={**response.json, "status": 503})
    )
