"""Bugs of the time of the last update, of computed times, and of items that end at such a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from apivideo_admin_contract.document.schemas import generated_kind
from contract_tests.planted_bugs.server import lifetime_selectors, selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import (
    Item,
    Server,
    edit_generated,
    edit_items,
    operation_of,
    relist,
    surviving,
)
from contract_tests.planted_bugs.server.wire import Request, Response

_items_with_updates = selectors.all_of(
    selectors.items, selectors.generated("updated"), selectors.beside_all("create", "update")
)
_sums = selectors.all_of(selectors.items, selectors.generated("after"), selectors.beside_all("create"))
_sums_of_updates = selectors.all_of(_sums, selectors.beside_all("update"))
_mortal = selectors.all_of(lifetime_selectors.mortal, selectors.beside_all("create"))


def _names(request: Request, server: Server, kind: str) -> list[str]:
    return [name for name, one in server.collection(request).properties.items() if generated_kind(one) == kind]


def _edit(request: Request, server: Server, kind: str, change: Callable[[str, Item, Any], Any]) -> Response:
    """Change the values of a kind: ``change`` gets the id of the item, the item and the value."""
    names, id_name = _names(request, server, kind), server.collection(request).id_name

    def edit(item: Item) -> Item:
        return {name: change(item[id_name], item, one) if name in names else one for name, one in item.items()}

    return edit_items(request, server.forward(request), edit)


def _later(text: Any, **by: float) -> Any:
    return None if text is None else (datetime.fromisoformat(text) + timedelta(**by)).isoformat()


@planted_bug("updated-now", at=_items_with_updates)
def the_time_of_the_last_update_never_moves(request: Request, server: Server) -> Response:
    return _edit(request, server, "updated", lambda id_, _, text: server.memory.setdefault(id_, text))


@planted_bug("updated-now", "reads-change-nothing", "round-trip", at=_items_with_updates)
def the_time_of_the_last_update_moves_with_reads(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "updated", lambda _: server.moment())


@planted_bug("updated-now", at=_items_with_updates)
def the_time_of_the_last_update_is_an_hour_ago(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "updated", lambda text: _later(text, hours=-1))


@planted_bug("updated-now", at=_items_with_updates)
def the_time_of_the_last_update_is_local_time(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "updated", lambda text: _later(text, hours=2))


@planted_bug("updated-now", at=_items_with_updates)
def an_update_without_new_values_keeps_the_time(request: Request, server: Server) -> Response:
    names, known = _names(request, server, "updated"), server.memory

    def edit(item: Item) -> Item:
        rest = {name: one for name, one in item.items() if name not in names}
        before: Item = known.setdefault(item[server.collection(request).id_name], item)
        if {name: one for name, one in before.items() if name not in names} == rest:
            return before
        known[item[server.collection(request).id_name]] = item
        return item

    return edit_items(request, server.forward(request), edit)


@planted_bug("updated-now", "refused-changes-nothing", "update", at=_items_with_updates)
def a_refused_update_moves_the_time(request: Request, server: Server) -> Response:
    moved: dict[str, str] = server.memory
    response = _edit(request, server, "updated", lambda id_, _, text: max(text, moved.get(id_, text)))
    if operation_of(request).action == "update" and response.status == 400:
        moved[request.ids[-1]] = server.moment()
    return response


@planted_bug("updated-now", "update", at=_items_with_updates)
def an_update_moves_the_time_of_every_item(request: Request, server: Server) -> Response:
    if operation_of(request).action == "update":
        server.memory["last"] = server.moment()
    return edit_generated(request, server, "updated", lambda text: max(text, server.memory.get("last", text)))


@planted_bug("updated-now", "update", "round-trip", at=selectors.all_of(selectors.updates, _items_with_updates))
def an_update_returns_the_time_of_the_one_before(request: Request, server: Server) -> Response:
    get = server.collection(request).operations["get"]
    before = server.call(request, get, request.ids)
    names = _names(request, server, "updated")
    old = {name: before.json[name] for name in names} if before.is_success else {}
    return edit_items(request, server.forward(request), lambda item: item | old)


@planted_bug("updated-now", "schema", "round-trip", at=selectors.all_of(selectors.creates, _items_with_updates))
def a_new_item_has_no_time_of_the_last_update(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "updated", lambda _: None)


@planted_bug("sums", at=_sums)
def a_number_of_seconds_is_taken_for_minutes(request: Request, server: Server) -> Response:
    return _edit(request, server, "after", lambda _, item, text: _with_seconds(request, server, item, text, 60))


@planted_bug("sums", at=_sums)
def a_number_of_seconds_is_taken_for_milliseconds(request: Request, server: Server) -> Response:
    return _edit(request, server, "after", lambda _, item, text: _with_seconds(request, server, item, text, 0.001))


def _with_seconds(request: Request, server: Server, item: Item, text: Any, factor: float) -> Any:
    if text is None:
        return None
    (name, *_) = _names(request, server, "after")
    generate = server.collection(request).properties[name]["x-generate"]
    seconds = item[generate["seconds"]] if isinstance(generate["seconds"], str) else generate["seconds"]
    start = datetime.fromisoformat(item[generate["time"]])
    end = start.timestamp() + seconds * factor
    return datetime.fromtimestamp(min(end, 253_000_000_000), UTC).isoformat()


@planted_bug("sums", at=_sums)
def a_computed_time_is_a_second_late(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "after", lambda text: _later(text, seconds=1))


@planted_bug("sums", at=_sums)
def a_computed_time_is_an_hour_early(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "after", lambda text: _later(text, hours=-1))


@planted_bug("sums", "round-trip", "schema", at=_sums)
def a_computed_time_is_missing(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "after", lambda _: None)


@planted_bug("sums", "update", at=_sums_of_updates)
def an_update_keeps_the_computed_time(request: Request, server: Server) -> Response:
    return _edit(request, server, "after", lambda id_, _, text: server.memory.setdefault(id_, text))


@planted_bug("sums", "update", at=_sums_of_updates)
def an_update_counts_the_seconds_from_now(request: Request, server: Server) -> Response:
    # The time since the creation is added to the lifetime.
    late: dict[str, float] = server.memory
    response = server.forward(request)
    if operation_of(request).action == "update" and response.is_success:
        (name, *_) = _names(request, server, "after")
        start = response.json[server.collection(request).properties[name]["x-generate"]["time"]]
        late[request.ids[-1]] = server.now() - datetime.fromisoformat(start).timestamp()

    def edit(item: Item) -> Item:
        by = late.get(item[server.collection(request).id_name], 0)
        return item | {one: _later(item[one], seconds=by) for one in _names(request, server, "after")}

    return edit_items(request, response, edit)


@planted_bug("sums", "round-trip", "schema", at=_sums)
def a_computed_time_without_seconds_is_in_ten_years(request: Request, server: Server) -> Response:
    return _edit(request, server, "after", lambda _, __, text: "2036-02-05T12:00:00+00:00" if text is None else text)


@planted_bug("lifetime", at=selectors.all_of(selectors.action("create", "get"), _mortal), clock=True)
def an_item_outlives_its_time(request: Request, server: Server) -> Response:
    return surviving(request, server, "get")


@planted_bug("lifetime", "counts", at=selectors.all_of(selectors.action("create", "count"), _mortal), clock=True)
def a_count_includes_items_whose_time_is_over(request: Request, server: Server) -> Response:
    key = (request.authorization, request.ids)
    response, created = server.forward(request), server.memory.get(key, 0)
    if operation_of(request).action == "create":
        server.memory[key] = created + response.is_success
        return response
    if not response.is_success or request.search:
        return response
    return response.replace(json={"count": max(response.json["count"], created)})


@planted_bug("lifetime", at=selectors.all_of(selectors.action("create", "list"), _mortal), clock=True)
def a_list_contains_items_whose_time_is_over(request: Request, server: Server) -> Response:
    known: dict[Any, dict[str, Item]] = server.memory
    response, id_name = server.forward(request), server.collection(request).id_name
    kept = known.setdefault((request.authorization, request.ids), {})
    if operation_of(request).action == "create":
        if response.is_success:
            kept[response.json[id_name]] = response.json
        return response
    if not response.is_success or set(request.query) - {"page", "page_size"}:
        return response
    now = {one[id_name]: one for one in server.all_items(request, request.query)}
    end = str(server.collection(request).end)
    over = {
        id_: one
        for id_, one in kept.items()
        if one.get(end) and datetime.fromisoformat(one[end]).timestamp() <= server.now()
    }
    return relist(request, response, [*over.values(), *(one for id_, one in now.items() if id_ not in over)])


@planted_bug("lifetime", at=selectors.all_of(selectors.action("get", "list"), _mortal), clock=True)
def an_item_is_gone_a_minute_early(request: Request, server: Server) -> Response:
    end, response = str(server.collection(request).end), server.forward(request)

    def is_over(item: Item) -> bool:
        return item[end] is not None and datetime.fromisoformat(item[end]).timestamp() - 60 <= server.now()

    if not response.is_success:
        return response
    if operation_of(request).action == "list":
        return relist(request, response, [one for one in server.all_items(request, request.query) if not is_over(one)])
    missing = operation_of(request).path_for((*request.ids[:-1], f"{request.ids[-1]}x"))
    return server.forward(request.replace(path=missing)) if is_over(response.json) else response


@planted_bug("lifetime", at=selectors.all_of(_mortal, selectors.action("create", "get", "update")), clock=True)
def an_update_does_not_prolong_a_life(request: Request, server: Server) -> Response:
    # The job that deletes the item was planned when it was created.
    ends: dict[str, float] = server.memory
    response, end = server.forward(request), str(server.collection(request).end)
    if operation_of(request).action == "create" and response.is_success and response.json[end] is not None:
        moment = datetime.fromisoformat(response.json[end]).timestamp()
        ends[response.json[server.collection(request).id_name]] = moment
    if request.ids and ends.get(request.ids[-1], server.now() + 1) <= server.now():
        missing = operation_of(request).path_for((*request.ids[:-1], f"{request.ids[-1]}x"))
        return server.forward(request.replace(path=missing))
    return response
