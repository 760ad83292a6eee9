"""Requests that cause a server error."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.creates import takes_text
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response


def _failing(request: Request, server: Server, when: Any) -> Response:
    response = server.forward(request)
    body = {"title": "Server error", "status": 500}
    return response.replace(status=500, json=body, content_type="application/problem+json") if when else response


@planted_bug("no-server-error", "not-found", at=selectors.named)
def a_long_id_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, any(len(one) > 255 for one in request.ids))


@planted_bug("no-server-error", "not-found", at=selectors.named)
def a_very_long_id_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, any(len(one) > 2000 for one in request.ids))


@planted_bug("no-server-error", "not-found", at=selectors.named)
def an_id_that_is_not_ascii_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, any(not one.isascii() for one in request.ids))


@planted_bug("no-server-error", "not-found", at=selectors.named)
def an_id_with_a_quote_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, any("'" in one for one in request.ids))


@planted_bug("no-server-error", "not-found", at=selectors.named)
def an_id_of_another_form_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, any("_" not in one for one in request.ids))


@planted_bug("no-server-error", "not-found", at=selectors.named)
def an_id_with_a_nul_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, any("\0" in one for one in request.ids))


@planted_bug("hostile-path", "no-server-error", at=selectors.reads, raw=True)
def invalid_utf_8_in_a_path_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, "\N{REPLACEMENT CHARACTER}" in request.path)


@planted_bug("no-server-error", "hostile-query", "page-past-the-end", at=selectors.lists)
def a_big_page_fails(request: Request, server: Server) -> Response:
    page = request.query.get("page", "")
    return _failing(request, server, page.isdigit() and int(page) > 2**31)


@planted_bug("no-server-error", "hostile-query", "page-past-the-end", at=selectors.lists)
def a_huge_page_fails(request: Request, server: Server) -> Response:
    page = request.query.get("page", "")
    return _failing(request, server, page.isdigit() and int(page) > 2**63)


@planted_bug("no-server-error", "hostile-query", "filters", at=selectors.filters())
def a_nul_in_a_filter_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, "%00" in request.search)


@planted_bug("no-server-error", "hostile-query", "filters", at=selectors.filters())
def an_emoji_in_a_filter_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, any(ord(one) > 0xFFFF for one in unquote(request.search)))


@planted_bug("no-server-error", "hostile-query", "filters", at=selectors.filters())
def a_quote_in_a_filter_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, "'" in unquote(request.search))


@planted_bug("no-server-error", "hostile-query", "filters", at=selectors.filters())
def a_backslash_in_a_filter_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, "\\" in unquote(request.search))


@planted_bug("no-server-error", "hostile-query", "page-past-the-end", at=selectors.filters())
def invalid_utf_8_in_a_query_fails(request: Request, server: Server) -> Response:
    try:
        unquote(request.search, errors="strict")
    except UnicodeDecodeError:
        return _failing(request, server, when=True)
    return server.forward(request)


@planted_bug("no-server-error", "invalid-payload", at=selectors.payloads)
def malformed_json_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, request.payload is None)


@planted_bug("no-server-error", "invalid-payload", at=selectors.payloads)
def a_payload_that_is_a_list_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, isinstance(request.payload, list))


@planted_bug("no-server-error", "invalid-property", at=selectors.payloads)
def a_number_instead_of_a_text_fails(request: Request, server: Server) -> Response:
    payload = request.payload
    return _failing(request, server, isinstance(payload, dict) and any(type(one) is int for one in payload.values()))


@planted_bug("no-server-error", "round-trip", "payload-text", at=selectors.payloads)
def an_emoji_in_a_payload_fails(request: Request, server: Server) -> Response:
    texts = str(request.payload) if isinstance(request.payload, dict) else ""
    return _failing(request, server, any(ord(one) > 0xFFFF for one in texts))


@planted_bug("no-server-error", "round-trip", "payload-text", at=selectors.both(selectors.payloads, takes_text))
def a_nul_in_a_payload_fails(request: Request, server: Server) -> Response:
    payload = request.payload
    texts = payload.values() if isinstance(payload, dict) else ()
    return _failing(request, server, any(isinstance(one, str) and "\0" in one for one in texts))


@planted_bug("no-server-error", "round-trip", "payload-text", at=selectors.payloads)
def a_long_text_fails(request: Request, server: Server) -> Response:
    payload = request.payload
    texts = payload.values() if isinstance(payload, dict) else ()
    return _failing(request, server, any(isinstance(one, str) and len(one) > 255 for one in texts))


@planted_bug("no-server-error", "delete", at=selectors.both(selectors.deletes, selectors.deletable))
def deleting_twice_fails(request: Request, server: Server) -> Response:
    response = server.forward(request)
    failing = response.status == 404 and request.ids in server.memory
    server.memory[request.ids] = operation_of(request)
    return _failing(request, server, failing) if failing else response
