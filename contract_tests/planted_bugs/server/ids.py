"""Bugs of generated ids, secrets and times."""

from __future__ import annotations

from collections.abc import Callable

from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, edit_items, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response


def _renamed(request: Request, server: Server, public: Callable[[str], str], own: Callable[[str], str]) -> Response:
    """Serve items with other ids: ``public`` maps the healthy id to the public one, ``own`` maps it back."""
    id_name = server.collection(request).id_name
    ids = request.ids
    if operation_of(request).action in {"get", "update", "delete"}:
        ids = (*ids[:-1], own(ids[-1]))
    response = server.forward(request.replace(ids=ids, path=operation_of(request).path_for(ids)))
    return edit_items(request, response, lambda item: {**item, id_name: public(item[id_name])})


_leaves = selectors.all_of(selectors.collections, selectors.deletable)


@planted_bug("schema", "ids-unique", at=selectors.all_of(_leaves, selectors.not_keyed))
def an_id_has_no_prefix(request: Request, server: Server) -> Response:
    prefix = server.collection(request).properties[server.collection(request).id_name]["x-generate"]["prefix"]
    return _renamed(request, server, lambda text: text.removeprefix(prefix), lambda text: prefix + text)


@planted_bug("schema", "ids-unique", at=_leaves)
def an_id_is_short(request: Request, server: Server) -> Response:
    long: dict[str, str] = server.memory

    def public(text: str) -> str:
        long[text[:-4]] = text
        return text[:-4]

    return _renamed(request, server, public, lambda text: long.get(text, text))


@planted_bug("schema", "ids-unique", at=_leaves)
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


@planted_bug("ids-unique", at=selectors.all_of(selectors.collections, selectors.nested, selectors.not_keyed))
def ids_are_unique_within_a_parent_only(request: Request, server: Server) -> Response:
    # Each parent numbers its items: the second item of every parent has the same id.
    collection = server.collection(request)
    size = len(collection.parents)
    places: dict[tuple[str, ...], list[str]] = server.memory.setdefault("places", {})
    public: dict[tuple[tuple[str, ...], str], str] = server.memory.setdefault("public", {})
    parents, own = request.ids[:size], request.ids
    if len(own) > size:
        real = next((r for (place, r), shown in public.items() if place == parents and shown == own[-1]), own[-1])
        own = (*parents, real)
    response = server.forward(request.replace(ids=own, path=operation_of(request).path_for(own)))

    def edit(item: Item) -> Item:
        real = item[collection.id_name]
        numbers = places.setdefault(parents, [])
        if real not in numbers:
            numbers.append(real)
            first, at = next(iter(places.values())), len(numbers) - 1
            public[parents, real] = first[at] if at < len(first) else real
        return {**item, collection.id_name: public[parents, real]}

    return edit_items(request, response, edit)
