"""Bugs of generated ids, secrets and times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, edit_items, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response

Change = Callable[[Any], Any]


def _generated(request: Request, server: Server, kind: str, change: Change) -> Response:
    """Change the properties that ``x-generate`` fills with this kind of value."""
    properties = server.collection(request).properties.items()
    names = {name for name, one in properties if one.get("x-generate", {}).get("kind") == kind}

    def edit(item: Item) -> Item:
        return {name: change(value) if name in names else value for name, value in item.items()}

    return edit_items(request, server.forward(request), edit)


def _moment(change: Callable[[datetime], str]) -> Change:
    return lambda text: change(datetime.fromisoformat(text))


_times = selectors.both(selectors.items, selectors.generated("now"))
_secrets = selectors.both(selectors.items, selectors.generated("secret"))


@planted_bug("created-now", "times", at=_times)
def an_item_was_created_a_day_later(request: Request, server: Server) -> Response:
    return _generated(request, server, "now", _moment(lambda one: (one + timedelta(days=1)).isoformat()))


@planted_bug("created-now", "times", at=_times)
def an_item_was_created_an_hour_ago(request: Request, server: Server) -> Response:
    return _generated(request, server, "now", _moment(lambda one: (one - timedelta(hours=1)).isoformat()))


@planted_bug("created-now", "times", at=_times)
def every_item_was_created_in_2024(request: Request, server: Server) -> Response:
    return _generated(request, server, "now", lambda _: "2024-02-05T00:00:00+00:00")


@planted_bug("created-now", "times", at=_times)
def local_time_is_labelled_utc(request: Request, server: Server) -> Response:
    return _generated(request, server, "now", _moment(lambda one: (one + timedelta(hours=2)).isoformat()))


@planted_bug("created-now", "times", at=_times)
def the_offset_is_wrong(request: Request, server: Server) -> Response:
    zone = timezone(timedelta(hours=1))
    return _generated(request, server, "now", _moment(lambda one: one.replace(tzinfo=zone).isoformat()))


@planted_bug("schema", "created-now", "times", at=_times)
def a_time_has_no_offset(request: Request, server: Server) -> Response:
    return _generated(request, server, "now", _moment(lambda one: one.replace(tzinfo=None).isoformat()))


@planted_bug("schema", "created-now", "times", at=_times)
def a_time_has_a_space_and_no_offset(request: Request, server: Server) -> Response:
    return _generated(request, server, "now", _moment(lambda one: f"{one:%Y-%m-%d %H:%M:%S}"))


@planted_bug("schema", "created-now", "times", at=_times)
def a_time_is_a_date(request: Request, server: Server) -> Response:
    return _generated(request, server, "now", _moment(lambda one: one.date().isoformat()))


@planted_bug("schema", "created-now", "times", at=_times)
def a_time_is_in_milliseconds(request: Request, server: Server) -> Response:
    return _generated(request, server, "now", _moment(lambda one: str(int(one.timestamp() * 1000))))


@planted_bug("schema", "created-now", "times", at=_times)
def a_time_is_a_number(request: Request, server: Server) -> Response:
    return _generated(request, server, "now", lambda text: int(datetime.fromisoformat(text).timestamp()))


@planted_bug("schema", "created-now", "times", at=_times)
def a_time_has_the_format_of_email(request: Request, server: Server) -> Response:
    return _generated(request, server, "now", _moment(lambda one: f"{one:%a, %d %b %Y %H:%M:%S} GMT"))


@planted_bug("created-now", "times", "reads-change-nothing", "round-trip", at=_times)
def a_time_moves_with_every_read(request: Request, server: Server) -> Response:
    server.memory["reads"] = server.memory.get("reads", 0) + 1
    later = timedelta(seconds=server.memory["reads"])
    return _generated(request, server, "now", _moment(lambda one: (one + later).isoformat()))


@planted_bug("created-now", "times", "round-trip", at=selectors.both(selectors.creates, selectors.generated("now")))
def a_create_returns_another_time(request: Request, server: Server) -> Response:
    return _generated(request, server, "now", _moment(lambda one: (one + timedelta(seconds=3)).isoformat()))


@planted_bug("created-now", "times", "round-trip", at=selectors.both(selectors.lists, selectors.generated("now")))
def a_list_formats_times_differently(request: Request, server: Server) -> Response:
    return _generated(
        request, server, "now", _moment(lambda one: one.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    )


@planted_bug("secrets", at=_secrets)
def every_secret_is_the_same(request: Request, server: Server) -> Response:
    return _generated(request, server, "secret", lambda text: "s" * len(text))


@planted_bug("secrets", at=_secrets)
def only_a_few_secrets_exist(request: Request, server: Server) -> Response:
    known: dict[str, int] = server.memory
    return _generated(
        request, server, "secret", lambda text: f"{known.setdefault(text, len(known)) % 3}".rjust(len(text), "k")
    )


@planted_bug("secrets", "round-trip", at=selectors.both(selectors.action("list"), selectors.generated("secret")))
def a_list_masks_secrets(request: Request, server: Server) -> Response:
    return _generated(request, server, "secret", lambda text: "*" * len(text))


@planted_bug(
    "secrets", "round-trip", at=selectors.both(selectors.action("get", "list", "update"), selectors.generated("secret"))
)
def only_a_create_returns_the_secret(request: Request, server: Server) -> Response:
    return _generated(request, server, "secret", lambda text: text[:4].ljust(len(text), "x"))


@planted_bug(
    "schema",
    "round-trip",
    "documented-properties",
    at=selectors.both(selectors.action("get", "list"), selectors.generated("secret")),
)
def reads_omit_the_secret(request: Request, server: Server) -> Response:
    properties = server.collection(request).properties.items()
    names = {name for name, one in properties if one.get("x-generate", {}).get("kind") == "secret"}
    return edit_items(
        request, server.forward(request), lambda item: {n: one for n, one in item.items() if n not in names}
    )


@planted_bug(
    "secrets", "reads-change-nothing", "round-trip", at=selectors.both(selectors.gets, selectors.generated("secret"))
)
def every_get_returns_a_new_secret(request: Request, server: Server) -> Response:
    server.memory["gets"] = turn = server.memory.get("gets", 0) + 1
    return _generated(request, server, "secret", lambda text: text[turn % len(text) :] + text[: turn % len(text)])


def _renamed(request: Request, server: Server, public: Callable[[str], str], own: Callable[[str], str]) -> Response:
    """Serve items with other ids: ``public`` maps the healthy id to the public one, ``own`` maps it back."""
    id_name = server.collection(request).id_name
    ids = request.ids
    if operation_of(request).action in {"get", "update", "delete"}:
        ids = (*ids[:-1], own(ids[-1]))
    response = server.forward(request.replace(ids=ids, path=operation_of(request).path_for(ids)))
    return edit_items(request, response, lambda item: {**item, id_name: public(item[id_name])})


_leaves = selectors.both(selectors.collections, selectors.deletable)


@planted_bug("schema", "id-form", "ids-unique", at=_leaves)
def an_id_has_no_prefix(request: Request, server: Server) -> Response:
    prefix = server.collection(request).properties[server.collection(request).id_name]["x-generate"]["prefix"]
    return _renamed(request, server, lambda text: text.removeprefix(prefix), lambda text: prefix + text)


@planted_bug("schema", "id-form", "ids-unique", at=_leaves)
def an_id_is_short(request: Request, server: Server) -> Response:
    long: dict[str, str] = server.memory

    def public(text: str) -> str:
        long[text[:-4]] = text
        return text[:-4]

    return _renamed(request, server, public, lambda text: long.get(text, text))


@planted_bug("schema", "id-form", "ids-unique", at=_leaves)
def an_id_has_an_ambiguous_character(request: Request, server: Server) -> Response:
    return _renamed(request, server, lambda text: f"{text[:-1]}0", lambda text: text)


@planted_bug("ids-unique", at=_leaves)
def every_fifth_id_is_a_duplicate(request: Request, server: Server) -> Response:
    known: dict[str, str] = server.memory

    def public(text: str) -> str:
        if text not in known:
            known[text] = next(iter(known), text) if len(known) % 5 == 4 else text
        return known[text]

    return _renamed(request, server, public, lambda text: text)


@planted_bug("not-found", at=selectors.action("create", "get", "update", "delete"))
def ids_are_case_insensitive(request: Request, server: Server) -> Response:
    known: dict[str, str] = server.memory
    ids = tuple(known.get(one.lower(), one) for one in request.ids)
    response = server.forward(request.replace(ids=ids, path=operation_of(request).path_for(ids)))
    if response.is_success and operation_of(request).action == "create":
        own = response.json[server.collection(request).id_name]
        known[own.lower()] = own
    return response


@planted_bug("not-found", at=selectors.action("get"))
def a_prefix_of_an_id_is_enough(request: Request, server: Server) -> Response:
    response, collection = server.forward(request), server.collection(request)
    if response.status != 404 or "list" not in collection.operations:
        return response
    found = [one for one in server.all_items(request, {}) if one[collection.id_name].startswith(request.ids[-1])]
    return (
        server.call(request, operation_of(request), (*request.ids[:-1], found[0][collection.id_name]))
        if found
        else response
    )


@planted_bug("not-found", at=selectors.action("get"))
def characters_after_an_id_are_ignored(request: Request, server: Server) -> Response:
    response, collection = server.forward(request), server.collection(request)
    if response.status != 404 or "list" not in collection.operations:
        return response
    found = [one for one in server.all_items(request, {}) if request.ids[-1].startswith(one[collection.id_name])]
    return (
        server.call(request, operation_of(request), (*request.ids[:-1], found[0][collection.id_name]))
        if found
        else response
    )
