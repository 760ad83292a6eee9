"""Bugs of updates that change other items."""

from __future__ import annotations

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.creates import takes_text
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, operation_of
from contract_tests.planted_bugs.server.updates import gettable
from contract_tests.planted_bugs.server.wire import Request, Response


@planted_bug("update", at=selectors.both(gettable, takes_text))
def an_update_also_changes_the_previous_item(request: Request, server: Server) -> Response:
    return _beside(request, server, -1, also=True)


@planted_bug("update", at=selectors.both(gettable, takes_text))
def an_update_also_changes_the_next_item(request: Request, server: Server) -> Response:
    return _beside(request, server, 1, also=True)


@planted_bug("update", at=selectors.both(gettable, takes_text))
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


@planted_bug("update", at=selectors.both(gettable, takes_text))
def an_update_changes_all_items(request: Request, server: Server) -> Response:
    response, collection, payload = server.forward(request), server.collection(request), request.payload
    if response.is_success and isinstance(payload, dict):
        for item in server.all_items(request, {}):
            server.call(request, operation_of(request), (*request.ids[:-1], item[collection.id_name]), payload=payload)
    return response
