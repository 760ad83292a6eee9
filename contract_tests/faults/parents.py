"""Items that are found, counted or changed below an item that they don't belong to, or by a key that may not."""

from __future__ import annotations

from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Item, Server, operation_of, relist
from contract_tests.faults.wire import Answer, Request


def _known(request: Request, server: Server, answer: Answer) -> None:
    """Remember where items are and whose, by their ids."""
    collection = server.collection(request)
    if operation_of(request).action == "create" and answer.is_good:
        server.memory[answer.json[collection.id_name]] = (request.ids, request.authorization)


def _elsewhere(request: Request, server: Server, *actions: str, key_too: bool = False) -> Answer:
    """Answer for an item wherever it is; ``key_too`` looks into other accounts as well."""
    answer = server.forward(request)
    _known(request, server, answer)
    if answer.status != 404 or operation_of(request).action not in actions:
        return answer
    above, authorization = server.memory.get(request.ids[-1], (None, None))
    if above is None or (key_too is (authorization == request.authorization)):
        return answer
    ids = (*above, request.ids[-1])
    return server.forward(request.but(ids=ids, path=operation_of(request).url(ids), authorization=authorization))


_items = at.action("create", "get", "update", "delete")


@fault("parents", at=at.both(_items, at.nested))
def an_item_is_read_below_another_parent(request: Request, server: Server) -> Answer:
    return _elsewhere(request, server, "get")


@fault("parents", at=at.both(at.gets, at.nested), raw=True)
def a_head_finds_an_item_below_another_parent(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if request.method == "POST" and answer.status == 201:
        server.memory.update(
            (value, f"{request.path}/{value}") for value in answer.json.values() if isinstance(value, str)
        )
    path = server.memory.get(request.path.rpartition("/")[2])
    lost = request.method == "HEAD" and answer.status == 404 and path is not None
    return server.forward(request.but(path=path)) if lost else answer


@fault("parents", at=at.both(_items, at.nested))
def an_item_is_updated_below_another_parent(request: Request, server: Server) -> Answer:
    return _elsewhere(request, server, "update")


@fault("parents", at=at.both(_items, at.nested))
def an_item_is_deleted_below_another_parent(request: Request, server: Server) -> Answer:
    return _elsewhere(request, server, "delete")


@fault("parents", at=at.both(at.action("create", "delete"), at.nested))
def a_deletion_that_is_not_found_is_done(request: Request, server: Server) -> Answer:
    answer, places = server.forward(request), server.memory
    if operation_of(request).action == "create":
        places[request.ids] = None
    elif answer.status == 404:
        for place in places:
            server.ask(request, operation_of(request), (*place, request.ids[-1]))
    return answer


def _all_places(request: Request, server: Server) -> list[Item]:
    places: dict[tuple[str | None, tuple[str, ...]], None] = server.memory
    places[request.authorization, request.ids] = None
    mine = [ids for who, ids in places if who == request.authorization]
    return [item for ids in mine for item in server.everything(request, request.query, ids)]


def _of_all_parents(request: Request, server: Server) -> Answer:
    answer, places = server.forward(request), _all_places(request, server)
    return relist(request, answer, places) if answer.is_good and operation_of(request).action != "create" else answer


@fault("parents", at=at.both(at.action("create", "list"), at.nested))
def a_list_holds_the_items_of_all_parents(request: Request, server: Server) -> Answer:
    return _of_all_parents(request, server)


@fault("parents", at=at.both(at.action("create", "list", "count"), at.nested))
def a_list_and_its_count_hold_the_items_of_all_parents(request: Request, server: Server) -> Answer:
    return _of_all_parents(request, server)


@fault("parents", "not-found", at=at.both(at.action("list"), at.nested))
def the_list_below_what_is_not_there_is_empty(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if answer.status != 404:
        return answer
    links = [{"rel": "self", "href": f"{request.path}?page_size=20&page=1"}]
    empty = {"items": [], "pagination": {"page": 1, "page_size": 20, "item_count": 0}, "links": links}
    return answer.but(status=200, json=empty, content_type="application/json")


@fault("parents", "not-found", at=at.both(at.counts, at.nested))
def the_count_below_what_is_not_there_is_0(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return (
        answer.but(status=200, json={"count": 0}, content_type="application/json") if answer.status == 404 else answer
    )


@fault("parents", "round-trip", at=at.both(at.items, at.nested))
def an_item_names_the_first_parent(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if not answer.is_good:
        return answer
    first = server.memory.setdefault("first", request.ids[0])
    return answer.but(body=answer.body.replace(request.ids[0].encode(), first.encode()))


@fault("accounts", at=at.both(_items, at.roots))
def an_item_is_read_by_another_key(request: Request, server: Server) -> Answer:
    return _elsewhere(request, server, "get", key_too=True)


@fault("accounts", at=at.both(_items, at.roots))
def an_item_is_updated_by_another_key(request: Request, server: Server) -> Answer:
    return _elsewhere(request, server, "update", key_too=True)


@fault("accounts", at=at.both(at.gets, at.roots), raw=True)
def a_head_finds_the_items_of_another_key(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if request.method != "HEAD" or answer.status != 404 or request.authorization is None:
        return answer
    return server.forward(request.but(authorization=server.good))


@fault("accounts", at=at.both(_items, at.deletable))
def an_item_is_read_by_another_key_below_its_parent(request: Request, server: Server) -> Answer:
    return _elsewhere(request, server, "get", key_too=True)


@fault("accounts", at=at.both(_items, at.deletable))
def an_item_is_deleted_by_another_key(request: Request, server: Server) -> Answer:
    return _elsewhere(request, server, "delete", key_too=True)


def _by_any_key(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return server.forward(request.but(authorization=server.good)) if answer.status == 404 else answer


@fault("accounts", at=at.both(at.action("list", "get", "count"), at.nested))
def what_is_below_an_item_is_read_by_another_key(request: Request, server: Server) -> Answer:
    return _by_any_key(request, server)


@fault("accounts", at=at.both(at.creates, at.nested))
def another_key_creates_below_an_item(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return server.forward(request.but(authorization=server.good)) if answer.status == 404 else answer


@fault("accounts", at=at.reports)
def a_report_is_read_by_another_key(request: Request, server: Server) -> Answer:
    return _by_any_key(request, server)


def _of_all_keys(request: Request, server: Server) -> list[Item]:
    keys: dict[str | None, None] = server.memory
    keys[request.authorization] = None
    return [one for key in keys for one in server.everything(request.but(authorization=key), request.query)]


@fault("accounts", at=at.both(at.lists, at.roots))
def a_list_holds_the_items_of_all_keys(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return relist(request, answer, _of_all_keys(request, server)) if answer.is_good else answer


@fault("accounts", "counts", at=at.both(at.counts, at.roots))
def a_count_is_that_of_all_keys(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return relist(request, answer, _of_all_keys(request, server)) if answer.is_good else answer


def _telling(request: Request, server: Server, *, of_others: bool) -> Answer:
    """Answer, with a 404 for what is there elsewhere, or of another key, telling so."""
    answer = server.forward(request)
    _known(request, server, answer)
    above, authorization = server.memory.get(request.ids[-1] if request.ids else "", (None, None))
    if answer.status != 404 or above is None or of_others is (authorization == request.authorization):
        return answer
    return answer.but(json={**answer.json, "detail": "No access." if of_others else f"It is below {above[-1]}."})


@fault("parents", at=at.both(_items, at.nested))
def a_404_tells_the_right_parent(request: Request, server: Server) -> Answer:
    return _telling(request, server, of_others=False)


@fault("accounts", at=_items)
def a_404_tells_that_another_key_has_the_item(request: Request, server: Server) -> Answer:
    return _telling(request, server, of_others=True)


@fault("accounts", at=at.both(at.action("list", "count"), at.nested))
def a_filter_finds_what_another_key_has_below_an_item(request: Request, server: Server) -> Answer:
    names = {one.name for one in operation_of(request).filters}
    return _by_any_key(request, server) if names & set(request.query) else server.forward(request)


@fault("accounts", at=at.both(at.lists, at.nested))
def a_sort_shows_what_another_key_has_below_an_item(request: Request, server: Server) -> Answer:
    return _by_any_key(request, server) if "sort_by" in request.query else server.forward(request)


@fault("accounts", at=at.both(at.lists, at.nested))
def the_second_page_is_what_another_key_has_below_an_item(request: Request, server: Server) -> Answer:
    return _by_any_key(request, server) if request.query.get("page") == "2" else server.forward(request)
