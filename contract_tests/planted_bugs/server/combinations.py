"""Bugs that only a combination shows: a filter with a page, a sort with a parent, a filter with an account."""

from __future__ import annotations

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response


def _page(request: Request) -> int:
    page = request.query.get("page", "1")
    return int(page) if page.isdigit() else 1


def _is_filtered(request: Request) -> bool:
    return any(one.name in request.query for one in operation_of(request).filters)


def _is_sorted(request: Request) -> bool:
    return "sort_by" in request.query


def _without(request: Request, server: Server, names: set[str]) -> Response:
    response = server.forward(request)
    if not response.is_success:
        return response
    kept = {name: one for name, one in request.query.items() if name not in names}
    return relist(request, response, server.all_items(request, kept))


@planted_bug("pages-filtered-sorted", "page-links", at=selectors.all_of(selectors.lists, selectors.filters()))
def the_second_page_ignores_the_filters(request: Request, server: Server) -> Response:
    names = {one.name for one in operation_of(request).filters}
    return _without(request, server, names) if _page(request) > 1 else server.forward(request)


@planted_bug("pages-filtered-sorted", "stable-ties", at=selectors.sorts)
def the_second_page_ignores_the_sort(request: Request, server: Server) -> Response:
    return _without(request, server, {"sort_by", "sort_order"}) if _page(request) > 1 else server.forward(request)


@planted_bug("pages-filtered-sorted", at=selectors.all_of(selectors.sorts, selectors.filters()))
def a_filtered_list_is_not_sorted(request: Request, server: Server) -> Response:
    return _without(request, server, {"sort_by", "sort_order"}) if _is_filtered(request) else server.forward(request)


@planted_bug("pages-filtered-sorted", at=selectors.all_of(selectors.sorts, selectors.filters()))
def a_filtered_list_is_never_descending(request: Request, server: Server) -> Response:
    return _without(request, server, {"sort_order"}) if _is_filtered(request) else server.forward(request)


def _elsewhere(request: Request, server: Server) -> list[Item]:
    """Return the items of the other parents that requests have named so far."""
    fixtures: dict[tuple[str | None, tuple[str, ...]], None] = server.memory
    fixtures[request.authorization, request.ids] = None
    others = [ids for who, ids in fixtures if who == request.authorization and ids != request.ids]
    return [item for ids in others for item in server.all_items(request, request.query, ids)]


def _leaking(request: Request, server: Server, *, leaks: bool) -> Response:
    response, others = server.forward(request), _elsewhere(request, server)
    if not response.is_success or not leaks or operation_of(request).action == "create":
        return response
    return relist(request, response, [*server.all_items(request, request.query), *others])


@planted_bug(
    "parents",
    "filters",
    at=selectors.all_of(selectors.action("create", "list"), selectors.nested, selectors.beside(selectors.filters())),
)
def filters_return_items_of_other_parents(request: Request, server: Server) -> Response:
    return _leaking(request, server, leaks=_is_filtered(request))


@planted_bug(
    "parents",
    "filters",
    at=selectors.all_of(
        selectors.action("create", "list"), selectors.nested, selectors.beside(selectors.filters("equals"))
    ),
)
def equals_returns_items_of_other_parents(request: Request, server: Server) -> Response:
    sent = [one for one in operation_of(request).filters if one.name in request.query and one.match == "equals"]
    return _leaking(request, server, leaks=bool(sent))


@planted_bug(
    "parents",
    at=selectors.all_of(selectors.action("create", "list"), selectors.nested, selectors.beside(selectors.sorts)),
)
def sorted_lists_contain_items_of_other_parents(request: Request, server: Server) -> Response:
    return _leaking(request, server, leaks=_is_sorted(request))


@planted_bug(
    "parents",
    "counts",
    at=selectors.all_of(selectors.action("create", "count"), selectors.nested, selectors.beside(selectors.filters())),
)
def a_filtered_count_covers_all_parents(request: Request, server: Server) -> Response:
    return _leaking(request, server, leaks=_is_filtered(request))


def _of_others(request: Request, server: Server, *, leaks: bool) -> Response:
    keys: dict[str | None, None] = server.memory
    keys[request.authorization] = None
    response = server.forward(request)
    if not response.is_success or not leaks:
        return response
    others = [request.replace(authorization=one) for one in keys if one != request.authorization]
    found = [item for one in others for item in server.all_items(one, request.query)]
    return relist(request, response, [*server.all_items(request, request.query), *found])


@planted_bug("accounts", at=selectors.all_of(selectors.lists, selectors.roots, selectors.filters()))
def filters_return_items_of_other_accounts(request: Request, server: Server) -> Response:
    return _of_others(request, server, leaks=_is_filtered(request))


@planted_bug("accounts", at=selectors.all_of(selectors.lists, selectors.roots, selectors.sorts))
def sorted_lists_contain_items_of_other_accounts(request: Request, server: Server) -> Response:
    return _of_others(request, server, leaks=_is_sorted(request))


@planted_bug("accounts", "counts", at=selectors.all_of(selectors.counts, selectors.roots, selectors.filters()))
def a_filtered_count_covers_all_accounts(request: Request, server: Server) -> Response:
    return _of_others(request, server, leaks=_is_filtered(request))


@planted_bug("pages-filtered-sorted", "reference-model", at=selectors.all_of(selectors.sorts, selectors.filters()))
def a_filtered_list_without_sort_order_descends(request: Request, server: Server) -> Response:
    response, query = server.forward(request), request.query
    if not response.is_success or not _is_filtered(request) or not _is_sorted(request) or "sort_order" in query:
        return response
    return relist(request, response, server.all_items(request, {**query, "sort_order": "desc"}))


@planted_bug("pages-filtered-sorted", at=selectors.all_of(selectors.sorts, selectors.filters()))
def sort_order_alone_reverses_a_filtered_list(request: Request, server: Server) -> Response:
    response, query = server.forward(request), request.query
    is_reversed = query.get("sort_order") == "desc" and "sort_by" not in query and _is_filtered(request)
    if not response.is_success or not is_reversed:
        return response
    return relist(request, response, server.all_items(request, query)[::-1])
