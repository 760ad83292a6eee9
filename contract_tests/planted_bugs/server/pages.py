"""Bugs of pages: overlapping, with gaps, or with wrong `pagination`."""

from __future__ import annotations

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, edit_page, on_success, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response


def _sequence(request: Request, server: Server, shift: int, *, size_too: int = 0) -> Response:
    """Return a page whose items start ``shift`` later, from the second page on, with ``size_too`` more items."""
    response = server.forward(request)
    if not response.is_success:
        return response
    found = response.json["pagination"]
    number, size = found["page"], found["page_size"]
    items = server.all_items(request, request.query)
    start = (number - 1) * size + (shift if number > 1 else 0)
    return _holding(response, items[max(0, start) : max(0, start + size + size_too)])


def _holding(response: Response, items: list[Item]) -> Response:
    return edit_page(response, items=lambda _: items, pagination=lambda old: {**old, "item_count": len(items)})


@planted_bug("pages-partition", at=selectors.lists)
def pages_overlap_by_one_item(request: Request, server: Server) -> Response:
    return _sequence(request, server, -1)


@planted_bug("pages-partition", at=selectors.lists)
def pages_skip_an_item(request: Request, server: Server) -> Response:
    return _sequence(request, server, 1)


@planted_bug("pages-partition", at=selectors.lists)
def a_page_contains_one_item_too_many(request: Request, server: Server) -> Response:
    return _sequence(request, server, 0, size_too=1)


@planted_bug("pages-partition", at=selectors.lists)
def a_page_contains_one_item_too_few(request: Request, server: Server) -> Response:
    return _sequence(request, server, 0, size_too=-1)


@planted_bug("pages-partition", at=selectors.lists)
def every_page_is_the_first(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success:
        return response
    size = response.json["pagination"]["page_size"]
    return _holding(response, server.all_items(request, request.query)[:size])


@planted_bug("pages-partition", at=selectors.lists)
def the_items_of_a_page_are_reversed(request: Request, server: Server) -> Response:
    return edit_page(server.forward(request), items=lambda items: items[::-1])


@planted_bug("pages-partition", "pages-filtered-sorted", at=selectors.filters())
def pages_are_cut_before_filtering(request: Request, server: Server) -> Response:
    response = server.forward(request)
    operation = operation_of(request)
    if (
        not response.is_success
        or operation.action != "list"
        or not any(one.name in request.query for one in operation.filters)
    ):
        return response
    found, query = response.json["pagination"], request.query
    free = {name: value for name, value in query.items() if name in {"sort_by", "sort_order"}}
    start = (found["page"] - 1) * found["page_size"]
    part = server.all_items(request, free)[start : start + found["page_size"]]
    passing = server.all_items(request, query)
    return _holding(response, [one for one in part if one in passing])


@planted_bug("pages-filtered-sorted", "sorting", at=selectors.sorts)
def pages_are_cut_before_sorting(request: Request, server: Server) -> Response:
    response, query = server.forward(request), request.query
    if not response.is_success or "sort_by" not in query:
        return response
    found = response.json["pagination"]
    plain = {name: value for name, value in query.items() if not name.startswith("sort")}
    part = server.all_items(request, plain)[(found["page"] - 1) * found["page_size"] :][: found["page_size"]]
    return _holding(response, [one for one in server.all_items(request, query) if one in part])


def _with_default(request: Request, server: Server, size: int) -> Response:
    if "page_size" in request.query:
        return server.forward(request)
    return server.forward(request.replace(query={**request.query, "page_size": size}))


@planted_bug("page-defaults", at=selectors.lists)
def the_default_size_is_10(request: Request, server: Server) -> Response:
    return _with_default(request, server, 10)


@planted_bug("page-defaults", at=selectors.lists)
def the_default_size_is_25(request: Request, server: Server) -> Response:
    return _with_default(request, server, 25)


@planted_bug("page-defaults", at=selectors.lists)
def the_default_size_is_50(request: Request, server: Server) -> Response:
    return _with_default(request, server, 50)


@planted_bug("page-defaults", at=selectors.lists)
def without_a_size_a_page_contains_all_items(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success or "page_size" in request.query:
        return response
    return _holding(response, server.all_items(request, request.query)[:100])


@planted_bug("page-defaults", at=selectors.lists)
def the_default_page_is_the_second(request: Request, server: Server) -> Response:
    if "page" in request.query:
        return server.forward(request)
    return server.forward(request.replace(query={**request.query, "page": 2}))


@planted_bug("item-count", at=selectors.lists)
def item_count_is_the_total(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success:
        return response
    total = min(100, len(server.all_items(request, request.query)))
    return edit_page(response, pagination=lambda old: {**old, "item_count": total})


@planted_bug("item-count", at=selectors.lists)
def item_count_is_the_page_size(request: Request, server: Server) -> Response:
    return edit_page(server.forward(request), pagination=lambda old: {**old, "item_count": old["page_size"]})


@planted_bug("item-count", "pages-partition", at=selectors.lists)
def pagination_always_reports_page_1(request: Request, server: Server) -> Response:
    return edit_page(server.forward(request), pagination=lambda old: {**old, "page": 1})


@planted_bug("item-count", "pages-partition", "page-defaults", at=selectors.lists)
def pagination_always_reports_the_default_size(request: Request, server: Server) -> Response:
    return edit_page(server.forward(request), pagination=lambda old: {**old, "page_size": 20})


@planted_bug("page-past-the-end", "documented-status", at=selectors.lists)
def a_page_past_the_end_is_not_found(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success or response.json["items"] or response.json["pagination"]["page"] == 1:
        return response
    return server.forward(request.replace(path="/nowhere", search=""))


@planted_bug("page-past-the-end", at=selectors.lists)
def a_page_past_the_end_is_the_last_page(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success or response.json["items"] or response.json["pagination"]["page"] == 1:
        return response
    size = response.json["pagination"]["page_size"]
    last = -(-len(server.all_items(request, request.query)) // size)
    return server.forward(request.replace(query={**request.query, "page": max(1, last)}))


@planted_bug("page-past-the-end", at=selectors.lists)
def a_page_past_the_end_is_a_bad_request(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success or response.json["items"] or response.json["pagination"]["page"] == 1:
        return response
    return server.forward(request.replace(query={"page": 0}))


@planted_bug("pages-partition", at=selectors.lists)
def lists_end_after_20_items(request: Request, server: Server) -> Response:
    return on_success(
        request, server, lambda response: relist(request, response, server.all_items(request, request.query)[:20])
    )


@planted_bug("page-past-the-end", at=selectors.lists)
def page_numbers_are_truncated_to_32_bits(request: Request, server: Server) -> Response:
    response, number = server.forward(request), request.query.get("page", "1")
    if not response.is_success or int(number) < 1 << 32:
        return response
    sequence = max(1, int(number) % (1 << 32))
    return _holding(response, server.forward(request.replace(query=request.query | {"page": sequence})).json["items"])
