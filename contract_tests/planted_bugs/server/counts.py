"""Bugs of counts."""

from __future__ import annotations

from collections.abc import Callable

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, on_success, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response


def _changed(response: Response, change: Callable[[int], int]) -> Response:
    return response.replace(json={"count": change(response.json["count"])}) if response.is_success else response


@planted_bug("counts", at=selectors.all_of(selectors.filters(), selectors.beside_all("count")))
def the_count_ignores_its_filters(request: Request, server: Server) -> Response:
    operation = operation_of(request)
    return server.forward(request) if operation.action == "list" else server.forward(request.replace(search=""))


@planted_bug("counts", at=selectors.several_filters)
def the_count_applies_the_first_filter_only(request: Request, server: Server) -> Response:
    operation, response = operation_of(request), server.forward(request)
    if operation.action == "list" or not response.is_success:
        return response
    first = operation.filters[0].name
    return server.forward(request.replace(query={first: request.query[first]} if first in request.query else {}))


@planted_bug("counts", "filters", at=selectors.filters("contains"))
def the_count_ignores_case(request: Request, server: Server) -> Response:
    operation, response = operation_of(request), server.forward(request)
    sent = {one.name: request.query[one.name] for one in operation.filters if one.name in request.query}
    if operation.action == "list" or not response.is_success or not sent:
        return response
    items = server.all_items(request, {})
    return _changed(
        response,
        lambda _: sum(
            all(text.lower() in str(item.get(name)).lower() for name, text in sent.items()) for item in items
        ),
    )


@planted_bug("counts", at=selectors.counts)
def the_count_is_one_too_many(request: Request, server: Server) -> Response:
    return _changed(server.forward(request), lambda count: count + 1)


@planted_bug("counts", at=selectors.counts)
def the_count_is_one_too_few(request: Request, server: Server) -> Response:
    return _changed(server.forward(request), lambda count: max(0, count - 1))


@planted_bug("counts", at=selectors.counts)
def the_count_is_always_0(request: Request, server: Server) -> Response:
    return _changed(server.forward(request), lambda _: 0)


@planted_bug("counts", at=selectors.counts)
def the_count_is_at_most_a_page(request: Request, server: Server) -> Response:
    return _changed(server.forward(request), lambda count: min(count, 20))


@planted_bug("counts", at=selectors.counts)
def the_count_is_at_most_10(request: Request, server: Server) -> Response:
    return _changed(server.forward(request), lambda count: min(count, 10))


@planted_bug("counts", "parents", at=selectors.all_of(selectors.action("list", "create", "count"), selectors.nested))
def the_count_covers_all_parents(request: Request, server: Server) -> Response:
    seen: dict[tuple[str | None, tuple[str, ...]], None] = server.memory
    seen[request.authorization, request.ids] = None
    response, operation = server.forward(request), operation_of(request)
    if operation.action != "count":
        return response
    others = [ids for key, ids in seen if key == request.authorization and ids != request.ids]
    found = [server.call(request, operation, ids, request.query) for ids in others]
    return _changed(response, lambda count: count + sum(one.json["count"] for one in found if one.is_success))


@planted_bug("counts", at=selectors.all_of(selectors.deletable, selectors.action("count", "delete")))
def the_count_includes_deleted_items(request: Request, server: Server) -> Response:
    response = server.forward(request)
    fixture = (request.authorization, request.ids[: len(server.collection(request).parents)])
    if operation_of(request).action == "delete":
        server.memory[fixture] = server.memory.get(fixture, 0) + response.is_success
        return response
    return _changed(response, lambda count: count + server.memory.get(fixture, 0))


@planted_bug("counts", at=selectors.counts)
def the_count_is_cached_forever(request: Request, server: Server) -> Response:
    key = (request.authorization, request.path, request.search)
    response = server.memory.get(key) or server.forward(request)
    if response.is_success:
        server.memory[key] = response
    return response


@planted_bug("schema", "documented-properties", at=selectors.counts)
def the_count_is_a_string(request: Request, server: Server) -> Response:
    return on_success(request, server, lambda response: response.replace(json={"count": str(response.json["count"])}))
