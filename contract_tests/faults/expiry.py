"""Scheduled deletions at another moment, forgotten, or without an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Item, Server, edit_items, operation_of, relist
from contract_tests.faults.wire import Answer, Request

_items = at.both(at.items, at.expiring)
_all = at.both(at.collections, at.expiring)


def _expire(request: Request, server: Server) -> tuple[str, str]:
    expire = server.collection(request).resource["x-expire"]
    return expire["at"], expire["flag"]


def _moment(request: Request, server: Server, change: Callable[[datetime], datetime]) -> Answer:
    name, _ = _expire(request, server)

    def edit(item: Item) -> Item:
        text = item[name]
        return item if text is None else {**item, name: change(datetime.fromisoformat(text)).isoformat()}

    return edit_items(request, server.forward(request), edit)


def _next_month(moment: datetime) -> datetime:
    return (moment + timedelta(days=31)).replace(day=1)


@fault("schedule", at=_items)
def a_deletion_is_scheduled_a_month_too_late(request: Request, server: Server) -> Answer:
    return _moment(request, server, _next_month)


@fault("schedule", at=_items)
def a_deletion_is_scheduled_for_the_second(request: Request, server: Server) -> Answer:
    return _moment(request, server, lambda one: one.replace(day=2))


@fault("schedule", at=_items)
def a_deletion_is_scheduled_for_the_last_day_of_the_month(request: Request, server: Server) -> Answer:
    return _moment(request, server, lambda one: one - timedelta(days=1))


@fault("schedule", at=_items)
def a_deletion_is_scheduled_for_noon(request: Request, server: Server) -> Answer:
    return _moment(request, server, lambda one: one.replace(hour=12))


@fault("schedule", at=_items)
def a_deletion_is_scheduled_in_30_days(request: Request, server: Server) -> Answer:
    return _moment(request, server, lambda _: datetime.fromisoformat(server.moment()) + timedelta(days=30))


@fault("schedule", at=_items)
def a_deletion_is_scheduled_for_the_next_year(request: Request, server: Server) -> Answer:
    return _moment(request, server, lambda one: one.replace(year=one.year + 1))


def _without(payload: Any, name: str) -> Any:
    return {one: value for one, value in payload.items() if one != name} if isinstance(payload, dict) else None


@fault("schedule", "update", at=at.both(at.updates, at.expiring))
def a_schedule_is_ignored(request: Request, server: Server) -> Answer:
    name, _ = _expire(request, server)
    payload = request.payload
    known = (
        isinstance(payload, dict)
        and name in payload
        and server.forward(request.but(payload={name: payload[name], "?": 1}))
    )
    plain = _without(payload, name)
    return server.forward(request.but(payload=plain) if known and plain and _is_word(request, name) else request)


def _is_word(request: Request, name: str) -> bool:
    return request.payload[name] in operation_of(request).properties[name].get("enum", ())


@fault("schedule", "update", "round-trip", at=at.both(at.action("get", "list"), at.expiring))
def a_schedule_is_told_once_only(request: Request, server: Server) -> Answer:
    name, _ = _expire(request, server)
    return edit_items(request, server.forward(request), lambda item: {**item, name: None})


@fault("schedule", "schema", at=_items)
def a_schedule_is_stored_as_the_word(request: Request, server: Server) -> Answer:
    name, _ = _expire(request, server)
    return edit_items(request, server.forward(request), lambda item: {**item, name: item[name] and "next_cycle"})


@fault("schedule", "expiry", "update", at=_items)
def an_item_is_marked_as_soon_as_it_is_scheduled(request: Request, server: Server) -> Answer:
    name, flag = _expire(request, server)
    return edit_items(request, server.forward(request), lambda item: {**item, flag: item[name] is not None})


@fault("expiry", "schedule", at=_items, clock=True)
def an_item_is_never_marked(request: Request, server: Server) -> Answer:
    _, flag = _expire(request, server)
    return edit_items(request, server.forward(request), lambda item: {**item, flag: False})


@fault("round-trip", "schema", at=_items)
def every_item_is_marked(request: Request, server: Server) -> Answer:
    _, flag = _expire(request, server)
    return edit_items(request, server.forward(request), lambda item: {**item, flag: True})


@fault("schedule", "expiry", at=_all)
def a_scheduled_item_goes_at_once(request: Request, server: Server) -> Answer:
    (name, _), collection = _expire(request, server), server.collection(request)
    gone: dict[str, None] = server.memory
    ids = tuple(f"{one}x" if one in gone else one for one in request.ids)
    answer = server.forward(request.but(path=operation_of(request).url(ids)) if ids != request.ids else request)
    action = operation_of(request).action
    if answer.is_good and action == "update" and answer.json[name] is not None:
        gone[answer.json[collection.id_name]] = None
    if answer.is_good and action in {"list", "count"} and gone:
        kept = [one for one in server.everything(request, request.query) if one[collection.id_name] not in gone]
        return relist(request, answer, kept)
    return answer


def _surviving(request: Request, server: Server, *actions: str) -> Answer:
    """Answer what was answered last, for what is gone since; what was created counts as read."""
    answer, action = server.forward(request), operation_of(request).action
    key = (request.authorization, request.path)
    if answer.is_good and action == "create":
        server.memory[request.authorization, f"{request.path}/{answer.json[server.collection(request).id_name]}"] = (
            answer
        )
    elif answer.is_good:
        server.memory[key] = answer
    if answer.status == 404 and action in actions and key in server.memory:
        return answer.but(status=200, body=server.memory[key].body, content_type="application/json")
    return answer


@fault("expiry", "schedule", at=at.both(at.action("create", "get"), at.expiring), clock=True)
def a_scheduled_item_never_goes(request: Request, server: Server) -> Answer:
    return _surviving(request, server, "get")


@fault("expiry", "schedule", at=at.both(at.action("create", "get", "list"), at.below_expiring), clock=True)
def what_is_below_survives_a_scheduled_item(request: Request, server: Server) -> Answer:
    return _surviving(request, server, "get", "list")


@fault("expiry", "counts", at=at.both(at.action("create", "count"), at.expiring), clock=True)
def a_count_counts_what_is_gone(request: Request, server: Server) -> Answer:
    answer, created = server.forward(request), server.memory.get(request.authorization, 0)
    if operation_of(request).action == "create":
        server.memory[request.authorization] = created + answer.is_good
        return answer
    if not answer.is_good or request.search:
        return answer
    return answer.but(json={"count": max(answer.json["count"], created)})


@fault("schedule", at=_items, clock=True)
def the_year_of_a_deletion_stays_in_december(request: Request, server: Server) -> Answer:
    def same_year(moment: datetime) -> datetime:
        return moment.replace(year=moment.year - 1) if moment.month == 1 else moment

    return _moment(request, server, same_year)


@fault("schedule", at=_items, clock=True)
def a_deletion_late_in_january_is_scheduled_for_march(request: Request, server: Server) -> Answer:
    late = datetime.fromisoformat(server.moment()).day > 28

    def skipped(moment: datetime) -> datetime:
        return moment.replace(month=3) if late and moment.month == 2 else moment

    return _moment(request, server, skipped)


def _is_scheduled(request: Request, server: Server) -> bool:
    """Whether the item that a path begins with is scheduled to go."""
    (collection,) = (one for one in server.document.owners_of(operation_of(request))[:1])
    found = server.ask(request, collection.operations["get"], request.ids[:1])
    expire = collection.resource.get("x-expire")
    return expire is not None and found.is_good and found.json[expire["at"]] is not None


@fault("schedule", "expiry", at=at.both(at.reports, at.below_scheduled))
def a_scheduled_item_has_no_reports(request: Request, server: Server) -> Answer:
    return server.forward(request.but(path=f"{request.path}/gone") if _is_scheduled(request, server) else request)


@fault("schedule", "expiry", at=at.both(at.lists, at.both(at.expiring, at.filters())))
def a_filter_leaves_out_what_is_scheduled(request: Request, server: Server) -> Answer:
    name, _ = _expire(request, server)
    answer = server.forward(request)
    if not answer.is_good or not any(one.name in request.query for one in operation_of(request).filters):
        return answer
    return relist(request, answer, [one for one in server.everything(request, request.query) if one[name] is None])


@fault("schedule", "expiry", at=at.both(at.lists, at.both(at.expiring, at.sorts)))
def a_sort_leaves_out_what_is_scheduled(request: Request, server: Server) -> Answer:
    name, _ = _expire(request, server)
    answer = server.forward(request)
    if not answer.is_good or "sort_by" not in request.query:
        return answer
    return relist(request, answer, [one for one in server.everything(request, request.query) if one[name] is None])


@fault("expiry", at=at.both(at.reports, at.below_scheduled), clock=True)
def the_reports_of_what_is_gone_stay(request: Request, server: Server) -> Answer:
    answer, key = server.forward(request), (request.authorization, request.path, request.search)
    if answer.is_good:
        server.memory[key] = answer
    return server.memory.get(key, answer) if answer.status == 404 else answer
