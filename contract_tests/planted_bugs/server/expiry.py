"""Bugs of scheduled deletions: at another moment, ignored, or never executed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from contract_tests.planted_bugs.server import lifetime_selectors, selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, edit_items, operation_of, relist, surviving
from contract_tests.planted_bugs.server.wire import Request, Response

_items = selectors.all_of(selectors.items, lifetime_selectors.expiring)
_all = selectors.all_of(selectors.collections, lifetime_selectors.expiring)


def _expire(request: Request, server: Server) -> tuple[str, str]:
    expire = server.collection(request).resource["x-expire"]
    return expire["at"], expire["flag"]


def _moment(request: Request, server: Server, change: Callable[[datetime], datetime]) -> Response:
    name, _ = _expire(request, server)

    def edit(item: Item) -> Item:
        text = item[name]
        return item if text is None else {**item, name: change(datetime.fromisoformat(text)).isoformat()}

    return edit_items(request, server.forward(request), edit)


def _next_month(moment: datetime) -> datetime:
    return (moment + timedelta(days=31)).replace(day=1)


@planted_bug("schedule", at=_items)
def a_deletion_is_scheduled_a_month_too_late(request: Request, server: Server) -> Response:
    return _moment(request, server, _next_month)


@planted_bug("schedule", at=_items)
def a_deletion_is_scheduled_for_the_second_day(request: Request, server: Server) -> Response:
    return _moment(request, server, lambda one: one.replace(day=2))


@planted_bug("schedule", at=_items)
def a_deletion_is_scheduled_for_the_last_day_of_the_month(request: Request, server: Server) -> Response:
    return _moment(request, server, lambda one: one - timedelta(days=1))


@planted_bug("schedule", at=_items)
def a_deletion_is_scheduled_for_noon(request: Request, server: Server) -> Response:
    return _moment(request, server, lambda one: one.replace(hour=12))


@planted_bug("schedule", at=_items)
def a_deletion_is_scheduled_in_30_days(request: Request, server: Server) -> Response:
    return _moment(request, server, lambda _: datetime.fromisoformat(server.moment()) + timedelta(days=30))


@planted_bug("schedule", at=_items)
def a_deletion_is_scheduled_for_the_next_year(request: Request, server: Server) -> Response:
    return _moment(request, server, lambda one: one.replace(year=one.year + 1))


def _without(payload: Any, name: str) -> Any:
    return {one: value for one, value in payload.items() if one != name} if isinstance(payload, dict) else None


@planted_bug("schedule", "update", at=selectors.all_of(selectors.updates, lifetime_selectors.expiring))
def a_schedule_is_ignored(request: Request, server: Server) -> Response:
    name, _ = _expire(request, server)
    payload = request.payload
    known = (
        isinstance(payload, dict)
        and name in payload
        and server.forward(request.replace(payload={name: payload[name], "?": 1}))
    )
    plain = _without(payload, name)
    return server.forward(request.replace(payload=plain) if known and plain and _is_word(request, name) else request)


def _is_word(request: Request, name: str) -> bool:
    return request.payload[name] in operation_of(request).properties[name].get("enum", ())


@planted_bug(
    "schedule",
    "update",
    "round-trip",
    at=selectors.all_of(selectors.action("get", "list"), lifetime_selectors.expiring),
)
def only_the_update_returns_the_schedule(request: Request, server: Server) -> Response:
    name, _ = _expire(request, server)
    return edit_items(request, server.forward(request), lambda item: {**item, name: None})


@planted_bug("schedule", "schema", at=_items)
def a_schedule_is_stored_as_the_enum_value(request: Request, server: Server) -> Response:
    name, _ = _expire(request, server)
    return edit_items(request, server.forward(request), lambda item: {**item, name: item[name] and "next_cycle"})


@planted_bug("schedule", "expiry", "update", at=_items)
def an_item_is_marked_as_soon_as_it_is_scheduled(request: Request, server: Server) -> Response:
    name, flag = _expire(request, server)
    return edit_items(request, server.forward(request), lambda item: {**item, flag: item[name] is not None})


@planted_bug("expiry", "schedule", at=_items, clock=True)
def an_item_is_never_marked(request: Request, server: Server) -> Response:
    _, flag = _expire(request, server)
    return edit_items(request, server.forward(request), lambda item: {**item, flag: False})


@planted_bug("round-trip", "schema", at=_items)
def every_item_is_marked(request: Request, server: Server) -> Response:
    _, flag = _expire(request, server)
    return edit_items(request, server.forward(request), lambda item: {**item, flag: True})


@planted_bug("schedule", "expiry", at=_all)
def a_scheduled_item_is_deleted_at_once(request: Request, server: Server) -> Response:
    (name, _), collection = _expire(request, server), server.collection(request)
    gone: dict[str, None] = server.memory
    ids = tuple(f"{one}x" if one in gone else one for one in request.ids)
    response = server.forward(
        request.replace(path=operation_of(request).path_for(ids)) if ids != request.ids else request
    )
    action = operation_of(request).action
    if response.is_success and action == "update" and response.json[name] is not None:
        gone[response.json[collection.id_name]] = None
    if response.is_success and action in {"list", "count"} and gone:
        kept = [one for one in server.all_items(request, request.query) if one[collection.id_name] not in gone]
        return relist(request, response, kept)
    return response


@planted_bug(
    "expiry",
    "schedule",
    at=selectors.all_of(selectors.action("create", "get"), lifetime_selectors.expiring),
    clock=True,
)
def a_scheduled_item_is_never_deleted(request: Request, server: Server) -> Response:
    return surviving(request, server, "get")


@planted_bug(
    "expiry",
    "schedule",
    at=selectors.all_of(selectors.action("create", "get", "list"), lifetime_selectors.below_expiring),
    clock=True,
)
def nested_items_survive_a_scheduled_item(request: Request, server: Server) -> Response:
    return surviving(request, server, "get", "list")


@planted_bug(
    "expiry",
    "counts",
    at=selectors.all_of(selectors.action("create", "count"), lifetime_selectors.expiring),
    clock=True,
)
def a_count_includes_expired_items(request: Request, server: Server) -> Response:
    response, created = server.forward(request), server.memory.get(request.authorization, 0)
    if operation_of(request).action == "create":
        server.memory[request.authorization] = created + response.is_success
        return response
    if not response.is_success or request.search:
        return response
    return response.replace(json={"count": max(response.json["count"], created)})


@planted_bug("schedule", at=_items, clock=True)
def a_deletion_scheduled_in_december_keeps_the_year(request: Request, server: Server) -> Response:
    def same_year(moment: datetime) -> datetime:
        return moment.replace(year=moment.year - 1) if moment.month == 1 else moment

    return _moment(request, server, same_year)


@planted_bug("schedule", at=_items, clock=True)
def a_deletion_late_in_january_is_scheduled_for_march(request: Request, server: Server) -> Response:
    late = datetime.fromisoformat(server.moment()).day > 28

    def skipped(moment: datetime) -> datetime:
        return moment.replace(month=3) if late and moment.month == 2 else moment

    return _moment(request, server, skipped)


def _is_scheduled(request: Request, server: Server) -> bool:
    """Return whether the first item of the path is scheduled for deletion."""
    (collection,) = (one for one in server.document.parents_of(operation_of(request))[:1])
    found = server.call(request, collection.operations["get"], request.ids[:1])
    expire = collection.resource.get("x-expire")
    return expire is not None and found.is_success and found.json[expire["at"]] is not None


@planted_bug("schedule", "expiry", at=selectors.all_of(selectors.reports, lifetime_selectors.below_scheduled))
def a_scheduled_item_has_no_reports(request: Request, server: Server) -> Response:
    return server.forward(request.replace(path=f"{request.path}/gone") if _is_scheduled(request, server) else request)


@planted_bug(
    "schedule", "expiry", at=selectors.all_of(selectors.lists, lifetime_selectors.expiring, selectors.filters())
)
def filters_omit_scheduled_items(request: Request, server: Server) -> Response:
    name, _ = _expire(request, server)
    response = server.forward(request)
    if not response.is_success or not any(one.name in request.query for one in operation_of(request).filters):
        return response
    return relist(request, response, [one for one in server.all_items(request, request.query) if one[name] is None])


@planted_bug("schedule", "expiry", at=selectors.all_of(selectors.lists, lifetime_selectors.expiring, selectors.sorts))
def sorted_lists_omit_scheduled_items(request: Request, server: Server) -> Response:
    name, _ = _expire(request, server)
    response = server.forward(request)
    if not response.is_success or "sort_by" not in request.query:
        return response
    return relist(request, response, [one for one in server.all_items(request, request.query) if one[name] is None])


@planted_bug("expiry", at=selectors.all_of(selectors.reports, lifetime_selectors.below_scheduled), clock=True)
def reports_of_an_expired_item_remain(request: Request, server: Server) -> Response:
    response, key = server.forward(request), (request.authorization, request.path, request.search)
    if response.is_success:
        server.memory[key] = response
    return server.memory.get(key, response) if response.status == 404 else response


@planted_bug("schedule", "update", at=_items)
def an_update_cancels_the_schedule(request: Request, server: Server) -> Response:
    (name, _), id_name, response = _expire(request, server), server.collection(request).id_name, server.forward(request)
    if operation_of(request).action == "update" and response.is_success:
        server.memory[request.ids[-1]] = name not in request.payload
    return edit_items(
        request, response, lambda item: {**item, name: None} if server.memory.get(item[id_name]) else item
    )
