"""Bugs of secrets."""

from __future__ import annotations

from apivideo_admin_contract.document.schemas import generated_kind
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, edit_generated, edit_items, operation_of, rename
from contract_tests.planted_bugs.server.wire import Request, Response

_secrets = selectors.all_of(selectors.items, selectors.generated("secret"))


def _names(request: Request, server: Server) -> list[str]:
    """Return the names of the secrets of an item."""
    properties = server.collection(request).properties.items()
    return [name for name, one in properties if generated_kind(one) == "secret"]


@planted_bug("secrets", at=_secrets)
def every_secret_is_the_same(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "secret", lambda text: "s" * len(text))


@planted_bug("secrets", at=_secrets)
def only_a_few_secrets_exist(request: Request, server: Server) -> Response:
    known: dict[str, int] = server.memory
    return edit_generated(
        request, server, "secret", lambda text: f"{known.setdefault(text, len(known)) % 3}".rjust(len(text), "k")
    )


@planted_bug("secrets", "round-trip", at=selectors.all_of(selectors.lists, selectors.generated("secret")))
def a_list_masks_secrets(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "secret", lambda text: "*" * len(text))


@planted_bug(
    "secrets",
    "round-trip",
    at=selectors.all_of(selectors.action("get", "list", "update"), selectors.generated("secret")),
)
def only_a_create_returns_the_secret(request: Request, server: Server) -> Response:
    return edit_generated(request, server, "secret", lambda text: text[:4].ljust(len(text), "x"))


@planted_bug(
    "schema",
    "round-trip",
    "documented-properties",
    at=selectors.all_of(selectors.action("get", "list"), selectors.generated("secret")),
)
def reads_omit_the_secret(request: Request, server: Server) -> Response:
    names = _names(request, server)
    return edit_items(
        request, server.forward(request), lambda item: {n: one for n, one in item.items() if n not in names}
    )


@planted_bug(
    "secrets", "reads-change-nothing", "round-trip", at=selectors.all_of(selectors.gets, selectors.generated("secret"))
)
def every_get_returns_a_new_secret(request: Request, server: Server) -> Response:
    server.memory["gets"] = turn = server.memory.get("gets", 0) + 1
    return edit_generated(request, server, "secret", lambda text: text[turn % len(text) :] + text[: turn % len(text)])


@planted_bug("secrets", at=selectors.all_of(selectors.collections, selectors.generated("secret")))
def the_second_half_of_a_secret_is_constant(request: Request, server: Server) -> Response:
    public: dict[str, str] = server.memory
    own = {value: name for name, value in public.items()}
    query = {name: own.get(value, value) for name, value in request.query.items()}
    response = server.forward(request.replace(query=query) if query != request.query else request)
    if operation_of(request).action == "create" and response.is_success:
        for secret in [response.json[name] for name in _names(request, server)]:
            half = len(secret) // 2
            public[secret] = secret[:half] + "A" * (len(secret) - half)
    return rename(response, public)


@planted_bug("secrets", at=_secrets)
def a_secret_is_derived_from_the_payload(request: Request, server: Server) -> Response:
    response, derived = server.forward(request), server.memory
    if operation_of(request).action == "create" and response.is_success:
        text = "".join(one for one in request.body.decode("utf-8", "replace") if one.isascii() and one.isalnum())
        secret = response.json[_names(request, server)[0]]
        derived[secret] = (text * 50)[: len(secret)]
    return rename(response, derived) if response.is_success else response


@planted_bug(
    "secrets",
    at=selectors.all_of(
        selectors.collections, selectors.generated("secret"), selectors.deletable, selectors.beside_all("get")
    ),
)
def secrets_are_reused_after_a_deletion(request: Request, server: Server) -> Response:
    action, name = operation_of(request).action, _names(request, server)[0]
    free: list[str] = server.memory.setdefault("free", [])
    reused: dict[str, str] = server.memory.setdefault("reused", {})
    get = server.collection(request).operations["get"]
    old = server.call(request, get, request.ids) if action == "delete" else None
    response = server.forward(request)
    if old is not None and old.is_success and response.is_success:
        free.append(reused.get(old.json[name], old.json[name]))
    if action == "create" and response.is_success and free:
        reused[response.json[name]] = free.pop(0)
    return rename(response, reused)
