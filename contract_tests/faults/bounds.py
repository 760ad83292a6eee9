"""Pages that are bounded otherwise than the document says."""

from __future__ import annotations

from typing import Any

from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Server
from contract_tests.faults.wire import Answer, Request


def _clamped(request: Request, server: Server, **bounds: tuple[int, int]) -> Answer:
    query: dict[str, Any] = request.query
    for name, (low, high) in bounds.items():
        text = query.get(name, "")
        if text.lstrip("-").isdigit():
            query[name] = min(max(int(text), low), high)
    return server.forward(request.but(query=query))


@fault("page-bounds", at=at.lists)
def page_0_is_taken_for_page_1(request: Request, server: Server) -> Answer:
    if request.query.get("page") != "0":
        return server.forward(request)
    return server.forward(request.but(query={**request.query, "page": 1}))


@fault("page-bounds", at=at.lists)
def a_negative_page_is_taken_for_page_1(request: Request, server: Server) -> Answer:
    if not request.query.get("page", "").startswith("-"):
        return server.forward(request)
    return server.forward(request.but(query={**request.query, "page": 1}))


@fault("page-bounds", at=at.lists)
def size_101_is_taken_for_100(request: Request, server: Server) -> Answer:
    return _clamped(request, server, page_size=(-99, 100))


@fault("page-bounds", at=at.lists)
def size_0_is_taken_for_1(request: Request, server: Server) -> Answer:
    return _clamped(request, server, page_size=(1, 10**6))


@fault("page-bounds", at=at.lists)
def size_0_is_taken_for_the_default(request: Request, server: Server) -> Answer:
    if request.query.get("page_size") != "0":
        return server.forward(request)
    return server.forward(request.but(query={**request.query, "page_size": 20}))


@fault("page-bounds", at=at.lists)
def a_page_that_is_no_number_is_taken_for_1(request: Request, server: Server) -> Answer:
    page = request.query.get("page", "1")
    changed = request.query if page.lstrip("-").isdigit() else {**request.query, "page": 1}
    return server.forward(request.but(query=changed))


@fault("page-bounds", at=at.lists)
def the_largest_size_is_50(request: Request, server: Server) -> Answer:
    answer, size = server.forward(request), request.query.get("page_size", "")
    if answer.is_good and size.isdigit() and int(size) > 50:
        return server.forward(request.but(query={**request.query, "page_size": 101}))
    return answer


@fault("page-bounds", at=at.lists)
def size_100_is_cut_to_50(request: Request, server: Server) -> Answer:
    answer, size = server.forward(request), request.query.get("page_size", "")
    if answer.is_good and size.isdigit() and int(size) > 50:
        return server.forward(request.but(query={**request.query, "page_size": 50}))
    return answer


@fault("page-bounds", at=at.lists)
def size_100_is_refused(request: Request, server: Server) -> Answer:
    if request.query.get("page_size") == "100":
        return server.forward(request.but(query={**request.query, "page_size": 101}))
    return server.forward(request)


@fault("page-bounds", at=at.both(at.lists, at.filters()))
def size_101_is_taken_for_100_beside_a_filter(request: Request, server: Server) -> Answer:
    filters = {one.name for one in request.operation.filters} if request.operation else set()
    return _clamped(request, server, page_size=(-99, 100)) if filters & set(request.query) else server.forward(request)


@fault("page-bounds", at=at.both(at.lists, at.sorts))
def page_0_is_taken_for_page_1_in_a_sorted_list(request: Request, server: Server) -> Answer:
    if request.query.get("page") != "0" or "sort_by" not in request.query:
        return server.forward(request)
    return server.forward(request.but(query={**request.query, "page": 1}))
