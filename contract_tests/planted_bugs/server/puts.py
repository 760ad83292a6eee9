"""Bugs of puts: they merge, move, forget, or confuse the items of a key."""

from __future__ import annotations

from typing import Any

from apivideo_admin_contract.document.document import Document, Operation
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, edit_items, on_status, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response

_CREATED = 201
_REPLACED = 200


def _puts(operation: Operation, _document: Document) -> bool:
    """Select puts."""
    return bool(operation.key)


def _keyed(operation: Operation, document: Document) -> bool:
    """Select operations on collections whose clients choose the keys."""
    collection = document.collection_of(operation)
    return collection is not None and bool(collection.key)


_readable = selectors.all_of(_puts, selectors.beside_all("get"))
_items = selectors.all_of(_keyed, selectors.items)


def _before(request: Request, server: Server) -> Item | None:
    response = server.call(request, server.collection(request).operations["get"], request.ids)
    return response.json if response.is_success else None


@planted_bug("put", "round-trip", at=_puts)
def a_new_item_of_a_put_is_a_200(request: Request, server: Server) -> Response:
    return on_status(request, server, _CREATED, lambda response: response.replace(status=_REPLACED))


@planted_bug("put", at=_puts)
def a_replaced_item_is_a_201(request: Request, server: Server) -> Response:
    return on_status(request, server, _REPLACED, lambda response: response.replace(status=_CREATED))


@planted_bug("put", at=_readable)
def a_put_keeps_what_is_not_sent(request: Request, server: Server) -> Response:
    old = _before(request, server)
    if old is None or not isinstance(request.payload, dict) or not request.payload:
        return server.forward(request)
    kept = {name: old[name] for name in operation_of(request).properties if name in old}
    return server.forward(request.replace(payload={**kept, **request.payload}))


@planted_bug("put", at=_readable)
def a_put_of_an_item_that_exists_does_nothing(request: Request, server: Server) -> Response:
    old = _before(request, server)
    if old is None:
        return server.forward(request)
    checked = server.forward(request)
    if not checked.is_success:
        return checked
    restored = {name: old[name] for name in operation_of(request).properties if name in old}
    return server.forward(request.replace(payload=restored))


@planted_bug("put", "times", at=_items)
def a_put_sets_the_time_of_creation_again(request: Request, server: Server) -> Response:
    known: dict[Any, str] = server.memory
    response, collection = server.forward(request), server.collection(request)
    if operation_of(request).key and response.status == _REPLACED:
        known[request.authorization, request.path] = server.moment()
    names = [name for name, one in collection.properties.items() if one.get("x-generate", {}).get("kind") == "now"]

    def edit(item: Item) -> Item:
        above = request.ids[: len(collection.parents)]
        moment = known.get((request.authorization, operation_path(collection.operations["create"], above, item)))
        return item | dict.fromkeys(names, moment) if moment else item

    return edit_items(request, response, edit)


def operation_path(operation: Operation, above: tuple[str, ...], item: Item) -> str:
    """Return the path of an item below these ids."""
    return operation.path_for((*above, item[operation.key]))


@planted_bug("put", "default-order", at=selectors.all_of(_keyed, selectors.action("create", "list")))
def a_replaced_item_moves_to_the_end(request: Request, server: Server) -> Response:
    moved: dict[Any, list[str]] = server.memory
    response, collection = server.forward(request), server.collection(request)
    last = moved.setdefault((request.authorization, request.ids[: len(collection.parents)]), [])
    if operation_of(request).key:
        if response.status == _REPLACED:
            last[:] = [*(one for one in last if one != request.ids[-1]), request.ids[-1]]
        return response
    if not response.is_success or "sort_by" in request.query:
        return response
    items = server.all_items(request, request.query)
    known = {one: position for position, one in enumerate(last)}
    return relist(request, response, sorted(items, key=lambda item: known.get(item[collection.id_name], -1)))


@planted_bug("put", at=_puts)
def a_key_is_read_in_lower_case(request: Request, server: Server) -> Response:
    ids = (*request.ids[:-1], request.ids[-1].lower())
    return server.forward(request.replace(path=operation_of(request).path_for(ids)))


@planted_bug("put", at=_puts)
def an_invalid_key_is_accepted(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.status != 400 or not isinstance(request.payload, dict):
        return response
    path = operation_of(request).path_for((*request.ids[:-1], "any-key"))
    return server.forward(request.replace(path=path))


@planted_bug("put", "refused-changes-nothing", at=_puts)
def a_refused_put_stores_its_valid_properties(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.status == 400 and isinstance(request.payload, dict):
        known = {name: one for name, one in request.payload.items() if name in operation_of(request).properties}
        server.forward(request.replace(payload=known))
    return response


@planted_bug("put", at=selectors.all_of(_puts, selectors.nested))
def a_key_is_taken_below_every_parent(request: Request, server: Server) -> Response:
    used: dict[Any, tuple[str, ...]] = server.memory
    first = used.setdefault((request.authorization, request.ids[-1]), request.ids)
    return server.forward(request.replace(path=operation_of(request).path_for(first)))


@planted_bug("put", at=selectors.all_of(_keyed, selectors.action("create", "delete")))
def a_key_cannot_be_used_again_after_a_deletion(request: Request, server: Server) -> Response:
    response, gone = server.forward(request), server.memory
    if operation_of(request).action == "delete" and response.is_success:
        gone[request.authorization, request.path] = True
    if operation_of(request).key and response.status == _CREATED and gone.get((request.authorization, request.path)):
        server.call(request, server.collection(request).operations["delete"], request.ids)
        return response.replace(status=_REPLACED)
    return response
