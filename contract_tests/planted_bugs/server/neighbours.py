"""Bugs of updates and deletions that change other items."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, operation_of
from contract_tests.planted_bugs.server.updates import gettable
from contract_tests.planted_bugs.server.wire import Request, Response


@planted_bug("update", at=selectors.all_of(gettable, selectors.takes_text))
def an_update_also_changes_the_previous_item(request: Request, server: Server) -> Response:
    return _beside(request, server, -1, also=True)


@planted_bug("update", at=selectors.all_of(gettable, selectors.takes_text))
def an_update_also_changes_the_next_item(request: Request, server: Server) -> Response:
    return _beside(request, server, 1, also=True)


@planted_bug("update", at=selectors.all_of(gettable, selectors.takes_text))
def an_update_changes_the_first_item_instead(request: Request, server: Server) -> Response:
    return _beside(request, server, None, also=False)


def _beside(request: Request, server: Server, step: int | None, *, also: bool) -> Response:
    """Update the item that is ``step`` away, or the first item for None; ``also`` updates the right item too."""
    collection, payload = server.collection(request), request.payload
    if not isinstance(payload, dict) or any(
        "x-set" in one for name, one in operation_of(request).properties.items() if name in payload
    ):
        return server.forward(request)
    response = server.forward(request) if also else server.call(request, collection.operations["get"], request.ids)
    if not response.is_success:
        return server.forward(request)
    ids = [one[collection.id_name] for one in server.all_items(request, {})]
    index = 0 if step is None else ids.index(request.ids[-1]) + step
    if 0 <= index < len(ids):
        other = server.call(request, operation_of(request), (*request.ids[:-1], ids[index]), payload=payload)
        return (
            response
            if also or not other.is_success
            else other.replace(json={**other.json, collection.id_name: request.ids[-1]})
        )
    return response


@planted_bug("update", at=selectors.all_of(gettable, selectors.takes_text))
def an_update_changes_all_items(request: Request, server: Server) -> Response:
    response, collection, payload = server.forward(request), server.collection(request), request.payload
    if response.is_success and isinstance(payload, dict):
        for item in server.all_items(request, {}):
            server.call(request, operation_of(request), (*request.ids[:-1], item[collection.id_name]), payload=payload)
    return response


def _equal_items(request: Request, server: Server, item: Item) -> list[tuple[str | None, tuple[str, ...]]]:
    """Return the key and the path ids of every other created item whose properties were created equal."""
    created: dict[tuple[str | None, tuple[str, ...]], Item] = server.memory
    names = server.collection(request).operations["create"].properties

    def values(one: Item) -> list[Any]:
        return [one.get(name) for name in names]

    mine = (request.authorization, request.ids)
    return [key for key, one in created.items() if key != mine and values(one) == values(item)]


def _repeat_for_equal_items(
    request: Request, server: Server, chosen: Callable[[str | None, tuple[str, ...]], bool]
) -> Response:
    """Repeat a successful update or deletion for each other equal item whose key and path ids are chosen."""
    response, is_create = server.forward(request), operation_of(request).action == "create"
    if not response.is_success:
        return response
    if is_create:
        ids = (*request.ids, response.json[server.collection(request).id_name])
        server.memory[request.authorization, ids] = response.json
        return response
    old = server.memory.get((request.authorization, request.ids), {})
    for key, ids in _equal_items(request, server, old):
        if chosen(key, ids):
            server.call(request.replace(authorization=key), operation_of(request), ids, payload=request.payload)
    return response


def _is_elsewhere(request: Request) -> Callable[[str | None, tuple[str, ...]], bool]:
    """Return whether an item of the same key has another parent."""
    return lambda key, ids: key == request.authorization and ids[:-1] != request.ids[:-1]


@planted_bug(
    "accounts", at=selectors.all_of(selectors.action("create", "update"), selectors.beside_all("create", "update"))
)
def an_update_changes_equal_items_of_other_accounts(request: Request, server: Server) -> Response:
    return _repeat_for_equal_items(request, server, lambda key, _: key != request.authorization)


@planted_bug(
    "update",
    at=selectors.all_of(selectors.action("create", "update"), selectors.nested, selectors.beside_all("create")),
)
def an_update_changes_equal_items_of_other_parents(request: Request, server: Server) -> Response:
    return _repeat_for_equal_items(request, server, _is_elsewhere(request))


@planted_bug(
    "delete", at=selectors.all_of(selectors.action("create", "delete"), selectors.beside_all("create", "delete"))
)
def a_deletion_deletes_equal_items_of_other_parents(request: Request, server: Server) -> Response:
    return _repeat_for_equal_items(request, server, _is_elsewhere(request))
