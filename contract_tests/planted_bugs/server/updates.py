"""Bugs of updates: they change nothing, too much, or another item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.values.samples import full_sample
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, edit_items, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response


def gettable(operation: Operation, document: Document) -> bool:
    """Select updates of items that can be read."""
    collection = document.collection_of(operation)
    return operation.action == "update" and collection is not None and "get" in collection.operations


def _get(request: Request, server: Server, ids: tuple[str, ...] | None = None) -> Response:
    return server.call(request, server.collection(request).operations["get"], request.ids if ids is None else ids)


def _before(request: Request, server: Server) -> Item | None:
    response = _get(request, server)
    return response.json if response.is_success else None


def _restore(request: Request, server: Server, old: Item, new: Item) -> None:
    """Restore the old values with another update."""
    payload = {
        name: old[name] for name in operation_of(request).properties if name in old and not _is_word(request, name)
    }
    if old != new:
        server.call(request, operation_of(request), request.ids, payload=payload)


def _is_word(request: Request, name: str) -> bool:
    return "x-set" in operation_of(request).properties[name]


@planted_bug("update", at=gettable)
def an_update_does_nothing(request: Request, server: Server) -> Response:
    old = _before(request, server)
    response = server.forward(request)
    if old is None or not response.is_success:
        return response
    _restore(request, server, old, response.json)
    return response.replace(json=old)


def confirmed_only(request: Request, server: Server) -> Response:
    """Respond as if the update was stored."""
    old, response = _before(request, server), server.forward(request)
    if old is not None and response.is_success:
        _restore(request, server, old, response.json)
    return response


@planted_bug("update", at=gettable)
def an_update_is_confirmed_but_not_stored(request: Request, server: Server) -> Response:
    return confirmed_only(request, server)


@planted_bug("update", at=gettable)
def an_update_returns_the_old_item(request: Request, server: Server) -> Response:
    old = _before(request, server)
    response = server.forward(request)
    return response.replace(json=old) if old is not None and response.is_success else response


def _overwriting(
    request: Request, server: Server, names: Callable[[dict[str, Any]], list[str]], value: str
) -> Response:
    """Update the item, and set more texts."""
    payload = request.payload
    response = server.forward(request)
    if response.is_success and isinstance(payload, dict):
        more = dict.fromkeys(names(payload), value)
        if more:
            required = {name: response.json[name] for name in operation_of(request).required if name not in more}
            return server.forward(request.replace(payload=required | more))
    return response


def has_optional_text(operation: Operation, document: Document) -> bool:
    """Select updates with an optional text."""
    return gettable(operation, document) and bool(_optional(operation))


def _optional(operation: Operation) -> list[str]:
    return [name for name in selectors.free_texts(operation) if name not in operation.required]


@planted_bug("update", at=has_optional_text)
def an_update_clears_properties_it_does_not_name(request: Request, server: Server) -> Response:
    return _overwriting(
        request, server, lambda sent: [one for one in _optional(operation_of(request)) if one not in sent], ""
    )


def _tracked(request: Request, server: Server, kind: str, change: Callable[[Item], Any]) -> Response:
    """Change a generated property of the items that were updated."""
    collection, response = server.collection(request), server.forward(request)
    if operation_of(request).action == "update" and response.is_success:
        server.memory[response.json[collection.id_name]] = change(response.json)
    names = [name for name, one in collection.properties.items() if one.get("x-generate", {}).get("kind") == kind]

    def edit(item: Item) -> Item:
        value = server.memory.get(item[collection.id_name])
        return item if value is None else item | dict.fromkeys(names, value)

    return edit_items(request, response, edit)


def updatable(operation: Operation, document: Document) -> bool:
    """Select operations on items that can be updated."""
    collection = document.collection_of(operation)
    return collection is not None and "update" in collection.operations


@planted_bug("update", "update-keeps-generated", at=selectors.all_of(selectors.generated("now"), updatable))
def an_update_changes_the_time_of_creation(request: Request, server: Server) -> Response:
    return _tracked(request, server, "now", lambda _: server.moment())


@planted_bug("update", "update-keeps-generated", at=selectors.all_of(selectors.generated("secret"), updatable))
def an_update_generates_a_new_secret(request: Request, server: Server) -> Response:
    return _tracked(request, server, "secret", lambda item: _rotated(item, server.collection(request).properties))


def _rotated(item: Item, properties: Any) -> str:
    secret = next(item[name] for name, one in properties.items() if one.get("x-generate", {}).get("kind") == "secret")
    return str(secret[1:] + secret[:1])


@planted_bug("update", "update-keeps-place", "default-order", at=selectors.all_of(selectors.collections, updatable))
def an_update_moves_an_item_to_the_end(request: Request, server: Server) -> Response:
    collection, response, action = server.collection(request), server.forward(request), operation_of(request).action
    if not response.is_success:
        return response
    if action == "update":
        server.memory[response.json[collection.id_name]] = len(server.memory) + 1
    if action != "list" or "sort_by" in request.query:
        return response
    items = server.all_items(request, request.query)
    return relist(request, response, sorted(items, key=lambda one: server.memory.get(one[collection.id_name], 0)))


@planted_bug("update", "refused-changes-nothing", at=gettable)
def a_refused_update_is_partly_stored(request: Request, server: Server) -> Response:
    response, operation, payload = server.forward(request), operation_of(request), request.payload
    if response.status == 400 and isinstance(payload, dict):
        good = {name: one for name, one in payload.items() if name in operation.properties and isinstance(one, str)}
        if good:
            required = (_before(request, server) or {}).items()
            server.forward(
                request.replace(payload={n: one for n, one in required if n in operation.required} | good, search="")
            )
    return response


@planted_bug("update", "not-found", at=gettable)
def an_update_of_an_unknown_item_succeeds(request: Request, server: Server) -> Response:
    response, collection = server.forward(request), server.collection(request)
    if response.status != 404:
        return response
    item = {**full_sample(collection.resource), collection.id_name: request.ids[-1]}
    return response.replace(status=200, json=item, content_type="application/json")


@planted_bug("update", "round-trip", at=selectors.all_of(gettable, selectors.takes_text))
def an_update_trims_its_texts(request: Request, server: Server) -> Response:
    payload = request.payload
    if not isinstance(payload, dict) or payload == (trimmed := _each(payload, str.strip)):
        return server.forward(request)
    return server.forward(request.replace(payload=trimmed))


@planted_bug("update", "round-trip", at=selectors.all_of(gettable, selectors.takes_text))
def an_update_ignores_empty_texts(request: Request, server: Server) -> Response:
    payload, old = request.payload, _before(request, server)
    if not isinstance(payload, dict) or old is None or "" not in payload.values():
        return server.forward(request)
    return server.forward(
        request.replace(payload={name: old.get(name, one) if one == "" else one for name, one in payload.items()})
    )


@planted_bug("update", at=selectors.all_of(gettable, selectors.takes_text))
def an_update_appends_to_the_old_text(request: Request, server: Server) -> Response:
    payload, old = request.payload, _before(request, server)
    if not isinstance(payload, dict) or old is None:
        return server.forward(request)
    changed = {n: one if _is_same(one, old.get(n)) else f"{old[n]}{one}" for n, one in payload.items() if n in old}
    return server.forward(
        request.replace(payload=payload | {n: one for n, one in changed.items() if not _is_word(request, n)})
    )


def _is_same(sent: Any, old: Any) -> bool:
    return not isinstance(sent, str) or not isinstance(old, str) or sent == old


def _each(payload: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    return {name: change(one) if isinstance(one, str) else one for name, one in payload.items()}


@planted_bug("update", at=gettable)
def an_update_stores_only_its_first_change(request: Request, server: Server) -> Response:
    payload, old = request.payload, _before(request, server)
    if not isinstance(payload, dict) or old is None:
        return server.forward(request)
    changed = [name for name, value in payload.items() if name in old and value != old[name]]
    return server.forward(
        request.replace(payload={n: one for n, one in payload.items() if n not in changed[1:]})
        if len(changed) > 1
        else request
    )
