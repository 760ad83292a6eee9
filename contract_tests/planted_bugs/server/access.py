"""Bugs of authentication: credentials that are wrongly accepted, and wrong 401 and 403 responses."""

from __future__ import annotations

import base64
import binascii

from apivideo_admin_contract.document.security import Scheme
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server, on_status, operation_of
from contract_tests.planted_bugs.server.wire import Request, Response


def credentials_of(request: Request) -> tuple[str, str, str]:
    """Return the scheme, the key and the password, empty where the header is malformed."""
    scheme, _, text = (request.authorization or "").partition(" ")
    if scheme.lower() == Scheme.BEARER.lower():
        return scheme, text.strip(), ""
    try:
        key, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return scheme, "", ""
    return scheme, key, password


def with_valid_key(request: Request, server: Server) -> Response:
    """Return the response to a request with a valid key."""
    return server.forward(request.replace(authorization=server.authorization))


def with_challenge(request: Request, server: Server, challenge: str | None) -> Response:
    """Return the response with another ``WWW-Authenticate`` in each 401."""
    return on_status(request, server, 401, lambda response: response.replace(www_authenticate=challenge))


@planted_bug("unauthorized", at=selectors.anywhere, raw=True)
def no_key_is_needed(request: Request, server: Server) -> Response:
    return with_valid_key(request, server) if request.authorization is None else server.forward(request)


@planted_bug("unauthorized", at=selectors.reads)
def reads_need_no_key(request: Request, server: Server) -> Response:
    return with_valid_key(request, server) if request.authorization is None else server.forward(request)


@planted_bug("unauthorized", at=selectors.all_reports)
def reports_need_no_key(request: Request, server: Server) -> Response:
    return with_valid_key(request, server) if request.authorization is None else server.forward(request)


@planted_bug("unauthorized", at=selectors.deletes)
def deletions_need_no_key(request: Request, server: Server) -> Response:
    return on_status(request, server, 401, lambda _: with_valid_key(request, server))


@planted_bug("unauthorized", at=selectors.anywhere)
def any_key_is_accepted(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return with_valid_key(request, server) if response.status == 401 and credentials_of(request)[1] else response


@planted_bug("unauthorized", at=selectors.counts)
def counts_accept_any_key(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return with_valid_key(request, server) if response.status == 401 and credentials_of(request)[1] else response


@planted_bug("unauthorized", at=selectors.anywhere)
def keys_are_case_insensitive(request: Request, server: Server) -> Response:
    _, key, password = credentials_of(request)
    response = server.forward(request)
    return (
        server.forward(request.replace(authorization=server.document.authorization(key.lower())))
        if response.status == 401 and key and not password
        else response
    )


@planted_bug("unauthorized", "documented-status", "problem", at=selectors.anywhere)
def an_unknown_key_is_a_403(request: Request, server: Server) -> Response:
    response = server.forward(request)
    return (
        response.replace(status=403, json={**response.json, "status": 403})
        if response.status == 401 and request.authorization
        else response
    )


@planted_bug("unauthorized", "documented-status", "problem", at=selectors.named)
def an_unknown_key_is_a_404(request: Request, server: Server) -> Response:
    return on_status(
        request, server, 401, lambda response: response.replace(status=404, json={**response.json, "status": 404})
    )


@planted_bug("unauthorized", "headers", at=selectors.anywhere)
def a_401_has_no_challenge(request: Request, server: Server) -> Response:
    return with_challenge(request, server, None)


@planted_bug("unauthorized", "headers", at=selectors.anywhere)
def the_challenge_has_no_realm(request: Request, server: Server) -> Response:
    return with_challenge(request, server, ", ".join(server.document.schemes))


@planted_bug("unauthorized", "headers", at=selectors.anywhere)
def the_challenge_has_another_realm(request: Request, server: Server) -> Response:
    return with_challenge(request, server, f'{server.document.schemes[0]} realm="api"')


@planted_bug("unauthorized", "problem", at=selectors.anywhere)
def every_401_has_the_same_title(request: Request, server: Server) -> Response:
    return on_status(
        request,
        server,
        401,
        lambda response: response.replace(json={**response.json, "title": "The API key is invalid."}),
    )


@planted_bug("unauthorized", "problem", at=selectors.anywhere)
def every_401_has_the_same_type(request: Request, server: Server) -> Response:
    response, kind = server.forward(request), "https://docs.api.video/reference/authentication-invalid-api-key"
    return response.replace(json={**response.json, "type": kind}) if response.status == 401 else response


@planted_bug("unauthorized", at=selectors.anywhere)
def a_missing_key_is_reported_as_a_bad_header(request: Request, server: Server) -> Response:
    return server.forward(
        request.replace(authorization=server.document.schemes[0]) if request.authorization is None else request
    )


@planted_bug("unauthorized", "unauthorized-changes-nothing", at=selectors.writes)
def a_write_is_done_before_authentication(request: Request, server: Server) -> Response:
    response = server.forward(request)
    if response.status == 401:
        with_valid_key(request, server)
    return response


@planted_bug("unauthorized", at=selectors.payloads)
def a_payload_is_validated_before_authentication(request: Request, server: Server) -> Response:
    response = server.forward(request)
    checked = (
        with_valid_key(request, server)
        if response.status == 401 and not isinstance(request.payload, dict)
        else response
    )
    return checked if checked.status == 400 else response


@planted_bug("suspended", at=selectors.anywhere)
def a_suspended_account_is_accepted(request: Request, server: Server) -> Response:
    return on_status(request, server, 403, lambda _: with_valid_key(request, server))


@planted_bug("suspended", at=selectors.reads)
def a_suspended_account_may_read(request: Request, server: Server) -> Response:
    return on_status(request, server, 403, lambda _: with_valid_key(request, server))


@planted_bug("suspended", "problem", at=selectors.anywhere)
def a_suspended_account_is_unauthorized(request: Request, server: Server) -> Response:
    return on_status(
        request,
        server,
        403,
        lambda _: server.forward(request.replace(authorization=server.document.authorization("nobody"))),
    )


@planted_bug("suspended", "problem", at=selectors.anywhere)
def a_suspended_account_gets_another_title(request: Request, server: Server) -> Response:
    return on_status(
        request, server, 403, lambda response: response.replace(json={**response.json, "title": "Forbidden"})
    )


@planted_bug("unauthorized", at=selectors.anywhere)
def the_bare_key_is_accepted(request: Request, server: Server) -> Response:
    bare = (
        request.authorization is not None
        and server.document.authorization(request.authorization) == server.authorization
    )
    return with_valid_key(request, server) if bare else server.forward(request)


@planted_bug("resource-keys", at=selectors.generated("secret"))
def a_secret_reads_the_items_of_its_parent(request: Request, server: Server) -> Response:
    response, operation = server.forward(request), operation_of(request)
    collection = server.document.collection_of(operation)
    if operation.action == "create" and response.is_success and collection is not None:
        for name, schema in collection.properties.items():
            if schema.get("x-generate", {}).get("kind") == "secret":
                server.memory[response.json[name]] = (request.ids[:1], request.authorization)
    ids, authorization = server.memory.get(credentials_of(request)[1], ((), None))
    owned = response.status == 401 and operation.method == "GET" and ids and ids == request.ids[:1]
    return server.forward(request.replace(authorization=authorization)) if owned else response
