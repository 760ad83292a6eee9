"""Bugs of deletions: they delete nothing, too much, or not permanently."""

from __future__ import annotations

from typing import Final

from apivideo_admin_contract.document.document import Collection, Document, Operation
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, on_success, operation_of, relist, rename, surviving
from contract_tests.planted_bugs.server.wire import Request, Response

#: In seconds.
_DAY: Final = 86_400


def gettable(operation: Operation, document: Document) -> bool:
    """Select the operations of collections whose items can be deleted, read and listed."""
    collection = document.collection_of(operation)
    return collection is not None and {"delete", "get", "list"} <= set(collection.operations)


def _siblings(request: Request, server: Server) -> list[str]:
    id_name = server.collection(request).id_name
    return [one[id_name] for one in server.all_items(request, {}) if one[id_name] != request.ids[-1]]


def _get(request: Request, server: Server) -> Response:
    return server.call(request, server.collection(request).operations["get"], request.ids)


def _done(request: Request, server: Server) -> Response:
    """Return the response of a successful deletion without deleting."""
    response = server.call(request, server.collection(request).operations["get"], request.ids)
    return response.replace(status=operation_of(request).status, body=b"", content_type=None, content_length=None)


@planted_bug("delete", at=selectors.all_of(selectors.deletes, gettable))
def a_deletion_does_nothing(request: Request, server: Server) -> Response:
    return (
        _done(request, server) if _get(request, server).is_success and not request.search else server.forward(request)
    )


@planted_bug("delete", at=selectors.deletes)
def a_deletion_deletes_every_item(request: Request, server: Server) -> Response:
    others, response = _siblings(request, server), server.forward(request)
    for one in others if response.is_success else ():
        server.call(request, operation_of(request), (*request.ids[:-1], one))
    return response


@planted_bug("delete", at=selectors.deletes)
def a_deletion_also_deletes_the_next_item(request: Request, server: Server) -> Response:
    others, response = _siblings(request, server), server.forward(request)
    if response.is_success and others:
        server.call(request, operation_of(request), (*request.ids[:-1], others[-1]))
    return response


@planted_bug("delete", at=selectors.all_of(selectors.deletes, gettable))
def a_deletion_deletes_another_item(request: Request, server: Server) -> Response:
    others = _siblings(request, server)
    if not others or not _get(request, server).is_success:
        return server.forward(request)
    return server.call(request, operation_of(request), (*request.ids[:-1], others[0]))


@planted_bug("documented-status", "delete", at=selectors.deletes)
def a_deletion_responds_with_200(request: Request, server: Server) -> Response:
    return on_success(
        request,
        server,
        lambda response: response.replace(status=200, json={"deleted": True}, content_type="application/json"),
    )


@planted_bug("documented-status", "delete", at=selectors.deletes)
def a_deletion_responds_with_202(request: Request, server: Server) -> Response:
    return on_success(request, server, lambda response: response.replace(status=202))


@planted_bug("delete", "not-found", at=selectors.deletes)
def deleting_twice_succeeds(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.is_success:
        server.memory[request.ids] = response
    return server.memory.get(request.ids, response) if response.status == 404 else response


@planted_bug("delete", "not-found", at=selectors.deletes)
def deleting_an_unknown_item_succeeds(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.status == 404:
        return response.replace(status=operation_of(request).status, body=b"", content_type=None, content_length=None)
    return response


def _remembering(request: Request, server: Server) -> Response:
    """Forward the request and remember the items that it deletes."""
    if operation_of(request).action != "delete" or "get" not in server.collection(request).operations:
        return server.forward(request)
    item, response = _get(request, server), server.forward(request)
    if response.is_success and item.is_success:
        server.memory[request.authorization, request.ids] = item
    return response


def _gone(request: Request, server: Server) -> list[Item]:
    above = request.ids[: len(server.collection(request).parents)]
    found = [(key, response) for key, response in server.memory.items() if isinstance(key, tuple)]
    return [one.json for (who, ids), one in found if who == request.authorization and ids[:-1] == above]


@planted_bug("delete", at=gettable)
def deleted_items_are_still_listed(request: Request, server: Server) -> Response:
    response = _remembering(request, server)
    if not response.is_success or operation_of(request).action != "list":
        return response
    return relist(request, response, [*server.all_items(request, request.query), *_gone(request, server)])


@planted_bug("delete", at=gettable)
def deleted_items_can_still_be_read(request: Request, server: Server) -> Response:
    response = _remembering(request, server)
    if response.status == 404 and operation_of(request).action == "get":
        response = server.memory.get((request.authorization, request.ids), response)
    return response


@planted_bug("delete", at=selectors.all_of(gettable, selectors.beside(selectors.filters())))
def filters_return_deleted_items(request: Request, server: Server) -> Response:
    response, operation = _remembering(request, server), operation_of(request)
    if not response.is_success or operation.action != "list":
        return response
    sent = {one.name: request.query[one.name] for one in operation.filters if one.name in request.query}
    gone = [
        one for one in _gone(request, server) if sent and all(text in str(one[name]) for name, text in sent.items())
    ]
    return relist(request, response, [*server.all_items(request, request.query), *gone])


@planted_bug("delete", at=selectors.all_of(gettable, selectors.beside(selectors.sorts)))
def sorted_lists_contain_deleted_items(request: Request, server: Server) -> Response:
    response = _remembering(request, server)
    if not response.is_success or operation_of(request).action != "list" or "sort_by" not in request.query:
        return response
    return relist(request, response, [*server.all_items(request, request.query), *_gone(request, server)])


@planted_bug("delete", at=gettable)
def the_list_after_a_deletion_is_stale(request: Request, server: Server) -> Response:
    response, action = _remembering(request, server), operation_of(request).action
    if response.is_success and action == "delete":
        server.memory["stale"] = True
    if response.is_success and action == "list" and server.memory.pop("stale", False):
        return relist(request, response, [*server.all_items(request, request.query), *_gone(request, server)])
    return response


@planted_bug("delete", at=gettable)
def deleted_items_come_back_with_the_next_create(request: Request, server: Server) -> Response:
    response, action = _remembering(request, server), operation_of(request).action
    if response.is_success and action == "create":
        server.memory["back"] = True
    if response.is_success and action == "list" and server.memory.get("back"):
        return relist(request, response, [*_gone(request, server), *server.all_items(request, request.query)])
    return response


@planted_bug("delete", "ids-unique", at=selectors.all_of(gettable, selectors.not_keyed))
def ids_are_reused_after_a_deletion(request: Request, server: Server) -> Response:
    # The next created item gets the id that was deleted last, in every path and every response.
    names: dict[str, str] = server.memory.setdefault("names", {})
    free: dict[tuple[str, ...], str] = server.memory.setdefault("free", {})
    inside = {public: own for own, public in names.items()}
    ids = tuple(inside.get(one, one) for one in request.ids)
    changed = request.replace(ids=ids, path=operation_of(request).path_for(ids)) if ids != request.ids else request
    response, action = server.forward(changed), operation_of(request).action
    if response.is_success and action == "delete":
        free[request.ids[:-1]] = request.ids[-1]
        names.pop(ids[-1], None)
    if response.is_success and action == "create" and (fresh := free.pop(request.ids, None)):
        names[response.json[server.collection(request).id_name]] = fresh
    return rename(response, names)


@planted_bug("delete-below", at=selectors.all_of(selectors.action("create", "get", "list"), selectors.below_deletable))
def nested_items_survive_a_deletion(request: Request, server: Server) -> Response:
    parents = server.collection(request).parents
    if _exists(request, server, parents[-1], request.ids[: len(parents)]):
        return surviving(request, server)
    return surviving(request, server, "get", "list")


def _exists(request: Request, server: Server, collection: Collection, ids: tuple[str, ...]) -> bool:
    return server.call(request, collection.operations["get"], ids).is_success


@planted_bug("delete", at=selectors.all_of(gettable, selectors.beside_all("create", "delete")), clock=True)
def deleted_items_return_after_a_day(request: Request, server: Server) -> Response:
    response = _remembering(request, server)
    deletions: dict[str, float] = server.memory.setdefault("deletions", {})
    if operation_of(request).action == "delete" and response.is_success:
        deletions[request.ids[-1]] = server.now()
    if operation_of(request).action != "list" or not response.is_success:
        return response
    id_name = server.collection(request).id_name
    returned = [one for one in _gone(request, server) if server.now() - deletions[one[id_name]] >= _DAY]
    return relist(request, response, server.all_items(request, request.query) + returned) if returned else response
