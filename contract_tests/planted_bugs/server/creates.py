"""Bugs of creates: they store a changed payload, store it twice, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.values.samples import sample_payload
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Item, Server, edit_items, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response


def takes_text(operation: Operation, _: Document) -> bool:
    """Select operations whose payload has a text without constraints."""
    return bool(_texts(operation))


def _texts(operation: Operation) -> list[str]:
    bounds = {"enum", "format", "pattern", "x-set"}
    found = operation.properties.items()
    return [name for name, one in found if one.get("type") == "string" and not bounds & set(one)]


def _stored(request: Request, server: Server, change: Callable[[str], str]) -> Response:
    """Change the texts of the payload before it is stored."""
    payload = request.payload
    if not isinstance(payload, dict):
        return server.forward(request)
    texts = {name: payload[name] for name in _texts(operation_of(request)) if isinstance(payload.get(name), str)}
    changed = {name: change(text) for name, text in texts.items()}
    return server.forward(request) if changed == texts else server.forward(request.replace(payload=payload | changed))


@planted_bug("round-trip", at=selectors.both(selectors.creates, takes_text))
def a_create_trims_its_texts(request: Request, server: Server) -> Response:
    return _stored(request, server, str.strip)


@planted_bug("round-trip", at=selectors.both(selectors.creates, takes_text))
def a_create_collapses_spaces(request: Request, server: Server) -> Response:
    return _stored(
        request, server, lambda text: " ".join(text.split(" ")) if "  " not in text else " ".join(text.split())
    )


@planted_bug("round-trip", at=selectors.both(selectors.creates, takes_text))
def a_create_lowercases_its_texts(request: Request, server: Server) -> Response:
    return _stored(request, server, str.lower)


@planted_bug("round-trip", at=selectors.both(selectors.creates, takes_text))
def a_create_capitalizes_its_texts(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text[:1].upper() + text[1:])


@planted_bug("round-trip", at=selectors.both(selectors.creates, takes_text))
def a_create_cuts_its_texts_at_50(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text[:50])


@planted_bug("round-trip", at=selectors.both(selectors.creates, takes_text))
def a_create_cuts_its_texts_at_255(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text[:255])


@planted_bug("round-trip", at=selectors.both(selectors.creates, takes_text))
def a_create_drops_non_ascii_characters(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text.encode("ascii", "ignore").decode())


@planted_bug("round-trip", at=selectors.both(selectors.creates, takes_text))
def a_create_garbles_non_ascii_characters(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text.encode().decode("latin-1"))


@planted_bug("round-trip", at=selectors.both(selectors.creates, takes_text))
def a_create_replaces_emoji(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: "".join(one if ord(one) < 0x10000 else "�" for one in text))


@planted_bug("round-trip", at=selectors.both(selectors.creates, takes_text))
def a_create_escapes_html(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;"))


@planted_bug("round-trip", at=selectors.both(selectors.creates, takes_text))
def a_create_drops_quotes(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text.replace('"', "").replace("'", ""))


@planted_bug("round-trip", at=selectors.both(selectors.creates, takes_text))
def a_create_cuts_its_texts_at_a_nul(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text.partition("\0")[0])


@planted_bug("round-trip", at=selectors.both(selectors.creates, takes_text))
def a_create_replaces_an_empty_text(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text or "untitled")


@planted_bug("documented-status", "round-trip", at=selectors.creates)
def a_create_responds_with_200(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(status=200) if response.is_success else response


@planted_bug("schema", "round-trip", "documented-properties", at=selectors.creates)
def a_create_returns_only_the_payload(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return response.replace(json=request.payload) if response.is_success else response


def _hiding(request: Request, server: Server, hides: Callable[[Item], bool]) -> Response:
    """Hide some created items from all later responses."""
    hidden: dict[str, None] = server.memory
    collection, action = server.collection(request), operation_of(request).action
    ids = tuple(f"{one}x" if one in hidden else one for one in request.ids)
    response = server.forward(
        request.replace(path=operation_of(request).path_for(ids)) if ids != request.ids else request
    )
    if not response.is_success:
        return response
    if action == "create" and hides(response.json):
        hidden[response.json[collection.id_name]] = None
    if action in {"list", "count"} and hidden:
        kept = [one for one in server.all_items(request, request.query) if one[collection.id_name] not in hidden]
        return relist(request, response, kept)
    return response


@planted_bug("round-trip", "created-is-listed", at=selectors.collections)
def a_create_stores_nothing(request: Request, server: Server) -> Response:
    return _hiding(request, server, lambda _: True)


@planted_bug("round-trip", "created-is-listed", at=selectors.action("list", "create"))
def created_items_are_not_listed(request: Request, server: Server) -> Response:
    return _hiding(request, server, lambda _: True)


@planted_bug("round-trip", "created-is-listed", at=selectors.collections)
def every_seventh_create_is_lost(request: Request, server: Server) -> Response:
    def is_seventh(_: Item) -> bool:
        server.memory[0] = server.memory.get(0, 0) + 1
        return bool(server.memory[0] % 7 == 0)

    return _hiding(request, server, is_seventh)


@planted_bug("create-once", "created-is-listed", "round-trip", at=selectors.creates)
def a_create_stores_twice(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.is_success:
        server.forward(request)
    return response


@planted_bug("create-once", "refused-changes-nothing", at=selectors.creates)
def a_refused_create_stores_something(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.status == 400 and isinstance(request.payload, dict):
        server.forward(request.replace(payload=sample_payload(operation_of(request)), search=""))
    return response


@planted_bug("create-once", "round-trip", at=selectors.both(selectors.creates, takes_text))
def the_same_payload_returns_the_same_item(request: Request, server: Server) -> Response:
    key = (request.authorization, request.path, request.body)
    known: Response | None = server.memory.get(key)
    if known is None or not known.is_success:
        known = server.memory[key] = server.forward(request)
    return known


@planted_bug("create-once", "documented-status", at=selectors.both(selectors.creates, takes_text))
def a_duplicate_payload_is_refused(request: Request, server: Server) -> Response:
    key = (request.authorization, request.path, request.body)
    if key in server.memory:
        return server.forward(request.replace(payload={}))
    response = server.forward(request)
    if response.is_success:
        server.memory[key] = True
    return response


def has_default(operation: Operation, _: Document) -> bool:
    """Select operations whose payload has a property with a default."""
    return any("default" in one for one in operation.properties.values())


def _has_default(listing: Operation, document: Document) -> bool:
    collection = document.collection_of(listing)
    return (
        collection is not None
        and "create" in collection.operations
        and has_default(collection.operations["create"], document)
    )


def _with_null(request: Request, server: Server) -> Response:
    def change(item: Item) -> Item:
        names = [name for name, one in server.collection(request).writable.items() if "default" in one]
        return {name: one for name, one in item.items() if name not in names}

    return edit_items(request, server.forward(request), change)


@planted_bug(
    "schema", "round-trip", "documented-properties", at=selectors.both(selectors.items, selectors.beside(_has_default))
)
def properties_with_a_default_are_left_out(request: Request, server: Server) -> Response:
    return _with_null(request, server)


@planted_bug("round-trip", "documented-properties", at=selectors.items)
def items_have_an_undocumented_property(request: Request, server: Server) -> Response:
    def change(item: Item) -> Any:
        return {**item, "_version": 1}

    return edit_items(request, server.forward(request), change)


@planted_bug(
    "schema", "documented-properties", "list-agrees-with-get", at=selectors.both(selectors.items, selectors.lists)
)
def listed_items_lack_a_property(request: Request, server: Server) -> Response:
    last = list(server.collection(request).properties)[-1]
    return edit_items(request, server.forward(request), lambda item: {n: one for n, one in item.items() if n != last})


@planted_bug("round-trip", at=selectors.both(selectors.lists, selectors.on_free_text))
def a_list_truncates_texts(request: Request, server: Server) -> Response:
    texts = (
        _texts(server.collection(request).operations["create"])
        if "create" in server.collection(request).operations
        else []
    )

    def change(item: Item) -> Item:
        return {n: one[:8] if n in texts and isinstance(one, str) else one for n, one in item.items()}

    return edit_items(request, server.forward(request), change)
