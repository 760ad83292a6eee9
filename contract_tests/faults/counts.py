"""Counts that disagree with their lists."""

from __future__ import annotations

from collections.abc import Callable

from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Server, operation_of
from contract_tests.faults.wire import Answer, Request


def _changed(answer: Answer, change: Callable[[int], int]) -> Answer:
    return answer.but(json={"count": change(answer.json["count"])}) if answer.is_good else answer


@fault("counts", at=at.filters())
def the_count_ignores_its_filters(request: Request, server: Server) -> Answer:
    operation = operation_of(request)
    return server.forward(request) if operation.action == "list" else server.forward(request.but(search=""))


@fault("counts", at=at.several_filters)
def the_count_looks_at_the_first_filter_only(request: Request, server: Server) -> Answer:
    operation, answer = operation_of(request), server.forward(request)
    if operation.action == "list" or not answer.is_good:
        return answer
    first = operation.filters[0].name
    return server.forward(request.but(query={first: request.query[first]} if first in request.query else {}))


@fault("counts", "filters", at=at.filters("contains"))
def the_count_does_not_look_at_case(request: Request, server: Server) -> Answer:
    operation, answer = operation_of(request), server.forward(request)
    sent = {one.name: request.query[one.name] for one in operation.filters if one.name in request.query}
    if operation.action == "list" or not answer.is_good or not sent:
        return answer
    items = server.everything(request, {})
    return _changed(
        answer,
        lambda _: sum(
            all(text.lower() in str(item.get(name)).lower() for name, text in sent.items()) for item in items
        ),
    )


@fault("counts", at=at.counts)
def the_count_is_one_too_many(request: Request, server: Server) -> Answer:
    return _changed(server.forward(request), lambda count: count + 1)


@fault("counts", at=at.counts)
def the_count_is_one_too_few(request: Request, server: Server) -> Answer:
    return _changed(server.forward(request), lambda count: max(0, count - 1))


@fault("counts", at=at.counts)
def the_count_is_always_0(request: Request, server: Server) -> Answer:
    return _changed(server.forward(request), lambda _: 0)


@fault("counts", at=at.counts)
def the_count_is_that_of_a_page(request: Request, server: Server) -> Answer:
    return _changed(server.forward(request), lambda count: min(count, 20))


@fault("counts", at=at.counts)
def the_count_ends_at_10(request: Request, server: Server) -> Answer:
    return _changed(server.forward(request), lambda count: min(count, 10))


@fault("counts", "parents", at=at.both(at.action("list", "create", "count"), at.nested))
def the_count_is_that_of_all_parents(request: Request, server: Server) -> Answer:
    seen: dict[tuple[str | None, tuple[str, ...]], None] = server.memory
    seen[request.authorization, request.ids] = None
    answer, operation = server.forward(request), operation_of(request)
    if operation.action != "count":
        return answer
    others = [ids for key, ids in seen if key == request.authorization and ids != request.ids]
    found = [server.ask(request, operation, ids, request.query) for ids in others]
    return _changed(answer, lambda count: count + sum(one.json["count"] for one in found if one.is_good))


@fault("counts", at=at.both(at.deletable, at.action("count", "delete")))
def the_count_counts_what_was_deleted(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    place = (request.authorization, request.ids[: len(server.collection(request).parents)])
    if operation_of(request).action == "delete":
        server.memory[place] = server.memory.get(place, 0) + answer.is_good
        return answer
    return _changed(answer, lambda count: count + server.memory.get(place, 0))


@fault("counts", at=at.counts)
def the_count_is_kept_from_the_first_time(request: Request, server: Server) -> Answer:
    key = (request.authorization, request.path, request.search)
    answer = server.memory.get(key) or server.forward(request)
    if answer.is_good:
        server.memory[key] = answer
    return answer


@fault("schema", "documented-answer", at=at.counts)
def the_count_is_a_text(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(json={"count": str(answer.json["count"])}) if answer.is_good else answer
