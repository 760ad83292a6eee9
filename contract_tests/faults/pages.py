"""Pages that hold what they must not, or are bounded otherwise."""

from __future__ import annotations

from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Item, Server, edit_page, operation_of, relist
from contract_tests.faults.wire import Answer, Request


def _cut(request: Request, server: Server, shift: int, *, size_too: int = 0) -> Answer:
    """Give a page whose items begin ``shift`` further on, from the second page on, and are ``size_too`` more."""
    answer = server.forward(request)
    if not answer.is_good:
        return answer
    found = answer.json["pagination"]
    number, size = found["page"], found["page_size"]
    items = server.everything(request, request.query)
    start = (number - 1) * size + (shift if number > 1 else 0)
    return _holding(answer, items[max(0, start) : max(0, start + size + size_too)])


def _holding(answer: Answer, items: list[Item]) -> Answer:
    return edit_page(answer, items=lambda _: items, pagination=lambda old: {**old, "item_count": len(items)})


@fault("pages-partition", at=at.lists)
def pages_overlap_by_one_item(request: Request, server: Server) -> Answer:
    return _cut(request, server, -1)


@fault("pages-partition", at=at.lists)
def pages_skip_an_item(request: Request, server: Server) -> Answer:
    return _cut(request, server, 1)


@fault("pages-partition", at=at.lists)
def a_page_holds_one_item_too_many(request: Request, server: Server) -> Answer:
    return _cut(request, server, 0, size_too=1)


@fault("pages-partition", at=at.lists)
def a_page_holds_one_item_too_few(request: Request, server: Server) -> Answer:
    return _cut(request, server, 0, size_too=-1)


@fault("pages-partition", at=at.lists)
def every_page_is_the_first(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if not answer.is_good:
        return answer
    size = answer.json["pagination"]["page_size"]
    return _holding(answer, server.everything(request, request.query)[:size])


@fault("pages-partition", at=at.lists)
def the_items_of_a_page_are_reversed(request: Request, server: Server) -> Answer:
    return edit_page(server.forward(request), items=lambda items: items[::-1])


@fault("pages-partition", "pages-filtered-sorted", at=at.filters())
def a_page_is_cut_before_it_is_filtered(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    operation = operation_of(request)
    if (
        not answer.is_good
        or operation.action != "list"
        or not any(one.name in request.query for one in operation.filters)
    ):
        return answer
    found, query = answer.json["pagination"], request.query
    free = {name: value for name, value in query.items() if name in {"sort_by", "sort_order"}}
    start = (found["page"] - 1) * found["page_size"]
    part = server.everything(request, free)[start : start + found["page_size"]]
    passing = server.everything(request, query)
    return _holding(answer, [one for one in part if one in passing])


@fault("pages-filtered-sorted", "sorting", at=at.sorts)
def a_page_is_cut_before_it_is_sorted(request: Request, server: Server) -> Answer:
    answer, query = server.forward(request), request.query
    if not answer.is_good or "sort_by" not in query:
        return answer
    found = answer.json["pagination"]
    plain = {name: value for name, value in query.items() if not name.startswith("sort")}
    part = server.everything(request, plain)[(found["page"] - 1) * found["page_size"] :][: found["page_size"]]
    return _holding(answer, [one for one in server.everything(request, query) if one in part])


def _with_default(request: Request, server: Server, size: int) -> Answer:
    if "page_size" in request.query:
        return server.forward(request)
    return server.forward(request.but(query={**request.query, "page_size": size}))


@fault("page-defaults", at=at.lists)
def the_default_size_is_10(request: Request, server: Server) -> Answer:
    return _with_default(request, server, 10)


@fault("page-defaults", at=at.lists)
def the_default_size_is_25(request: Request, server: Server) -> Answer:
    return _with_default(request, server, 25)


@fault("page-defaults", at=at.lists)
def the_default_size_is_50(request: Request, server: Server) -> Answer:
    return _with_default(request, server, 50)


@fault("page-defaults", at=at.lists)
def without_a_size_a_page_holds_all_items(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if not answer.is_good or "page_size" in request.query:
        return answer
    return _holding(answer, server.everything(request, request.query)[:100])


@fault("page-defaults", at=at.lists)
def the_default_page_is_the_second(request: Request, server: Server) -> Answer:
    if "page" in request.query:
        return server.forward(request)
    return server.forward(request.but(query={**request.query, "page": 2}))


@fault("item-count", at=at.lists)
def item_count_is_the_total(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if not answer.is_good:
        return answer
    total = min(100, len(server.everything(request, request.query)))
    return edit_page(answer, pagination=lambda old: {**old, "item_count": total})


@fault("item-count", at=at.lists)
def item_count_is_the_page_size(request: Request, server: Server) -> Answer:
    return edit_page(server.forward(request), pagination=lambda old: {**old, "item_count": old["page_size"]})


@fault("item-count", "pages-partition", at=at.lists)
def pagination_always_tells_page_1(request: Request, server: Server) -> Answer:
    return edit_page(server.forward(request), pagination=lambda old: {**old, "page": 1})


@fault("item-count", "pages-partition", "page-defaults", at=at.lists)
def pagination_always_tells_the_default_size(request: Request, server: Server) -> Answer:
    return edit_page(server.forward(request), pagination=lambda old: {**old, "page_size": 20})


@fault("page-past-the-end", "documented-status", at=at.lists)
def a_page_past_the_end_is_not_found(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if not answer.is_good or answer.json["items"] or answer.json["pagination"]["page"] == 1:
        return answer
    return server.forward(request.but(path="/nowhere", search=""))


@fault("page-past-the-end", at=at.lists)
def a_page_past_the_end_is_the_last_page(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if not answer.is_good or answer.json["items"] or answer.json["pagination"]["page"] == 1:
        return answer
    size = answer.json["pagination"]["page_size"]
    last = -(-len(server.everything(request, request.query)) // size)
    return server.forward(request.but(query={**request.query, "page": max(1, last)}))


@fault("page-past-the-end", at=at.lists)
def a_page_past_the_end_is_a_bad_request(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if not answer.is_good or answer.json["items"] or answer.json["pagination"]["page"] == 1:
        return answer
    return server.forward(request.but(query={"page": 0}))


@fault("pages-partition", at=at.lists)
def no_list_goes_past_20_items(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return relist(request, answer, server.everything(request, request.query)[:20]) if answer.is_good else answer


@fault("page-past-the-end", at=at.lists)
def the_number_of_a_page_is_cut_to_32_bits(request: Request, server: Server) -> Answer:
    answer, number = server.forward(request), request.query.get("page", "1")
    if not answer.is_good or int(number) < 1 << 32:
        return answer
    cut = max(1, int(number) % (1 << 32))
    return _holding(answer, server.forward(request.but(query=request.query | {"page": cut})).json["items"])
