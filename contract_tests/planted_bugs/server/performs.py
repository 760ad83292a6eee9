"""Bugs of custom actions: they change nothing, too much, or another item."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from apivideo_admin_contract.document.document import Document, Operation
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, edit_items, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response

_performs = selectors.action("perform")


def _sets(operation: Operation, _document: Document) -> bool:
    return operation.action == "perform" and bool(operation.effect.get("set"))


def _moves(operation: Operation, _document: Document) -> bool:
    return operation.action == "perform" and bool(operation.effect.get("now"))


def _beside(operation: Operation, document: Document) -> bool:
    """Select operations on items with a custom action that has an effect."""
    collection = document.collection_of(operation)
    return collection is not None and any(one.effect for one in collection.performs)


_items = selectors.all_of(selectors.items, _beside)


def _get(request: Request, server: Server) -> Response:
    return server.call(request, server.collection(request).operations["get"], request.ids)


def _remembered(request: Request, server: Server, before: Response, response: Response, names: list[str]) -> None:
    """Remember the old values of some properties of an item, for later reads."""
    if response.is_success and before.is_success:
        server.memory[request.ids[-1]] = {name: before.json.get(name) for name in names}


def _with_memory(request: Request, server: Server, response: Response) -> Response:
    id_name = server.collection(request).id_name
    known: dict[str, Item] = server.memory
    return edit_items(request, response, lambda item: item | known.get(item[id_name], {}))


@planted_bug("effects", at=_items)
def an_action_sets_nothing(request: Request, server: Server) -> Response:
    before = _get(request, server) if operation_of(request).action == "perform" else None
    response = server.forward(request)
    if before is not None:
        _remembered(request, server, before, response, list(operation_of(request).effect.get("set", {})))
    return _with_memory(request, server, response)


@planted_bug("effects", at=_items)
def an_action_moves_no_time(request: Request, server: Server) -> Response:
    before = _get(request, server) if operation_of(request).action == "perform" else None
    response = server.forward(request)
    if before is not None:
        _remembered(request, server, before, response, list(operation_of(request).effect.get("now", ())))
    return _with_memory(request, server, response)


@planted_bug("effects", at=_items)
def an_action_works_once(request: Request, server: Server) -> Response:
    # The job that does it finds the item done, and leaves it as it is.
    is_perform = operation_of(request).action == "perform"
    before = _get(request, server) if is_perform else None
    response = server.forward(request)
    if before is not None and response.is_success and before.is_success:
        key = (request.path, request.authorization)
        if key in server.memory:
            server.memory[request.ids[-1]] = before.json
        server.memory[key] = {}
    return _with_memory(request, server, response)


@planted_bug("effects", "round-trip", at=selectors.all_of(selectors.action("get", "list", "perform"), _beside))
def an_action_is_confirmed_but_not_stored(request: Request, server: Server) -> Response:
    if operation_of(request).action == "perform":
        before, response = _get(request, server), server.forward(request)
        _remembered(request, server, before, response, [*before.json] if before.is_success else [])
        return response
    return _with_memory(request, server, server.forward(request))


@planted_bug("effects", at=_moves)
def an_action_returns_the_time_of_yesterday(request: Request, server: Server) -> Response:
    early = datetime.fromtimestamp(server.now() - 86_400, UTC).isoformat()
    names = operation_of(request).effect["now"]
    return edit_items(request, server.forward(request), lambda item: item | dict.fromkeys(names, early))


@planted_bug("effects", at=_items)
def an_action_moves_its_time_a_day_late(request: Request, server: Server) -> Response:
    known: dict[Any, Item] = server.memory
    response = server.forward(request)
    if operation_of(request).action == "perform" and response.is_success:
        late = datetime.fromtimestamp(int(server.now()) + 86_400, UTC).isoformat()
        known[request.ids[-1]] = dict.fromkeys(operation_of(request).effect.get("now", ()), late)
    return _with_memory(request, server, response)


@planted_bug("effects", at=_items)
def an_action_sets_its_values_on_every_item(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if operation_of(request).action == "perform" and response.is_success:
        server.memory[request.authorization] = operation_of(request).effect.get("set", {})
    values = server.memory.get(request.authorization, {})
    return edit_items(request, response, lambda item: item | values)


@planted_bug("effects", "schema", at=_items)
def an_action_clears_a_property(request: Request, server: Server) -> Response:
    response, known = server.forward(request), server.memory
    collection = server.collection(request)
    texts = [name for name, one in collection.writable.items() if one.get("type") == "string" and "enum" not in one]
    if operation_of(request).action == "perform" and response.is_success:
        known[request.ids[-1]] = dict.fromkeys(texts, "")
    return _with_memory(request, server, response)


@planted_bug("effects", at=selectors.all_of(_performs, selectors.deletable))
def an_action_deletes_its_item(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.is_success:
        server.call(request, server.collection(request).operations["delete"], request.ids)
    return response


@planted_bug("effects", "documented-status", "schema", at=_performs)
def an_action_of_a_done_item_is_refused(request: Request, server: Server) -> Response:
    response, key = server.forward(request), (request.path, request.authorization)
    if response.is_success and key in server.memory:
        problem = {"title": "The action was performed already.", "status": 409}
        return response.replace(status=409, json=problem, content_type="application/problem+json")
    if response.is_success:
        server.memory[key] = True
    return response


@planted_bug("not-found", at=_performs)
def an_action_of_an_unknown_item_succeeds(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.status != 404 or operation_of(request).status != 204:
        return response
    return response.replace(status=204, body=b"", content_type=None, content_length=None)
