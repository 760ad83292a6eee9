"""Deletions that delete nothing, too much, or not for good."""

from __future__ import annotations

from contract_tests.document import Document, Operation
from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Item, Server, operation_of, relist
from contract_tests.faults.wire import Answer, Request


def gettable(operation: Operation, document: Document) -> bool:
    """Pick the operations of collections whose items can be deleted and read."""
    collection = document.collection_of(operation)
    return collection is not None and {"delete", "get", "list"} <= set(collection.operations)


def _siblings(request: Request, server: Server) -> list[str]:
    id_name = server.collection(request).id_name
    return [one[id_name] for one in server.everything(request, {}) if one[id_name] != request.ids[-1]]


def _get(request: Request, server: Server) -> Answer:
    return server.ask(request, server.collection(request).operations["get"], request.ids)


def _done(request: Request, server: Server) -> Answer:
    """Give the answer to a deletion that was done, without doing it."""
    answer = server.ask(request, server.collection(request).operations["get"], request.ids)
    return answer.but(status=operation_of(request).status, body=b"", content_type=None, content_length=None)


@fault("delete", at=at.both(at.deletes, gettable))
def a_deletion_does_nothing(request: Request, server: Server) -> Answer:
    return _done(request, server) if _get(request, server).is_good and not request.search else server.forward(request)


@fault("delete", at=at.deletes)
def a_deletion_deletes_all(request: Request, server: Server) -> Answer:
    others, answer = _siblings(request, server), server.forward(request)
    for one in others if answer.is_good else ():
        server.ask(request, operation_of(request), (*request.ids[:-1], one))
    return answer


@fault("delete", at=at.deletes)
def a_deletion_deletes_the_next_item_as_well(request: Request, server: Server) -> Answer:
    others, answer = _siblings(request, server), server.forward(request)
    if answer.is_good and others:
        server.ask(request, operation_of(request), (*request.ids[:-1], others[-1]))
    return answer


@fault("delete", at=at.both(at.deletes, gettable))
def a_deletion_deletes_another_item(request: Request, server: Server) -> Answer:
    others = _siblings(request, server)
    if not others or not _get(request, server).is_good:
        return server.forward(request)
    return server.ask(request, operation_of(request), (*request.ids[:-1], others[0]))


@fault("documented-status", "delete", at=at.deletes)
def a_deletion_is_answered_with_200(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(status=200, json={"deleted": True}, content_type="application/json") if answer.is_good else answer


@fault("documented-status", "delete", at=at.deletes)
def a_deletion_is_answered_with_202(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(status=202) if answer.is_good else answer


@fault("delete", "not-found", at=at.deletes)
def deleting_twice_is_no_error(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if answer.is_good:
        server.memory[request.ids] = answer
    return server.memory.get(request.ids, answer) if answer.status == 404 else answer


@fault("delete", "not-found", at=at.deletes)
def deleting_what_never_was_is_no_error(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if answer.status == 404:
        return answer.but(status=operation_of(request).status, body=b"", content_type=None, content_length=None)
    return answer


def _remembering(request: Request, server: Server) -> Answer:
    """Answer, and remember the items that are deleted, each with its place."""
    if operation_of(request).action != "delete" or "get" not in server.collection(request).operations:
        return server.forward(request)
    item, answer = _get(request, server), server.forward(request)
    if answer.is_good and item.is_good:
        server.memory[request.authorization, request.ids] = item
    return answer


def _gone(request: Request, server: Server) -> list[Item]:
    above = request.ids[: len(server.collection(request).parents)]
    found = [(key, answer) for key, answer in server.memory.items() if isinstance(key, tuple)]
    return [one.json for (who, ids), one in found if who == request.authorization and ids[:-1] == above]


@fault("delete", at=gettable)
def what_was_deleted_is_still_listed(request: Request, server: Server) -> Answer:
    answer = _remembering(request, server)
    if not answer.is_good or operation_of(request).action != "list":
        return answer
    return relist(request, answer, [*server.everything(request, request.query), *_gone(request, server)])


@fault("delete", at=gettable)
def what_was_deleted_is_still_found(request: Request, server: Server) -> Answer:
    answer = _remembering(request, server)
    if answer.status == 404 and operation_of(request).action == "get":
        answer = server.memory.get((request.authorization, request.ids), answer)
    return answer


@fault("delete", at=at.both(gettable, at.beside(at.filters())))
def what_was_deleted_is_found_by_a_filter(request: Request, server: Server) -> Answer:
    answer, operation = _remembering(request, server), operation_of(request)
    if not answer.is_good or operation.action != "list":
        return answer
    sent = {one.name: request.query[one.name] for one in operation.filters if one.name in request.query}
    gone = [
        one for one in _gone(request, server) if sent and all(text in str(one[name]) for name, text in sent.items())
    ]
    return relist(request, answer, [*server.everything(request, request.query), *gone])


@fault("delete", at=at.both(gettable, at.beside(at.sorts)))
def what_was_deleted_is_found_by_a_sort(request: Request, server: Server) -> Answer:
    answer = _remembering(request, server)
    if not answer.is_good or operation_of(request).action != "list" or "sort_by" not in request.query:
        return answer
    return relist(request, answer, [*server.everything(request, request.query), *_gone(request, server)])


@fault("delete", at=gettable)
def the_list_after_a_deletion_is_stale(request: Request, server: Server) -> Answer:
    answer, action = _remembering(request, server), operation_of(request).action
    if answer.is_good and action == "delete":
        server.memory["stale"] = True
    if answer.is_good and action == "list" and server.memory.pop("stale", False):
        return relist(request, answer, [*server.everything(request, request.query), *_gone(request, server)])
    return answer


@fault("delete", at=gettable)
def what_was_deleted_comes_back_with_the_next_create(request: Request, server: Server) -> Answer:
    answer, action = _remembering(request, server), operation_of(request).action
    if answer.is_good and action == "create":
        server.memory["back"] = True
    if answer.is_good and action == "list" and server.memory.get("back"):
        return relist(request, answer, [*_gone(request, server), *server.everything(request, request.query)])
    return answer


@fault("delete", "ids-unique", at=gettable)
def ids_are_used_again_after_a_deletion(request: Request, server: Server) -> Answer:
    # The next item of a place has the id that was deleted there last, in every path and every answer.
    names: dict[str, str] = server.memory.setdefault("names", {})
    free: dict[tuple[str, ...], str] = server.memory.setdefault("free", {})
    inside = {public: own for own, public in names.items()}
    ids = tuple(inside.get(one, one) for one in request.ids)
    changed = request.but(ids=ids, path=operation_of(request).url(ids)) if ids != request.ids else request
    answer, action = server.forward(changed), operation_of(request).action
    if answer.is_good and action == "delete":
        free[request.ids[:-1]] = request.ids[-1]
        names.pop(ids[-1], None)
    if answer.is_good and action == "create" and (again := free.pop(request.ids, None)):
        names[answer.json[server.collection(request).id_name]] = again
    body = answer.body
    for own, public in names.items():
        body = body.replace(own.encode(), public.encode())
    return answer.but(body=body) if body != answer.body else answer


@fault(
    "secrets", at=at.both(at.both(at.collections, at.generated("secret")), at.both(at.deletable, at.beside_all("get")))
)
def the_secret_of_a_deleted_item_is_given_again(request: Request, server: Server) -> Answer:
    collection, action = server.collection(request), operation_of(request).action
    free: list[str] = server.memory.setdefault("free", [])
    given: dict[str, str] = server.memory.setdefault("given", {})
    names = [name for name, one in collection.properties.items() if one.get("x-generate", {}).get("kind") == "secret"]
    old = server.ask(request, collection.operations["get"], request.ids) if action == "delete" else None
    answer = server.forward(request)
    if old is not None and old.is_good and answer.is_good:
        free.append(given.get(old.json[names[0]], old.json[names[0]]))
    if action == "create" and answer.is_good and free:
        given[answer.json[names[0]]] = free.pop(0)
    body = answer.body
    for real, other in given.items():
        body = body.replace(real.encode(), other.encode())
    return answer.but(body=body)
