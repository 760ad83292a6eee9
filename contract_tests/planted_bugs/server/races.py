"""Race conditions, which only concurrent requests show."""

from __future__ import annotations

import threading
import time
from typing import Final

from apivideo_admin_contract.document.document import Document, Operation
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, operation_of
from contract_tests.planted_bugs.server.uniqueness import accepted_anyway, with_accepted
from contract_tests.planted_bugs.server.wire import Request, Response

#: Seconds that a request waits for a concurrent one; a request in a thread pool of this process waits longer.
_PAUSE: Final = 0.03
_LONG_PAUSE: Final = 2.0


def _takes_several(operation: Operation, document: Document) -> bool:
    """Select operations on items that can be read, and whose update takes several properties."""
    collection = document.collection_of(operation)
    actions = collection.operations if collection is not None else {}
    return {"create", "get", "update"} <= set(actions) and len(actions["update"].properties) > 1


def _before(request: Request, server: Server) -> tuple[Response, bool]:
    """Return the item before the request, and whether a concurrent request for it arrived."""
    collection = server.collection(request)
    found = server.call(request, collection.operations["get"], request.ids)
    return found, _meet(request, server)


def _meet(request: Request, server: Server) -> bool:
    """Wait for a concurrent request with the same path, and return whether one arrived."""
    counts: dict[tuple[str, str | None, str], int] = server.memory
    here, come = (("here", request.authorization, request.path), ("come", request.authorization, request.path))
    late = counts.get(here, 0) > 0
    counts[here] = counts.get(here, 0) + 1
    counts[come] = number = counts.get(come, 0) + 1
    in_pool = threading.current_thread().name.startswith("ThreadPoolExecutor")
    end = time.monotonic() + (_LONG_PAUSE if in_pool else _PAUSE)
    while not late and counts[come] == number and time.monotonic() < end:
        time.sleep(0.001)
    counts[here] -= 1
    return late or counts[come] > number


@planted_bug("update", at=selectors.all_of(selectors.action("get", "update"), _takes_several), concurrent=True)
def concurrent_updates_overwrite_each_other(request: Request, server: Server) -> Response:
    lost: dict[tuple[str, ...], dict[str, object]] = server.memory
    payload = request.payload
    if operation_of(request).action == "get":
        response = server.forward(request)
        return (
            response.replace(json={**response.json, **lost.get(request.ids, {})}) if response.is_success else response
        )
    (old, met), response = _before(request, server), server.forward(request)
    if response.is_success and old.is_success and isinstance(payload, dict):
        new = {name: response.json[name] for name in payload}
        rest = {name: value for name, value in old.json.items() if name not in payload}
        # Of two concurrent updates the one that arrived later loses.
        lost[request.ids] = {**new, **lost.get(request.ids, {}), **rest} if met else new
    return response


@planted_bug("delete", at=selectors.all_of(selectors.deletes, selectors.beside_all("create", "get")), concurrent=True)
def concurrent_deletions_all_succeed(request: Request, server: Server) -> Response:
    (there, _), response = _before(request, server), server.forward(request)
    late = there.is_success and response.status == 404
    return response.replace(status=204, body=b"", content_type=None, content_length=None) if late else response


@planted_bug("unique", at=selectors.all_of(selectors.items, selectors.unique), concurrent=True)
def concurrent_creates_share_a_value(request: Request, server: Server) -> Response:
    if operation_of(request).action != "create":
        return with_accepted(request, server, server.forward(request))
    met, response = _meet(request, server), server.forward(request)
    return with_accepted(request, server, accepted_anyway(request, server, response) if met else response)


@planted_bug("create-once", at=selectors.all_of(selectors.creates, selectors.beside_all("list")), concurrent=True)
def concurrent_creates_store_one_item(request: Request, server: Server) -> Response:
    fixture = ("last", request.authorization, request.path)
    met = _meet(request, server)
    known: Response | None = server.memory.get(fixture)
    if known is not None and met:
        return known
    response = server.memory[fixture] = server.forward(request)
    return response


@planted_bug("accounts", at=selectors.lists, concurrent=True)
def concurrent_reads_mix_up_the_accounts(request: Request, server: Server) -> Response:
    server.memory["current"] = request.authorization
    if threading.current_thread().name.startswith("ThreadPoolExecutor"):
        time.sleep(_PAUSE)
    return server.forward(request.replace(authorization=server.memory["current"]))
