"""Bugs of the bounds of `page` and `page_size`."""

from __future__ import annotations

from typing import Any

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server
from contract_tests.planted_bugs.server.wire import Request, Response


def _clamped(request: Request, server: Server, **bounds: tuple[int, int]) -> Response:
    query: dict[str, Any] = request.query
    for name, (low, high) in bounds.items():
        text = query.get(name, "")
        if text.lstrip("-").isdigit():
            query[name] = min(max(int(text), low), high)
    return server.forward(request.replace(query=query))


@planted_bug("page-bounds", at=selectors.lists)
def page_0_is_read_as_page_1(request: Request, server: Server) -> Response:
    if request.query.get("page") != "0":
        return server.forward(request)
    return server.forward(request.replace(query={**request.query, "page": 1}))


@planted_bug("page-bounds", at=selectors.lists)
def a_negative_page_is_read_as_page_1(request: Request, server: Server) -> Response:
    if not request.query.get("page", "").startswith("-"):
        return server.forward(request)
    return server.forward(request.replace(query={**request.query, "page": 1}))


@planted_bug("page-bounds", at=selectors.lists)
def page_size_101_is_read_as_100(request: Request, server: Server) -> Response:
    return _clamped(request, server, page_size=(-99, 100))


@planted_bug("page-bounds", at=selectors.lists)
def page_size_0_is_read_as_1(request: Request, server: Server) -> Response:
    return _clamped(request, server, page_size=(1, 10**6))


@planted_bug("page-bounds", at=selectors.lists)
def page_size_0_is_read_as_the_default(request: Request, server: Server) -> Response:
    if request.query.get("page_size") != "0":
        return server.forward(request)
    return server.forward(request.replace(query={**request.query, "page_size": 20}))


@planted_bug("page-bounds", at=selectors.lists)
def a_non_numeric_page_is_read_as_1(request: Request, server: Server) -> Response:
    page = request.query.get("page", "1")
    changed = request.query if page.lstrip("-").isdigit() else {**request.query, "page": 1}
    return server.forward(request.replace(query=changed))


@planted_bug("page-bounds", at=selectors.lists)
def the_largest_page_size_is_50(request: Request, server: Server) -> Response:
    response, size = server.forward(request), request.query.get("page_size", "")
    if response.is_success and size.isdigit() and int(size) > 50:
        return server.forward(request.replace(query={**request.query, "page_size": 101}))
    return response


@planted_bug("page-bounds", at=selectors.lists)
def page_size_100_is_cut_to_50(request: Request, server: Server) -> Response:
    response, size = server.forward(request), request.query.get("page_size", "")
    if response.is_success and size.isdigit() and int(size) > 50:
        return server.forward(request.replace(query={**request.query, "page_size": 50}))
    return response


@planted_bug("page-bounds", at=selectors.lists)
def page_size_100_is_refused(request: Request, server: Server) -> Response:
    if request.query.get("page_size") == "100":
        return server.forward(request.replace(query={**request.query, "page_size": 101}))
    return server.forward(request)


@planted_bug("page-bounds", at=selectors.all_of(selectors.lists, selectors.filters()))
def page_size_101_is_read_as_100_with_a_filter(request: Request, server: Server) -> Response:
    filters = {one.name for one in request.operation.filters} if request.operation else set()
    return _clamped(request, server, page_size=(-99, 100)) if filters & set(request.query) else server.forward(request)


@planted_bug("page-bounds", at=selectors.all_of(selectors.lists, selectors.sorts))
def page_0_is_read_as_page_1_in_a_sorted_list(request: Request, server: Server) -> Response:
    if request.query.get("page") != "0" or "sort_by" not in request.query:
        return server.forward(request)
    return server.forward(request.replace(query={**request.query, "page": 1}))
