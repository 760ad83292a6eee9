"""Requests that make the server fail."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from contract_tests.faults import at
from contract_tests.faults.creates import takes_text
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Server, operation_of
from contract_tests.faults.wire import Answer, Request


def _failing(request: Request, server: Server, when: Any) -> Answer:
    answer = server.forward(request)
    body = {"title": "Server error", "status": 500}
    return answer.but(status=500, json=body, content_type="application/problem+json") if when else answer


@fault("no-server-error", "not-found", at=at.named)
def a_long_id_fails(request: Request, server: Server) -> Answer:
    return _failing(request, server, any(len(one) > 255 for one in request.ids))


@fault("no-server-error", "not-found", at=at.named)
def a_very_long_id_fails(request: Request, server: Server) -> Answer:
    return _failing(request, server, any(len(one) > 2000 for one in request.ids))


@fault("no-server-error", "not-found", at=at.named)
def an_id_that_is_not_ascii_fails(request: Request, server: Server) -> Answer:
    return _failing(request, server, any(not one.isascii() for one in request.ids))


@fault("no-server-error", "not-found", at=at.named)
def an_id_with_a_quote_fails(request: Request, server: Server) -> Answer:
    return _failing(request, server, any("'" in one for one in request.ids))


@fault("no-server-error", "not-found", at=at.named)
def an_id_of_another_form_fails(request: Request, server: Server) -> Answer:
    return _failing(request, server, any("_" not in one for one in request.ids))


@fault("no-server-error", "not-found", at=at.named)
def an_id_with_a_nul_fails(request: Request, server: Server) -> Answer:
    return _failing(request, server, any("\0" in one for one in request.ids))


@fault("hostile-path", "no-server-error", at=at.reads, raw=True)
def bytes_that_are_no_text_fail(request: Request, server: Server) -> Answer:
    return _failing(request, server, "\N{REPLACEMENT CHARACTER}" in request.path)


@fault("no-server-error", "hostile-query", "page-past-the-end", at=at.lists)
def a_big_page_fails(request: Request, server: Server) -> Answer:
    page = request.query.get("page", "")
    return _failing(request, server, page.isdigit() and int(page) > 2**31)


@fault("no-server-error", "hostile-query", "page-past-the-end", at=at.lists)
def a_huge_page_fails(request: Request, server: Server) -> Answer:
    page = request.query.get("page", "")
    return _failing(request, server, page.isdigit() and int(page) > 2**63)


@fault("no-server-error", "hostile-query", "filters", at=at.filters())
def a_nul_in_a_filter_fails(request: Request, server: Server) -> Answer:
    return _failing(request, server, "%00" in request.search)


@fault("no-server-error", "hostile-query", "filters", at=at.filters())
def an_emoji_in_a_filter_fails(request: Request, server: Server) -> Answer:
    return _failing(request, server, any(ord(one) > 0xFFFF for one in unquote(request.search)))


@fault("no-server-error", "hostile-query", "filters", at=at.filters())
def a_quote_in_a_filter_fails(request: Request, server: Server) -> Answer:
    return _failing(request, server, "'" in unquote(request.search))


@fault("no-server-error", "hostile-query", "filters", at=at.filters())
def a_backslash_in_a_filter_fails(request: Request, server: Server) -> Answer:
    return _failing(request, server, "\\" in unquote(request.search))


@fault("no-server-error", "hostile-query", "page-past-the-end", at=at.filters())
def a_query_that_is_not_utf_8_fails(request: Request, server: Server) -> Answer:
    try:
        unquote(request.search, errors="strict")
    except UnicodeDecodeError:
        return _failing(request, server, when=True)
    return server.forward(request)


@fault("no-server-error", "invalid-payload", at=at.payloads)
def bad_json_fails(request: Request, server: Server) -> Answer:
    return _failing(request, server, request.payload is None)


@fault("no-server-error", "invalid-payload", at=at.payloads)
def a_payload_that_is_a_list_fails(request: Request, server: Server) -> Answer:
    return _failing(request, server, isinstance(request.payload, list))


@fault("no-server-error", "invalid-property", at=at.payloads)
def a_number_for_a_text_fails(request: Request, server: Server) -> Answer:
    payload = request.payload
    return _failing(request, server, isinstance(payload, dict) and any(type(one) is int for one in payload.values()))


@fault("no-server-error", "round-trip", "payload-text", at=at.payloads)
def an_emoji_in_a_payload_fails(request: Request, server: Server) -> Answer:
    texts = str(request.payload) if isinstance(request.payload, dict) else ""
    return _failing(request, server, any(ord(one) > 0xFFFF for one in texts))


@fault("no-server-error", "round-trip", "payload-text", at=at.both(at.payloads, takes_text))
def a_nul_in_a_payload_fails(request: Request, server: Server) -> Answer:
    payload = request.payload
    texts = payload.values() if isinstance(payload, dict) else ()
    return _failing(request, server, any(isinstance(one, str) and "\0" in one for one in texts))


@fault("no-server-error", "round-trip", "payload-text", at=at.payloads)
def a_long_text_fails(request: Request, server: Server) -> Answer:
    payload = request.payload
    texts = payload.values() if isinstance(payload, dict) else ()
    return _failing(request, server, any(isinstance(one, str) and len(one) > 255 for one in texts))


@fault("no-server-error", "delete", at=at.both(at.deletes, at.deletable))
def deleting_twice_fails(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    failing = answer.status == 404 and request.ids in server.memory
    server.memory[request.ids] = operation_of(request)
    return _failing(request, server, failing) if failing else answer
