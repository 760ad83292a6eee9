"""Ids, secrets and times that are not what the server must make of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Item, Server, edit_items, operation_of
from contract_tests.faults.wire import Answer, Request

Change = Callable[[Any], Any]


def _generated(request: Request, server: Server, kind: str, change: Change) -> Answer:
    """Answer with changed values of the properties that the server makes in one way."""
    properties = server.collection(request).properties.items()
    names = {name for name, one in properties if one.get("x-generate", {}).get("kind") == kind}

    def edit(item: Item) -> Item:
        return {name: change(value) if name in names else value for name, value in item.items()}

    return edit_items(request, server.forward(request), edit)


def _moment(change: Callable[[datetime], str]) -> Change:
    return lambda text: change(datetime.fromisoformat(text))


_times = at.both(at.items, at.generated("now"))
_secrets = at.both(at.items, at.generated("secret"))


@fault("created-now", "times", at=_times)
def an_item_was_created_a_day_later(request: Request, server: Server) -> Answer:
    return _generated(request, server, "now", _moment(lambda one: (one + timedelta(days=1)).isoformat()))


@fault("created-now", "times", at=_times)
def an_item_was_created_an_hour_ago(request: Request, server: Server) -> Answer:
    return _generated(request, server, "now", _moment(lambda one: (one - timedelta(hours=1)).isoformat()))


@fault("created-now", "times", at=_times)
def every_item_was_created_in_2024(request: Request, server: Server) -> Answer:
    return _generated(request, server, "now", lambda _: "2024-02-05T00:00:00+00:00")


@fault("created-now", "times", at=_times)
def local_time_is_told_as_utc(request: Request, server: Server) -> Answer:
    return _generated(request, server, "now", _moment(lambda one: (one + timedelta(hours=2)).isoformat()))


@fault("created-now", "times", at=_times)
def the_offset_is_wrong(request: Request, server: Server) -> Answer:
    zone = timezone(timedelta(hours=1))
    return _generated(request, server, "now", _moment(lambda one: one.replace(tzinfo=zone).isoformat()))


@fault("schema", "created-now", "times", at=_times)
def a_time_has_no_offset(request: Request, server: Server) -> Answer:
    return _generated(request, server, "now", _moment(lambda one: one.replace(tzinfo=None).isoformat()))


@fault("schema", "created-now", "times", at=_times)
def a_time_has_a_space_and_no_offset(request: Request, server: Server) -> Answer:
    return _generated(request, server, "now", _moment(lambda one: f"{one:%Y-%m-%d %H:%M:%S}"))


@fault("schema", "created-now", "times", at=_times)
def a_time_is_a_date(request: Request, server: Server) -> Answer:
    return _generated(request, server, "now", _moment(lambda one: one.date().isoformat()))


@fault("schema", "created-now", "times", at=_times)
def a_time_is_milliseconds(request: Request, server: Server) -> Answer:
    return _generated(request, server, "now", _moment(lambda one: str(int(one.timestamp() * 1000))))


@fault("schema", "created-now", "times", at=_times)
def a_time_is_a_number(request: Request, server: Server) -> Answer:
    return _generated(request, server, "now", lambda text: int(datetime.fromisoformat(text).timestamp()))


@fault("schema", "created-now", "times", at=_times)
def a_time_is_as_in_mail(request: Request, server: Server) -> Answer:
    return _generated(request, server, "now", _moment(lambda one: f"{one:%a, %d %b %Y %H:%M:%S} GMT"))


@fault("created-now", "times", "reads-change-nothing", "round-trip", at=_times)
def a_time_moves_with_every_read(request: Request, server: Server) -> Answer:
    server.memory["reads"] = server.memory.get("reads", 0) + 1
    later = timedelta(seconds=server.memory["reads"])
    return _generated(request, server, "now", _moment(lambda one: (one + later).isoformat()))


@fault("created-now", "times", "round-trip", at=at.both(at.creates, at.generated("now")))
def a_create_answers_with_another_time(request: Request, server: Server) -> Answer:
    return _generated(request, server, "now", _moment(lambda one: (one + timedelta(seconds=3)).isoformat()))


@fault("created-now", "times", "round-trip", at=at.both(at.lists, at.generated("now")))
def a_list_tells_times_in_another_form(request: Request, server: Server) -> Answer:
    return _generated(
        request, server, "now", _moment(lambda one: one.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    )


@fault("secrets", at=_secrets)
def every_secret_is_the_same(request: Request, server: Server) -> Answer:
    return _generated(request, server, "secret", lambda text: "s" * len(text))


@fault("secrets", at=_secrets)
def only_few_secrets_differ(request: Request, server: Server) -> Answer:
    known: dict[str, int] = server.memory
    return _generated(
        request, server, "secret", lambda text: f"{known.setdefault(text, len(known)) % 3}".rjust(len(text), "k")
    )


@fault("secrets", "round-trip", at=at.both(at.action("list"), at.generated("secret")))
def a_list_masks_secrets(request: Request, server: Server) -> Answer:
    return _generated(request, server, "secret", lambda text: "*" * len(text))


@fault("secrets", "round-trip", at=at.both(at.action("get", "list", "update"), at.generated("secret")))
def a_secret_is_told_by_its_create_only(request: Request, server: Server) -> Answer:
    return _generated(request, server, "secret", lambda text: text[:4].ljust(len(text), "x"))


@fault("schema", "round-trip", "documented-answer", at=at.both(at.action("get", "list"), at.generated("secret")))
def a_secret_is_left_out_of_reads(request: Request, server: Server) -> Answer:
    properties = server.collection(request).properties.items()
    names = {name for name, one in properties if one.get("x-generate", {}).get("kind") == "secret"}
    return edit_items(
        request, server.forward(request), lambda item: {n: one for n, one in item.items() if n not in names}
    )


@fault("secrets", "reads-change-nothing", "round-trip", at=at.both(at.gets, at.generated("secret")))
def every_get_makes_a_new_secret(request: Request, server: Server) -> Answer:
    server.memory["gets"] = turn = server.memory.get("gets", 0) + 1
    return _generated(request, server, "secret", lambda text: text[turn % len(text) :] + text[: turn % len(text)])


def _renamed(request: Request, server: Server, public: Callable[[str], str], own: Callable[[str], str]) -> Answer:
    """Serve items under other ids: ``public`` makes them of the server's own, ``own`` finds those again."""
    id_name = server.collection(request).id_name
    ids = request.ids
    if operation_of(request).action in {"get", "update", "delete"}:
        ids = (*ids[:-1], own(ids[-1]))
    answer = server.forward(request.but(ids=ids, path=operation_of(request).url(ids)))
    return edit_items(request, answer, lambda item: {**item, id_name: public(item[id_name])})


_leaves = at.both(at.collections, at.deletable)


@fault("schema", "id-form", "ids-unique", at=_leaves)
def an_id_has_no_prefix(request: Request, server: Server) -> Answer:
    prefix = server.collection(request).properties[server.collection(request).id_name]["x-generate"]["prefix"]
    return _renamed(request, server, lambda text: text.removeprefix(prefix), lambda text: prefix + text)


@fault("schema", "id-form", "ids-unique", at=_leaves)
def an_id_is_short(request: Request, server: Server) -> Answer:
    long: dict[str, str] = server.memory

    def public(text: str) -> str:
        long[text[:-4]] = text
        return text[:-4]

    return _renamed(request, server, public, lambda text: long.get(text, text))


@fault("schema", "id-form", "ids-unique", at=_leaves)
def an_id_has_characters_that_look_alike(request: Request, server: Server) -> Answer:
    return _renamed(request, server, lambda text: f"{text[:-1]}0", lambda text: text)


@fault("ids-unique", at=_leaves)
def every_fifth_id_is_one_that_was_given_before(request: Request, server: Server) -> Answer:
    known: dict[str, str] = server.memory

    def public(text: str) -> str:
        if text not in known:
            known[text] = next(iter(known), text) if len(known) % 5 == 4 else text
        return known[text]

    return _renamed(request, server, public, lambda text: text)


@fault("not-found", at=at.action("create", "get", "update", "delete"))
def ids_are_found_in_any_case(request: Request, server: Server) -> Answer:
    known: dict[str, str] = server.memory
    ids = tuple(known.get(one.lower(), one) for one in request.ids)
    answer = server.forward(request.but(ids=ids, path=operation_of(request).url(ids)))
    if answer.is_good and operation_of(request).action == "create":
        own = answer.json[server.collection(request).id_name]
        known[own.lower()] = own
    return answer


@fault("not-found", at=at.action("get"))
def the_beginning_of_an_id_is_enough(request: Request, server: Server) -> Answer:
    answer, collection = server.forward(request), server.collection(request)
    if answer.status != 404 or "list" not in collection.operations:
        return answer
    found = [one for one in server.everything(request, {}) if one[collection.id_name].startswith(request.ids[-1])]
    return (
        server.ask(request, operation_of(request), (*request.ids[:-1], found[0][collection.id_name]))
        if found
        else answer
    )


@fault("not-found", at=at.action("get"))
def what_follows_an_id_is_ignored(request: Request, server: Server) -> Answer:
    answer, collection = server.forward(request), server.collection(request)
    if answer.status != 404 or "list" not in collection.operations:
        return answer
    found = [one for one in server.everything(request, {}) if request.ids[-1].startswith(one[collection.id_name])]
    return (
        server.ask(request, operation_of(request), (*request.ids[:-1], found[0][collection.id_name]))
        if found
        else answer
    )
