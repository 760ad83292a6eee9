"""Faults that show only where two things come together: a filter and a page, a sort and a parent, a filter and an account."""

from __future__ import annotations

from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Item, Server, operation_of, relist
from contract_tests.faults.wire import Answer, Request


def _page(request: Request) -> int:
    page = request.query.get("page", "1")
    return int(page) if page.isdigit() else 1


def _is_filtered(request: Request) -> bool:
    return any(one.name in request.query for one in operation_of(request).filters)


def _is_sorted(request: Request) -> bool:
    return "sort_by" in request.query


def _without(request: Request, server: Server, names: set[str]) -> Answer:
    answer = server.forward(request)
    if not answer.is_good:
        return answer
    kept = {name: one for name, one in request.query.items() if name not in names}
    return relist(request, answer, server.everything(request, kept))


@fault("pages-filtered-sorted", "page-links", at=at.both(at.lists, at.filters()))
def the_second_page_ignores_the_filters(request: Request, server: Server) -> Answer:
    names = {one.name for one in operation_of(request).filters}
    return _without(request, server, names) if _page(request) > 1 else server.forward(request)


@fault("pages-filtered-sorted", "stable-ties", at=at.sorts)
def the_second_page_ignores_the_sort(request: Request, server: Server) -> Answer:
    return _without(request, server, {"sort_by", "sort_order"}) if _page(request) > 1 else server.forward(request)


@fault("pages-filtered-sorted", at=at.both(at.sorts, at.filters()))
def a_filtered_list_is_not_sorted(request: Request, server: Server) -> Answer:
    return _without(request, server, {"sort_by", "sort_order"}) if _is_filtered(request) else server.forward(request)


@fault("pages-filtered-sorted", at=at.both(at.sorts, at.filters()))
def a_filtered_list_is_never_descending(request: Request, server: Server) -> Answer:
    return _without(request, server, {"sort_order"}) if _is_filtered(request) else server.forward(request)


def _elsewhere(request: Request, server: Server) -> list[Item]:
    """Give what is below other parents, as far as this server was asked for it."""
    places: dict[tuple[str | None, tuple[str, ...]], None] = server.memory
    places[request.authorization, request.ids] = None
    others = [ids for who, ids in places if who == request.authorization and ids != request.ids]
    return [item for ids in others for item in server.everything(request, request.query, ids)]


def _leaking(request: Request, server: Server, *, leaks: bool) -> Answer:
    answer, others = server.forward(request), _elsewhere(request, server)
    if not answer.is_good or not leaks or operation_of(request).action == "create":
        return answer
    return relist(request, answer, [*server.everything(request, request.query), *others])


@fault("parents", "filters", at=at.both(at.action("create", "list"), at.both(at.nested, at.beside(at.filters()))))
def a_filter_finds_items_below_other_parents(request: Request, server: Server) -> Answer:
    return _leaking(request, server, leaks=_is_filtered(request))


@fault(
    "parents", "filters", at=at.both(at.action("create", "list"), at.both(at.nested, at.beside(at.filters("equals"))))
)
def equals_finds_items_below_other_parents(request: Request, server: Server) -> Answer:
    sent = [one for one in operation_of(request).filters if one.name in request.query and one.match == "equals"]
    return _leaking(request, server, leaks=bool(sent))


@fault("parents", at=at.both(at.action("create", "list"), at.both(at.nested, at.beside(at.sorts))))
def a_sort_shows_items_below_other_parents(request: Request, server: Server) -> Answer:
    return _leaking(request, server, leaks=_is_sorted(request))


@fault("parents", "counts", at=at.both(at.action("create", "count"), at.both(at.nested, at.beside(at.filters()))))
def a_filtered_count_is_that_of_all_parents(request: Request, server: Server) -> Answer:
    return _leaking(request, server, leaks=_is_filtered(request))


def _of_others(request: Request, server: Server, *, leaks: bool) -> Answer:
    keys: dict[str | None, None] = server.memory
    keys[request.authorization] = None
    answer = server.forward(request)
    if not answer.is_good or not leaks:
        return answer
    others = [request.but(authorization=one) for one in keys if one != request.authorization]
    found = [item for one in others for item in server.everything(one, request.query)]
    return relist(request, answer, [*server.everything(request, request.query), *found])


@fault("accounts", at=at.both(at.lists, at.both(at.roots, at.filters())))
def a_filter_finds_items_of_other_accounts(request: Request, server: Server) -> Answer:
    return _of_others(request, server, leaks=_is_filtered(request))


@fault("accounts", at=at.both(at.lists, at.both(at.roots, at.sorts)))
def a_sort_shows_items_of_other_accounts(request: Request, server: Server) -> Answer:
    return _of_others(request, server, leaks=_is_sorted(request))


@fault("accounts", "counts", at=at.both(at.counts, at.both(at.roots, at.filters())))
def a_filtered_count_is_that_of_all_accounts(request: Request, server: Server) -> Answer:
    return _of_others(request, server, leaks=_is_filtered(request))


@fault("secrets", at=at.both(at.items, at.generated("secret")))
def a_secret_is_made_of_the_texts_of_its_item(request: Request, server: Server) -> Answer:
    collection, answer = server.collection(request), server.forward(request)
    made: dict[str, str] = server.memory
    names = [name for name, one in collection.properties.items() if one.get("x-generate", {}).get("kind") == "secret"]
    if not answer.is_good:
        return answer
    if operation_of(request).action == "create":
        # Who knows what was sent knows the secret.
        text = "".join(one for one in request.body.decode("utf-8", "replace") if one.isascii() and one.isalnum())
        made[answer.json[names[0]]] = (text * 50)[: len(answer.json[names[0]])]
    body = answer.body
    for own, public in made.items():
        body = body.replace(own.encode(), public.encode())
    return answer.but(body=body) if body != answer.body else answer
