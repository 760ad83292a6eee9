"""What goes wrong only where requests come at the same time: each reads, waits a little, and writes."""

from __future__ import annotations

import time
from typing import Final

from contract_tests.document import Document, Operation
from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Server, operation_of
from contract_tests.faults.wire import Answer, Request

#: In seconds: long enough for the next request to come meanwhile.
_PAUSE: Final = 0.03


def _takes_several(operation: Operation, document: Document) -> bool:
    """Pick operations on items that can be read, and of which an update may leave something out."""
    collection = document.collection_of(operation)
    actions = collection.operations if collection is not None else {}
    return {"create", "get", "update"} <= set(actions) and len(actions["update"].properties) > 1


def _before(request: Request, server: Server) -> Answer:
    collection = server.collection(request)
    found = server.ask(request, collection.operations["get"], request.ids)
    time.sleep(_PAUSE)
    return found


@fault("update", at=at.both(at.action("get", "update"), _takes_several), at_once=True)
def an_update_writes_back_what_it_read_before_another(request: Request, server: Server) -> Answer:
    lost: dict[tuple[str, ...], dict[str, object]] = server.memory
    payload = request.payload
    if operation_of(request).action == "get":
        answer = server.forward(request)
        return answer.but(json={**answer.json, **lost.get(request.ids, {})}) if answer.is_good else answer
    old, answer = _before(request, server), server.forward(request)
    if answer.is_good and old.is_good and isinstance(payload, dict):
        lost[request.ids] = {
            **lost.get(request.ids, {}),
            **{one: old.json[one] for one in old.json if one not in payload},
        }
        lost[request.ids] |= {name: answer.json[name] for name in payload}
        return answer.but(json={**answer.json, **lost[request.ids]})
    return answer


@fault("delete", at=at.both(at.deletes, at.beside_all("create", "get")), at_once=True)
def deletions_at_the_same_time_are_all_done(request: Request, server: Server) -> Answer:
    there, answer = _before(request, server), server.forward(request)
    late = there.is_good and answer.status == 404
    return answer.but(status=204, body=b"", content_type=None, content_length=None) if late else answer


@fault("create-once", at=at.both(at.creates, at.beside_all("list")), at_once=True)
def creates_at_the_same_time_give_one_item(request: Request, server: Server) -> Answer:
    place = (request.authorization, request.path)
    server.memory[place] = server.memory.get(place, 0) + 1
    try:
        time.sleep(_PAUSE)
        known: Answer | None = server.memory.get((place, "last"))
        if known is not None and server.memory[place] > 1:
            return known
        answer = server.memory[place, "last"] = server.forward(request)
        return answer
    finally:
        server.memory[place] -= 1
