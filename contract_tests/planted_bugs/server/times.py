"""Bugs of the times of creation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from apivideo_admin_contract.document.schemas import generated_kind
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, edit_generated, edit_items, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response


def _moment(change: Callable[[datetime], str]) -> Callable[[Any], Any]:
    return lambda text: change(datetime.fromisoformat(text))


_times = selectors.all_of(selectors.items, selectors.generated("now"))


@planted_bug("created-now", "times", at=_times)
def an_item_was_created_a_day_later(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "now", _moment(lambda one: (one + timedelta(days=1)).isoformat()))


@planted_bug("created-now", "times", at=_times)
def an_item_was_created_an_hour_ago(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "now", _moment(lambda one: (one - timedelta(hours=1)).isoformat()))


@planted_bug("created-now", "times", at=_times)
def every_item_was_created_in_2024(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "now", lambda _: "2024-02-05T00:00:00+00:00")


@planted_bug("created-now", "times", at=_times)
def local_time_is_labelled_utc(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "now", _moment(lambda one: (one + timedelta(hours=2)).isoformat()))


@planted_bug("created-now", "times", at=_times)
def the_offset_is_wrong(request: Request, server: Server) -> Response:
    zone = timezone(timedelta(hours=1))
    return edit_generated(request, server, "now", _moment(lambda one: one.replace(tzinfo=zone).isoformat()))


@planted_bug("schema", "created-now", "times", at=_times)
def a_time_has_no_offset(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "now", _moment(lambda one: one.replace(tzinfo=None).isoformat()))


@planted_bug("schema", "created-now", "times", at=_times)
def a_time_has_a_space_and_no_offset(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "now", _moment(lambda one: f"{one:%Y-%m-%d %H:%M:%S}"))


@planted_bug("schema", "created-now", "times", at=_times)
def a_time_is_a_date(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "now", _moment(lambda one: one.date().isoformat()))


@planted_bug("schema", "created-now", "times", at=_times)
def a_time_is_in_milliseconds(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "now", _moment(lambda one: str(int(one.timestamp() * 1000))))


@planted_bug("schema", "created-now", "times", at=_times)
def a_time_is_a_number(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "now", lambda text: int(datetime.fromisoformat(text).timestamp()))


@planted_bug("schema", "created-now", "times", at=_times)
def a_time_has_the_format_of_email(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "now", _moment(lambda one: f"{one:%a, %d %b %Y %H:%M:%S} GMT"))


@planted_bug("created-now", "times", "reads-change-nothing", "round-trip", at=_times)
def a_time_moves_with_every_read(request: Request, server: Server) -> Response:
    server.memory["reads"] = server.memory.get("reads", 0) + 1
    later = timedelta(seconds=server.memory["reads"])
    return edit_generated(request, server, "now", _moment(lambda one: (one + later).isoformat()))


@planted_bug("created-now", "times", "round-trip", at=selectors.all_of(selectors.creates, selectors.generated("now")))
def a_create_returns_another_time(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "now", _moment(lambda one: (one + timedelta(seconds=3)).isoformat()))


@planted_bug("created-now", "times", "round-trip", at=selectors.all_of(selectors.lists, selectors.generated("now")))
def a_list_formats_times_differently(request: Request, server: Server) -> Response:
    return edit_generated(
        request, server, "now", _moment(lambda one: one.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    )


@planted_bug("created-now", at=_times)
def times_use_a_12_hour_clock(request: Request, server: Server) -> Response:
    return edit_generated(
        request, server, "now", _moment(lambda one: one.replace(hour=one.hour % 12 or 12).isoformat())
    )


@planted_bug("created-now", at=_times)
def every_item_has_the_time_of_the_first_one(request: Request, server: Server) -> Response:
    # A default value that is computed once, when the server starts.
    kinds = {name: generated_kind(one) for name, one in server.collection(request).properties.items()}
    response = edit_generated(request, server, "now", lambda text: server.memory.setdefault("first", text))
    if not response.is_success or kinds.get(request.query.get("sort_by", "")) != "now":
        return response
    plain = {name: value for name, value in request.query.items() if not name.startswith("sort")}
    items = relist(request, response, server.all_items(request, plain))
    return edit_items(
        request, items, lambda item: item | {n: server.memory["first"] for n in item if kinds.get(n) == "now"}
    )


@planted_bug("times", at=_times)
def every_second_item_is_created_half_a_second_earlier(request: Request, server: Server) -> Response:
    # Two servers create the items in turn, and the clock of one is behind.
    id_name, properties = server.collection(request).id_name, server.collection(request).properties
    early: dict[str, bool] = server.memory

    def edit(item: Item) -> Item:
        if not early.setdefault(item[id_name], len(early) % 2 == 1):
            return item
        names = [name for name, one in properties.items() if generated_kind(one) == "now"]
        return item | {n: (datetime.fromisoformat(item[n]) - timedelta(seconds=0.5)).isoformat() for n in names}

    return edit_items(request, server.forward(request), edit)


@planted_bug(
    "reads-change-nothing", at=selectors.all_of(selectors.action("get", "list"), selectors.generated("now")), clock=True
)
def items_disappear_after_30_days(request: Request, server: Server) -> Response:
    properties, response = server.collection(request).properties, server.forward(request)
    name = next(name for name, one in properties.items() if generated_kind(one) == "now")

    def is_young(item: Item) -> bool:
        return server.now() - datetime.fromisoformat(item[name]).timestamp() < 30 * 86_400

    if not response.is_success:
        return response
    if operation_of(request).action == "list":
        return relist(request, response, [one for one in server.all_items(request, request.query) if is_young(one)])
    missing = operation_of(request).path_for((*request.ids[:-1], f"{request.ids[-1]}x"))
    return response if is_young(response.json) else server.forward(request.replace(path=missing))
