"""Bugs of unique properties: values of two items are equal, or values that are free are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.values.samples import sample
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, edit_items, on_status, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response

_CONFLICT = 409

_items = selectors.all_of(selectors.items, selectors.unique)
_creates = selectors.all_of(selectors.creates, selectors.unique)
_with_list = selectors.all_of(selectors.unique, selectors.beside_all("create", "list"))


def _updates(operation: Operation, document: Document) -> bool:
    """Select updates that can set a unique property of items that can be listed."""
    collection = document.collection_of(operation)
    is_update = collection is not None and operation is collection.operations.get("update")
    return is_update and collection is not None and bool({*collection.unique} & {*operation.properties})


def _beside_update(operation: Operation, document: Document) -> bool:
    """Select operations on items whose update can set a unique property."""
    collection = document.collection_of(operation)
    update = collection.operations.get("update") if collection is not None else None
    return update is not None and _updates(update, document)


def sent_unique(request: Request, server: Server) -> tuple[str, str] | None:
    """Return the name and value of a unique property in the payload of a create or update, or None."""
    if operation_of(request).action not in {"create", "update"} or not isinstance(request.payload, dict):
        return None
    sent = ((name, request.payload.get(name)) for name in server.collection(request).unique)
    return next(((name, value) for name, value in sent if isinstance(value, str)), None)


def accepted_anyway(request: Request, server: Server, response: Response) -> Response:
    """Return the success of a request that was refused for a value that is not unique. Later responses show this value."""
    sent, known = sent_unique(request, server), server.memory
    if response.status == _CONFLICT and sent is not None:
        name, value = sent
        other = sample(operation_of(request).properties[name], 5000 + len(known))
        response = server.forward(request.replace(payload={**request.payload, name: other}))
        if response.is_success:
            known[response.json[server.collection(request).id_name]] = {name: value}
    return response


def with_accepted(request: Request, server: Server, response: Response) -> Response:
    """Return the response with the values that were accepted by mistake."""
    id_name = server.collection(request).id_name
    return edit_items(request, response, lambda item: item | server.memory.get(item[id_name], {}))


def _accepting(request: Request, server: Server, action: str) -> Response:
    response = server.forward(request)
    if operation_of(request).action == action:
        response = accepted_anyway(request, server, response)
    return with_accepted(request, server, response)


def _refusing(request: Request, server: Server, is_taken: Callable[[str, str, list[Item]], bool]) -> Response:
    """Refuse a value as if another item had it. ``is_taken`` gets the name, the value and the items of the collection."""
    sent = sent_unique(request, server)
    if sent is None:
        return server.forward(request)
    (name, value), collection = sent, server.collection(request)
    items = server.all_items(request, {}, request.ids[: len(collection.parents)])
    own = request.ids[-1] if operation_of(request).action == "update" else None
    others = [one for one in items if one[collection.id_name] != own and isinstance(one.get(name), str)]
    if others and is_taken(name, value, items):
        return server.forward(request.replace(payload={**request.payload, name: others[0][name]}))
    return server.forward(request)


@planted_bug("unique", at=_items)
def a_create_accepts_a_value_of_another_item(request: Request, server: Server) -> Response:
    return _accepting(request, server, "create")


@planted_bug("unique", at=selectors.all_of(_items, _beside_update))
def an_update_accepts_a_value_of_another_item(request: Request, server: Server) -> Response:
    return _accepting(request, server, "update")


@planted_bug("unique", at=selectors.all_of(_creates, _with_list))
def a_create_with_a_taken_value_returns_the_item(request: Request, server: Server) -> Response:
    response, sent = server.forward(request), sent_unique(request, server)
    if response.status != _CONFLICT or sent is None:
        return response
    found = next(one for one in server.all_items(request, {}) if one.get(sent[0]) == sent[1])
    return response.replace(status=operation_of(request).status, json=found, content_type="application/json")


@planted_bug("unique", at=_creates)
def a_create_that_conflicts_stores_another_item(request: Request, server: Server) -> Response:
    response, sent = server.forward(request), sent_unique(request, server)
    if response.status == _CONFLICT and sent is not None:
        other = sample(operation_of(request).properties[sent[0]], 5000)
        server.forward(request.replace(payload={**request.payload, sent[0]: other}))
    return response


@planted_bug("unique", at=_updates)
def an_update_that_conflicts_changes_the_other_properties(request: Request, server: Server) -> Response:
    response, sent = server.forward(request), sent_unique(request, server)
    if response.status == _CONFLICT and sent is not None:
        server.forward(
            request.replace(
                payload={**request.payload, sent[0]: sample(operation_of(request).properties[sent[0]], 5000)}
            )
        )
    return response


@planted_bug("unique", "problem", "documented-status", at=_items)
def a_conflict_is_a_400(request: Request, server: Server) -> Response:
    return on_status(request, server, _CONFLICT, lambda one: one.replace(status=400, json={**one.json, "status": 400}))


@planted_bug("unique", at=_items)
def a_conflict_has_the_type_of_an_invalid_attribute(request: Request, server: Server) -> Response:
    def change(response: Response) -> Response:
        kind = "https://docs.api.video/reference/invalid-attribute"
        return response.replace(json={**response.json, "type": kind})

    return on_status(request, server, _CONFLICT, change)


@planted_bug("unique", at=_items)
def a_conflict_has_the_title_of_an_invalid_attribute(request: Request, server: Server) -> Response:
    return on_status(
        request,
        server,
        _CONFLICT,
        lambda response: response.replace(json={**response.json, "title": "An attribute is invalid."}),
    )


@planted_bug("unique", at=selectors.all_of(selectors.writes, _with_list))
def values_are_compared_without_case(request: Request, server: Server) -> Response:
    return _refusing(
        request, server, lambda name, value, items: value.lower() in {str(one.get(name)).lower() for one in items}
    )


@planted_bug("unique", at=selectors.all_of(selectors.writes, _with_list))
def a_value_that_starts_with_another_one_is_taken(request: Request, server: Server) -> Response:
    return _refusing(
        request, server, lambda name, value, items: any(value.startswith(str(one.get(name))) for one in items)
    )


@planted_bug("unique", at=selectors.all_of(_updates, _with_list))
def an_update_conflicts_with_its_own_value(request: Request, server: Server) -> Response:
    return _refusing(request, server, lambda name, value, items: value in {one.get(name) for one in items})


def _remembering(request: Request, server: Server, scope: tuple[Any, ...]) -> Response:
    """Refuse a value that any earlier item of a scope had."""
    used: set[str] = server.memory.setdefault((request.authorization, scope), set())
    sent = sent_unique(request, server)
    response = _refusing(
        request, server, lambda name, value, items: value in used and value not in {one.get(name) for one in items}
    )
    if response.is_success and sent is not None:
        used.add(sent[1])
    return response


@planted_bug("unique", at=selectors.all_of(selectors.action("create", "update"), _with_list, _beside_update))
def a_value_stays_taken_after_an_update(request: Request, server: Server) -> Response:
    above = request.ids[: len(server.collection(request).parents)]
    return _remembering(request, server, above)


@planted_bug("unique", at=selectors.all_of(_creates, _with_list, selectors.beside_all("delete")))
def a_value_stays_taken_after_a_deletion(request: Request, server: Server) -> Response:
    return _remembering(request, server, request.ids)


@planted_bug("unique", at=selectors.all_of(_creates, _with_list, selectors.nested))
def a_value_is_taken_below_every_parent(request: Request, server: Server) -> Response:
    return _remembering(request, server, ())
