"""Faults that show only after some use: what was kept too long, lost, or confused between two clients."""

from __future__ import annotations

from contract_tests.document import Document, Operation
from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Server, edit_items, operation_of, relist
from contract_tests.faults.wire import Answer, Request


def _kept(request: Request, server: Server, *cleared_by: str, action: str) -> Answer:
    """Answer what was answered before, until one of some actions is done there."""
    operation, place = operation_of(request), request.ids[: len(server.collection(request).parents)]
    known: dict[tuple[object, ...], Answer] = server.memory.setdefault((request.authorization, place), {})
    if operation.action == action:
        key = (request.path, request.search)
        if key not in known:
            known[key] = server.forward(request)
        return known[key]
    answer = server.forward(request)
    if operation.action in cleared_by:
        known.clear()
    return answer


def changing(operation: Operation, document: Document) -> bool:
    """Pick the operations of collections whose items can be updated and read."""
    collection = document.collection_of(operation)
    return collection is not None and {"update", "get", "list"} <= set(collection.operations)


@fault("created-is-listed", "round-trip", at=at.collections)
def a_list_is_kept_after_a_create(request: Request, server: Server) -> Answer:
    return _kept(request, server, "update", "delete", action="list")


@fault("update", at=at.both(at.collections, changing))
def a_list_is_kept_after_an_update(request: Request, server: Server) -> Answer:
    return _kept(request, server, "create", "delete", action="list")


@fault("delete", at=at.both(at.collections, at.deletable))
def a_list_is_kept_after_a_deletion(request: Request, server: Server) -> Answer:
    return _kept(request, server, "create", "update", action="list")


@fault("update", at=at.both(at.collections, changing))
def an_item_is_kept_after_an_update(request: Request, server: Server) -> Answer:
    return _kept(request, server, "create", "delete", action="get")


@fault("delete", at=at.both(at.collections, at.deletable))
def an_item_is_kept_after_a_deletion(request: Request, server: Server) -> Answer:
    return _kept(request, server, "create", "update", action="get")


@fault("counts", at=at.both(at.collections, at.deletable))
def a_count_is_kept_after_a_deletion(request: Request, server: Server) -> Answer:
    return _kept(request, server, "create", "update", action="count")


@fault("counts", at=at.collections)
def a_count_is_kept_after_a_create(request: Request, server: Server) -> Answer:
    return _kept(request, server, "update", "delete", action="count")


@fault("counts", "filters", at=at.both(at.collections, changing))
def a_count_is_kept_after_an_update(request: Request, server: Server) -> Answer:
    return _kept(request, server, "create", "delete", action="count")


@fault("filters", "counts", at=at.filters())
def a_query_is_kept_for_all_values_of_a_filter(request: Request, server: Server) -> Answer:
    # The key of a cache that forgets the filters: what was found for one value is given for the next.
    names = {one.name for one in operation_of(request).filters}
    plain = tuple((name, one) for name, one in request.query.items() if name not in names)
    key = (request.authorization, request.path, plain, names <= set(request.query))
    answer = server.forward(request)
    if answer.is_good and any(name in request.query for name in names):
        kept: Answer = server.memory.setdefault(key, answer)
        return kept
    return answer


@fault("update", at=at.updates)
def every_third_update_is_lost(request: Request, server: Server) -> Answer:
    server.memory[0] = server.memory.get(0, 0) + 1
    collection = server.collection(request)
    if server.memory[0] % 3 or "get" not in collection.operations:
        return server.forward(request)
    before = server.ask(request, collection.operations["get"], request.ids)
    answer = server.forward(request)
    if answer.is_good and before.is_good:
        names = {name: one for name, one in operation_of(request).properties.items() if "x-set" not in one}
        old = {name: before.json[name] for name in names if name in before.json}
        server.ask(request, operation_of(request), request.ids, payload=old)
    return answer


@fault("pages-partition", "default-order", at=at.lists)
def the_tenth_item_comes_first(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if not answer.is_good:
        return answer
    items = server.everything(request, request.query)
    return relist(request, answer, [items[9], *items[:9], *items[10:]] if len(items) > 9 else items)


@fault("pages-partition", "page-bounds", "pages-filtered-sorted", at=at.lists)
def a_list_ends_at_30_items(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return relist(request, answer, server.everything(request, request.query)[:30]) if answer.is_good else answer


@fault("round-trip", "reads-change-nothing", at=at.gets)
def a_get_gives_the_item_that_was_asked_for_before(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if not answer.is_good:
        return answer
    before: Answer = server.memory.get(request.ids[:-1], answer)
    server.memory[request.ids[:-1]] = answer
    return before


@fault("round-trip", at=at.both(at.items, at.filters()))
def a_list_mixes_the_texts_of_two_items(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    name = operation_of(request).filters[0].name
    texts = [one.get(name) for one in answer.json["items"]] if answer.is_good else []
    turned = iter([*texts[1:], *texts[:1]])
    return edit_items(request, answer, lambda item: {**item, name: next(turned)})
