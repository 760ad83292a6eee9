"""Bugs of creates: they store a changed payload, store it twice, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apivideo_admin_contract.document.parameter import Schema
from apivideo_admin_contract.values.samples import sample_payload
from apivideo_admin_contract.values.unique import free_payload
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.selectors import free_texts
from contract_tests.planted_bugs.server.server import Item, Server, on_success, operation_of, relist
from contract_tests.planted_bugs.server.wire import Request, Response


def _stored(request: Request, server: Server, change: Callable[[str], str]) -> Response:
    """Change the texts of the payload before it is stored."""
    payload = request.payload
    if not isinstance(payload, dict):
        return server.forward(request)
    texts = {name: payload[name] for name in free_texts(operation_of(request)) if isinstance(payload.get(name), str)}
    changed = {name: change(text) for name, text in texts.items()}
    return server.forward(request) if changed == texts else server.forward(request.replace(payload=payload | changed))


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_trims_its_texts(request: Request, server: Server) -> Response:
    return _stored(request, server, str.strip)


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_collapses_spaces(request: Request, server: Server) -> Response:
    return _stored(
        request, server, lambda text: " ".join(text.split(" ")) if "  " not in text else " ".join(text.split())
    )


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_lowercases_its_texts(request: Request, server: Server) -> Response:
    return _stored(request, server, str.lower)


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_capitalizes_its_texts(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text[:1].upper() + text[1:])


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_cuts_its_texts_at_50(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text[:50])


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_cuts_its_texts_at_255(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text[:255])


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_drops_non_ascii_characters(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text.encode("ascii", "ignore").decode())


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_garbles_non_ascii_characters(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text.encode().decode("latin-1"))


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_replaces_emoji(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: "".join(one if ord(one) < 0x10000 else "�" for one in text))


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_escapes_html(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;"))


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_drops_quotes(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text.replace('"', "").replace("'", ""))


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_cuts_its_texts_at_a_nul(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text.partition("\0")[0])


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_replaces_an_empty_text(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: text or "untitled")


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.takes_text))
def a_create_replaces_characters_beyond_the_first_planes(request: Request, server: Server) -> Response:
    return _stored(request, server, lambda text: "".join(one if ord(one) < 0x20000 else "?" for one in text))


def _storing(request: Request, server: Server, change: Callable[[Schema, Any], Any]) -> Response:
    """Change the value of each property before it is stored."""
    payload, known = request.payload, operation_of(request).properties
    if not isinstance(payload, dict):
        return server.forward(request)
    changed = {name: change(known.get(name, {}), value) for name, value in payload.items()}
    return server.forward(request if changed == payload else request.replace(payload=changed))


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.bounded_numbers))
def the_largest_number_is_stored_as_one_less(request: Request, server: Server) -> Response:
    def change(schema: Schema, value: Any) -> Any:
        return value - 1 if isinstance(value, int) and value == schema.get("maximum") else value

    return _storing(request, server, change)


@planted_bug("round-trip", at=selectors.all_of(selectors.creates, selectors.arrays))
def arrays_lose_their_duplicates(request: Request, server: Server) -> Response:
    def change(_: Schema, value: Any) -> Any:
        return [one for at, one in enumerate(value) if one not in value[:at]] if isinstance(value, list) else value

    return _storing(request, server, change)


@planted_bug("documented-status", "round-trip", at=selectors.creates)
def a_create_responds_with_200(request: Request, server: Server) -> Response:
    return on_success(request, server, lambda response: response.replace(status=200))


@planted_bug("schema", "round-trip", "documented-properties", at=selectors.creates)
def a_create_returns_only_the_payload(request: Request, server: Server) -> Response:
    return on_success(request, server, lambda response: response.replace(json=request.payload))


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


@planted_bug("round-trip", at=selectors.collections)
def a_create_stores_nothing(request: Request, server: Server) -> Response:
    return _hiding(request, server, lambda _: True)


@planted_bug("round-trip", at=selectors.action("list", "create"))
def created_items_are_not_listed(request: Request, server: Server) -> Response:
    return _hiding(request, server, lambda _: True)


@planted_bug("round-trip", "default-order", at=selectors.collections)
def every_seventh_create_is_lost(request: Request, server: Server) -> Response:
    def is_seventh(_: Item) -> bool:
        server.memory[0] = server.memory.get(0, 0) + 1
        return bool(server.memory[0] % 7 == 0)

    return _hiding(request, server, is_seventh)


@planted_bug("create-once", "round-trip", at=selectors.all_of(selectors.creates, selectors.not_keyed))
def a_create_stores_twice(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.is_success:
        collection, again = server.collection(request), operation_of(request)
        payload = free_payload(collection, again, request.payload, [request.payload]) if request.payload else None
        server.forward(request.replace(payload=payload))
    return response


@planted_bug("create-once", "refused-changes-nothing", at=selectors.creates)
def a_refused_create_stores_something(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.status == 400 and isinstance(request.payload, dict):
        server.forward(request.replace(payload=sample_payload(operation_of(request)), search=""))
    return response


@planted_bug(
    "create-once",
    "round-trip",
    at=selectors.all_of(selectors.creates, selectors.takes_text, selectors.not_unique, selectors.not_keyed),
)
def the_same_payload_returns_the_same_item(request: Request, server: Server) -> Response:
    key = (request.authorization, request.path, request.body)
    known: Response | None = server.memory.get(key)
    if known is None or not known.is_success:
        known = server.memory[key] = server.forward(request)
    return known


@planted_bug(
    "create-once",
    "round-trip",
    "documented-status",
    at=selectors.all_of(selectors.creates, selectors.takes_text, selectors.not_unique, selectors.not_keyed),
)
def a_duplicate_payload_is_refused(request: Request, server: Server) -> Response:
    key = (request.authorization, request.path, request.body)
    if key in server.memory:
        return server.forward(request.replace(payload={}))
    response = server.forward(request)
    if response.is_success:
        server.memory[key] = True
    return response
