"""Bugs that need several requests to show: stale caches, lost updates, mixed-up responses."""

from __future__ import annotations

from typing import Final

from apivideo_admin_contract.document.document import Document, Operation
from contract_tests.planted_bugs.server import lifetime_selectors, selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, edit_items, on_success, operation_of, relist
from contract_tests.planted_bugs.server.updates import confirmed_only, gettable
from contract_tests.planted_bugs.server.wire import Request, Response

#: The updates that a buffer holds.
_BUFFERED: Final = 2


def _kept(request: Request, server: Server, *cleared_by: str, action: str) -> Response:
    """Cache the responses of an action until one of ``cleared_by`` is executed."""
    operation, fixture = operation_of(request), request.ids[: len(server.collection(request).parents)]
    known: dict[tuple[object, ...], Response] = server.memory.setdefault((request.authorization, fixture), {})
    if operation.action == action:
        key = (request.path, request.search)
        if key not in known:
            known[key] = server.forward(request)
        return known[key]
    response = server.forward(request)
    if operation.action in cleared_by:
        known.clear()
    return response


def changing(operation: Operation, document: Document) -> bool:
    """Select the operations of collections whose items can be updated, read and listed."""
    collection = document.collection_of(operation)
    return collection is not None and {"update", "get", "list"} <= set(collection.operations)


@planted_bug("round-trip", at=selectors.collections)
def a_list_is_stale_after_a_create(request: Request, server: Server) -> Response:
    return _kept(request, server, "update", "delete", action="list")


@planted_bug("update", at=selectors.all_of(selectors.collections, changing))
def a_list_is_stale_after_an_update(request: Request, server: Server) -> Response:
    return _kept(request, server, "create", "delete", action="list")


@planted_bug("delete", at=selectors.all_of(selectors.collections, selectors.deletable))
def a_list_is_stale_after_a_deletion(request: Request, server: Server) -> Response:
    return _kept(request, server, "create", "update", action="list")


@planted_bug("update", at=selectors.all_of(selectors.collections, changing))
def an_item_is_stale_after_an_update(request: Request, server: Server) -> Response:
    return _kept(request, server, "create", "delete", action="get")


@planted_bug("delete", at=selectors.all_of(selectors.collections, selectors.deletable, selectors.beside_all("get")))
def an_item_is_stale_after_a_deletion(request: Request, server: Server) -> Response:
    return _kept(request, server, "create", "update", action="get")


@planted_bug("counts", at=selectors.all_of(selectors.collections, selectors.deletable, selectors.beside_all("count")))
def a_count_is_stale_after_a_deletion(request: Request, server: Server) -> Response:
    return _kept(request, server, "create", "update", action="count")


@planted_bug("counts", at=selectors.all_of(selectors.collections, selectors.beside_all("count")))
def a_count_is_stale_after_a_create(request: Request, server: Server) -> Response:
    return _kept(request, server, "update", "delete", action="count")


@planted_bug("counts", "filters", at=selectors.all_of(selectors.collections, changing))
def a_count_is_stale_after_an_update(request: Request, server: Server) -> Response:
    return _kept(request, server, "create", "delete", action="count")


@planted_bug("filters", "counts", at=selectors.filters())
def a_cached_list_ignores_filter_values(request: Request, server: Server) -> Response:
    # The key of the cache lacks the values of the filters.
    names = {one.name for one in operation_of(request).filters}
    plain = tuple((name, one) for name, one in request.query.items() if name not in names)
    key = (request.authorization, request.path, plain, names <= set(request.query))
    response = server.forward(request)
    if response.is_success and any(name in request.query for name in names):
        kept: Response = server.memory.setdefault(key, response)
        return kept
    return response


@planted_bug(
    "delete",
    "sorting",
    at=selectors.all_of(selectors.collections, selectors.deletable, changing, selectors.beside(selectors.sorts)),
)
def a_sorted_list_contains_deleted_items_that_were_updated(request: Request, server: Server) -> Response:
    # An update adds the item to the index of the sorts again, and a deletion removes the first entry only.
    response, action, id_name = (
        server.forward(request),
        operation_of(request).action,
        server.collection(request).id_name,
    )
    above = request.ids[: len(server.collection(request).parents)]
    updated: dict[str, Item] = server.memory.setdefault((request.authorization, above), {})
    if action == "update" and response.is_success:
        updated[request.ids[-1]] = response.json
    if action != "list" or not response.is_success or "sort_by" not in request.query:
        return response
    present = {one[id_name] for one in server.all_items(request, {})}
    entries = [one for key, one in updated.items() if key not in present]
    return relist(request, response, [*server.all_items(request, request.query), *entries])


@planted_bug("update", at=selectors.updates)
def every_third_update_is_lost(request: Request, server: Server) -> Response:
    server.memory[0] = server.memory.get(0, 0) + 1
    collection = server.collection(request)
    if server.memory[0] % 3 or "get" not in collection.operations:
        return server.forward(request)
    before = server.call(request, collection.operations["get"], request.ids)
    response = server.forward(request)
    if response.is_success and before.is_success:
        names = {name: one for name, one in operation_of(request).properties.items() if "x-set" not in one}
        old = {name: before.json[name] for name in names if name in before.json}
        server.call(request, operation_of(request), request.ids, payload=old)
    return response


@planted_bug("pages-partition", "default-order", at=selectors.lists)
def the_tenth_item_comes_first(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success:
        return response
    items = server.all_items(request, request.query)
    return relist(request, response, [items[9], *items[:9], *items[10:]] if len(items) > 9 else items)


@planted_bug("pages-partition", "page-bounds", "pages-filtered-sorted", at=selectors.lists)
def a_list_ends_at_30_items(request: Request, server: Server) -> Response:
    return on_success(
        request, server, lambda response: relist(request, response, server.all_items(request, request.query)[:30])
    )


@planted_bug("round-trip", "reads-change-nothing", at=selectors.gets)
def a_get_returns_the_item_of_the_previous_get(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success:
        return response
    before: Response = server.memory.get(request.ids[:-1], response)
    server.memory[request.ids[:-1]] = response
    return before


@planted_bug("round-trip", at=selectors.all_of(selectors.items, selectors.filters()))
def a_list_swaps_the_texts_of_items(request: Request, server: Server) -> Response:
    response = server.forward(request)
    name = operation_of(request).filters[0].name
    texts = [one.get(name) for one in response.json["items"]] if response.is_success else []
    turned = iter([*texts[1:], *texts[:1]])
    return edit_items(request, response, lambda item: {**item, name: next(turned)})


@planted_bug(
    "expiry",
    at=selectors.all_of(
        selectors.action("create", "list"), lifetime_selectors.expiring, selectors.beside(selectors.filters())
    ),
    clock=True,
)
def filters_return_expired_items(request: Request, server: Server) -> Response:
    # The index of the filters keeps the items that expire.
    response, id_name = server.forward(request), server.collection(request).id_name
    created: dict[str, Item] = server.memory.setdefault(request.authorization, {})
    if operation_of(request).action == "create" and response.is_success:
        created[response.json[id_name]] = response.json
    sent = {one.name: request.query[one.name] for one in operation_of(request).filters if one.name in request.query}
    if operation_of(request).action != "list" or not response.is_success or not sent:
        return response
    present = {one[id_name] for one in server.all_items(request, {})}
    expired = [one for key, one in created.items() if key not in present]
    matching = [one for one in expired if all(text in str(one[name]) for name, text in sent.items())]
    return relist(request, response, [*matching, *server.all_items(request, request.query)])


@planted_bug("update", at=selectors.all_of(gettable, selectors.takes_text))
def the_second_update_of_an_item_is_lost(request: Request, server: Server) -> Response:
    key = (request.authorization, request.ids)
    server.memory[key] = server.memory.get(key, 0) + 1
    return server.forward(request) if server.memory[key] % 2 else confirmed_only(request, server)


@planted_bug("update", at=gettable)
def an_update_after_one_of_another_item_is_lost(request: Request, server: Server) -> Response:
    key = (request.authorization, request.ids[:-1])
    last = server.memory.get(key, request.ids)
    server.memory[key] = request.ids
    return server.forward(request) if last == request.ids else confirmed_only(request, server)


@planted_bug("update", at=changing)
def the_third_update_without_a_read_is_lost(request: Request, server: Server) -> Response:
    # A buffer holds two updates, and every read writes it to the database.
    unread = server.memory.get(request.authorization, 0) + 1 if operation_of(request).action == "update" else 0
    server.memory[request.authorization] = unread
    return confirmed_only(request, server) if unread > _BUFFERED else server.forward(request)


@planted_bug("reference-model", at=gettable)
def an_update_after_a_refused_one_is_lost(request: Request, server: Server) -> Response:
    # The refused update leaves its transaction open, and the next commit fails unnoticed.
    key = (request.authorization, request.ids)
    response = confirmed_only(request, server) if server.memory.get(key) else server.forward(request)
    server.memory[key] = response.status == 400
    return response
