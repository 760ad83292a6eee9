"""Requests that cause a server error."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote

from contract_tests.planted_bugs.server import lifetime_selectors, selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response

_LONE_SURROGATE: Final = b"\\ud800"
#: The first character of plane 2, behind the planes of emoji and of common text.
_RARE: Final = 0x20000


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


@planted_bug("hostile-path", at=selectors.reads, raw=True)
def invalid_utf_8_in_a_path_is_unauthorized(request: Request, server: Server) -> Response:
    is_invalid = "\N{REPLACEMENT CHARACTER}" in request.path
    return server.forward(request.replace(authorization=None) if is_invalid else request)


@planted_bug("hostile-query", at=selectors.all_of(selectors.reads, selectors.named))
def a_query_with_brackets_is_a_404(request: Request, server: Server) -> Response:
    return server.forward(request.replace(path=f"{request.path}/[]") if "[" in request.search else request)


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


@planted_bug("no-server-error", "round-trip", "payload-text", at=selectors.takes_text)
def an_emoji_in_a_payload_fails(request: Request, server: Server) -> Response:
    texts = str(request.payload) if isinstance(request.payload, dict) else ""
    return _failing(request, server, any(ord(one) > 0xFFFF for one in texts))


@planted_bug(
    "no-server-error", "round-trip", "payload-text", at=selectors.all_of(selectors.payloads, selectors.takes_text)
)
def a_nul_in_a_payload_fails(request: Request, server: Server) -> Response:
    payload = request.payload
    texts = payload.values() if isinstance(payload, dict) else ()
    return _failing(request, server, any(isinstance(one, str) and "\0" in one for one in texts))


@planted_bug("no-server-error", "round-trip", "payload-text", at=selectors.takes_any_text)
def a_long_text_fails(request: Request, server: Server) -> Response:
    payload = request.payload
    texts = payload.values() if isinstance(payload, dict) else ()
    return _failing(request, server, any(isinstance(one, str) and len(one) > 255 for one in texts))


@planted_bug("no-server-error", "delete", at=selectors.all_of(selectors.deletes, selectors.deletable))
def deleting_twice_fails(request: Request, server: Server) -> Response:
    response = server.forward(request)
    failing = response.status == 404 and request.ids in server.memory
    server.memory[request.ids] = operation_of(request)
    return _failing(request, server, failing) if failing else response


@planted_bug("no-server-error", "payload-text", at=selectors.takes_text)
def a_lone_surrogate_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, _LONE_SURROGATE in request.body.lower())


@planted_bug("payload-text", at=selectors.takes_text)
def a_lone_surrogate_is_a_wrong_media_type(request: Request, server: Server) -> Response:
    plain = {**request.environ, "CONTENT_TYPE": "text/plain"}
    return server.forward(request.replace(environ=plain) if _LONE_SURROGATE in request.body.lower() else request)


@planted_bug("no-server-error", at=selectors.all_of(selectors.named, selectors.reads))
def an_id_beyond_the_first_planes_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, any(ord(one) >= _RARE for id_ in request.ids for one in id_))


@planted_bug("no-server-error", at=selectors.filters())
def a_filter_beyond_the_first_planes_fails(request: Request, server: Server) -> Response:
    return _failing(request, server, any(ord(one) >= _RARE for one in unquote(request.search)))


@planted_bug(
    "no-server-error", at=selectors.all_of(selectors.action("update", "report"), lifetime_selectors.below_expiring_root)
)
def a_report_fails_after_an_update(request: Request, server: Server) -> Response:
    # The report joins its figures with the item by its text, which the update changed.
    if operation_of(request).action == "report":
        return _failing(request, server, server.memory.get(request.ids[:1]))
    response = server.forward(request)
    words = [name for name, one in operation_of(request).properties.items() if "x-set" in one]
    if response.is_success and not any(name in request.payload for name in words):
        server.memory[request.ids[:1]] = True
    return response
