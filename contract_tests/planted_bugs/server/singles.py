"""Bugs of items without an id: they are shared, lost, or changed by what was refused."""

from __future__ import annotations

from typing import Any

from apivideo_admin_contract.document.document import Document, Operation
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response


def _singles(operation: Operation, document: Document) -> bool:
    """Select operations on items without an id that can be read and changed."""
    collection = document.collection_of(operation)
    return collection is not None and collection.is_single and {"get", "update"} <= set(collection.operations)


def _sharing(request: Request, server: Server, key: Any) -> Response:
    """Show the values of the last update of a key to all who share it."""
    known: dict[Any, Item] = server.memory
    response = server.forward(request)
    if not response.is_success:
        return response
    if operation_of(request).action == "update" and isinstance(request.payload, dict):
        known[key] = {**known.get(key, {}), **{name: response.json[name] for name in request.payload}}
    return response.replace(json={**response.json, **known.get(key, {})})


@planted_bug("accounts", at=_singles)
def an_item_without_an_id_is_shared_by_all(request: Request, server: Server) -> Response:
    return _sharing(request, server, "all")


@planted_bug("update", at=_singles)
def an_update_of_an_item_without_an_id_is_forgotten(request: Request, server: Server) -> Response:
    # The get returns the item as it was at first.
    response = server.forward(request)
    if operation_of(request).action != "get" or not response.is_success:
        return response
    first: Item = server.memory.setdefault((request.authorization, request.ids), response.json)
    return response.replace(json=first)


@planted_bug("update", at=_singles)
def an_update_of_an_item_without_an_id_replaces_it(request: Request, server: Server) -> Response:
    # A property that is not sent has its first value again.
    known: dict[Any, Item] = server.memory
    key = (request.authorization, request.ids)
    if key not in known:
        found = server.call(request, server.collection(request).operations["get"], request.ids)
        known[key] = found.json if found.is_success else {}
    if operation_of(request).action != "update" or not isinstance(request.payload, dict):
        return server.forward(request)
    names = [name for name in operation_of(request).properties if name not in request.payload and name in known[key]]
    return server.forward(request.replace(payload={**{name: known[key][name] for name in names}, **request.payload}))


@planted_bug("refused-changes-nothing", at=_singles)
def a_refused_update_of_an_item_without_an_id_is_stored(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if operation_of(request).action == "update" and response.status == 400 and isinstance(request.payload, dict):
        for name, value in request.payload.items():
            server.forward(request.replace(payload={name: value}))
    return response


@planted_bug("refused-changes-nothing", at=_singles)
def an_update_of_an_item_without_an_id_is_stored_whatever_its_media_type(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if operation_of(request).action == "update" and response.status == 415 and request.payload:
        server.forward(request.replace(payload=request.payload))
    return response
