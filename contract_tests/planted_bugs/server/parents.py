"""Bugs that let a request find or change items of another parent or another key."""

from __future__ import annotations

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, on_status, on_success, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response


def _known(request: Request, server: Server, response: Response) -> None:
    """Remember the parents and the key of each created item."""
    collection = server.collection(request)
    if operation_of(request).action == "create" and response.is_success:
        server.memory[response.json[collection.id_name]] = (request.ids, request.authorization)


def _elsewhere(request: Request, server: Server, *actions: str, key_too: bool = False) -> Response:
    """Find the item under any parent; with ``key_too`` in any account."""
    response = server.forward(request)
    _known(request, server, response)
    if response.status != 404 or operation_of(request).action not in actions:
        return response
    above, authorization = server.memory.get(request.ids[-1], (None, None))
    if above is None or (key_too is (authorization == request.authorization)):
        return response
    ids = (*above, request.ids[-1])
    return server.forward(
        request.replace(ids=ids, path=operation_of(request).path_for(ids), authorization=authorization)
    )


_items = selectors.action("create", "get", "update", "delete")


@planted_bug("parents", at=selectors.all_of(_items, selectors.nested))
def an_item_can_be_read_under_another_parent(request: Request, server: Server) -> Response:
    return _elsewhere(request, server, "get")


@planted_bug("parents", at=selectors.all_of(selectors.gets, selectors.nested), raw=True)
def head_finds_an_item_under_another_parent(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if request.method == "POST" and response.status == 201:
        server.memory.update(
            (value, f"{request.path}/{value}") for value in response.json.values() if isinstance(value, str)
        )
    path = server.memory.get(request.path.rpartition("/")[2])
    lost = request.method == "HEAD" and response.status == 404 and path is not None
    return server.forward(request.replace(path=path)) if lost else response


@planted_bug("parents", at=selectors.all_of(_items, selectors.nested))
def an_item_can_be_updated_under_another_parent(request: Request, server: Server) -> Response:
    return _elsewhere(request, server, "update")


@planted_bug("parents", at=selectors.all_of(_items, selectors.nested))
def an_item_can_be_deleted_under_another_parent(request: Request, server: Server) -> Response:
    return _elsewhere(request, server, "delete")


@planted_bug("parents", at=selectors.all_of(selectors.action("create", "delete"), selectors.nested))
def a_deletion_under_another_parent_is_a_404_but_done(request: Request, server: Server) -> Response:
    response, fixtures = server.forward(request), server.memory
    if operation_of(request).action == "create":
        fixtures[request.ids] = None
    elif response.status == 404:
        for fixture in fixtures:
            server.call(request, operation_of(request), (*fixture, request.ids[-1]))
    return response


def _all_places(request: Request, server: Server) -> list[Item]:
    fixtures: dict[tuple[str | None, tuple[str, ...]], None] = server.memory
    fixtures[request.authorization, request.ids] = None
    mine = [ids for who, ids in fixtures if who == request.authorization]
    return [item for ids in mine for item in server.all_items(request, request.query, ids)]


def _of_all_parents(request: Request, server: Server) -> Response:
    response, fixtures = server.forward(request), _all_places(request, server)
    return (
        relist(request, response, fixtures)
        if response.is_success and operation_of(request).action != "create"
        else response
    )


@planted_bug("parents", at=selectors.all_of(selectors.action("create", "list"), selectors.nested))
def a_list_contains_the_items_of_all_parents(request: Request, server: Server) -> Response:
    return _of_all_parents(request, server)


@planted_bug("parents", at=selectors.all_of(selectors.action("create", "list", "count"), selectors.nested))
def a_list_and_its_count_cover_all_parents(request: Request, server: Server) -> Response:
    return _of_all_parents(request, server)


@planted_bug("parents", "not-found", at=selectors.all_of(selectors.action("list"), selectors.nested))
def the_list_of_an_unknown_parent_is_empty(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.status != 404:
        return response
    links = [{"rel": "self", "href": f"{request.path}?page_size=20&page=1"}]
    empty = {"items": [], "pagination": {"page": 1, "page_size": 20, "item_count": 0}, "links": links}
    return response.replace(status=200, json=empty, content_type="application/json")


@planted_bug("parents", "not-found", at=selectors.all_of(selectors.counts, selectors.nested))
def the_count_of_an_unknown_parent_is_0(request: Request, server: Server) -> Response:
    return on_status(
        request,
        server,
        404,
        lambda response: response.replace(status=200, json={"count": 0}, content_type="application/json"),
    )


@planted_bug("parents", "round-trip", at=selectors.all_of(selectors.items, selectors.nested))
def an_item_contains_the_id_of_the_first_parent(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if not response.is_success:
        return response
    first = server.memory.setdefault("first", request.ids[0])
    return response.replace(body=response.body.replace(request.ids[0].encode(), first.encode()))


@planted_bug("accounts", at=selectors.all_of(_items, selectors.roots))
def another_key_can_read_an_item(request: Request, server: Server) -> Response:
    return _elsewhere(request, server, "get", key_too=True)


@planted_bug("accounts", at=selectors.all_of(_items, selectors.roots))
def another_key_can_update_an_item(request: Request, server: Server) -> Response:
    return _elsewhere(request, server, "update", key_too=True)


@planted_bug("accounts", at=selectors.all_of(selectors.gets, selectors.roots), raw=True)
def head_finds_the_items_of_another_key(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if request.method != "HEAD" or response.status != 404 or request.authorization is None:
        return response
    return server.forward(request.replace(authorization=server.authorization))


@planted_bug("accounts", at=selectors.all_of(_items, selectors.deletable))
def another_key_can_read_a_nested_item(request: Request, server: Server) -> Response:
    return _elsewhere(request, server, "get", key_too=True)


@planted_bug("accounts", at=selectors.all_of(_items, selectors.deletable))
def another_key_can_delete_an_item(request: Request, server: Server) -> Response:
    return _elsewhere(request, server, "delete", key_too=True)


def _by_any_key(request: Request, server: Server) -> Response:
    return on_status(
        request, server, 404, lambda _: server.forward(request.replace(authorization=server.authorization))
    )


@planted_bug("accounts", at=selectors.all_of(selectors.action("list", "get", "count"), selectors.nested))
def another_key_can_list_nested_items(request: Request, server: Server) -> Response:
    return _by_any_key(request, server)


@planted_bug("accounts", at=selectors.all_of(selectors.creates, selectors.nested))
def another_key_can_create_a_nested_item(request: Request, server: Server) -> Response:
    return on_status(
        request, server, 404, lambda _: server.forward(request.replace(authorization=server.authorization))
    )


@planted_bug("accounts", at=selectors.reports)
def another_key_can_read_a_report(request: Request, server: Server) -> Response:
    return _by_any_key(request, server)


def _of_all_keys(request: Request, server: Server) -> list[Item]:
    keys: dict[str | None, None] = server.memory
    keys[request.authorization] = None
    return [one for key in keys for one in server.all_items(request.replace(authorization=key), request.query)]


@planted_bug("accounts", at=selectors.all_of(selectors.lists, selectors.roots))
def a_list_contains_the_items_of_all_keys(request: Request, server: Server) -> Response:
    return on_success(request, server, lambda response: relist(request, response, _of_all_keys(request, server)))


@planted_bug("accounts", "counts", at=selectors.all_of(selectors.counts, selectors.roots))
def a_count_covers_all_keys(request: Request, server: Server) -> Response:
    return on_success(request, server, lambda response: relist(request, response, _of_all_keys(request, server)))


def _distinguishing_values(request: Request, server: Server, *, of_others: bool) -> Response:
    """Reveal in a 404 that the item exists under another parent or in another account."""
    response = server.forward(request)
    _known(request, server, response)
    above, authorization = server.memory.get(request.ids[-1] if request.ids else "", (None, None))
    if response.status != 404 or above is None or of_others is (authorization == request.authorization):
        return response
    return response.replace(
        json={**response.json, "detail": "No access." if of_others else f"It is below {above[-1]}."}
    )


@planted_bug("parents", at=selectors.all_of(_items, selectors.nested))
def a_404_reveals_the_parent(request: Request, server: Server) -> Response:
    return _distinguishing_values(request, server, of_others=False)


@planted_bug("accounts", at=_items)
def a_404_reveals_the_item_of_another_key(request: Request, server: Server) -> Response:
    return _distinguishing_values(request, server, of_others=True)


@planted_bug("accounts", at=selectors.all_of(selectors.action("list", "count"), selectors.nested))
def filters_return_nested_items_of_another_key(request: Request, server: Server) -> Response:
    names = {one.name for one in operation_of(request).filters}
    return _by_any_key(request, server) if names & set(request.query) else server.forward(request)


@planted_bug("accounts", at=selectors.all_of(selectors.lists, selectors.nested))
def sorted_lists_contain_nested_items_of_another_key(request: Request, server: Server) -> Response:
    return _by_any_key(request, server) if "sort_by" in request.query else server.forward(request)


@planted_bug("accounts", at=selectors.all_of(selectors.lists, selectors.nested))
def the_second_page_contains_nested_items_of_another_key(request: Request, server: Server) -> Response:
    return _by_any_key(request, server) if request.query.get("page") == "2" else server.forward(request)
