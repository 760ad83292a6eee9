"""Keys that open what they must not, and refusals that are told wrongly."""

from __future__ import annotations

import base64
import binascii

from contract_tests.faults import at
from contract_tests.faults.planting import fault
from contract_tests.faults.server import Server, operation_of
from contract_tests.faults.wire import Answer, Request
from contract_tests.suite.account import basic


def _credentials(request: Request) -> tuple[str, str, str]:
    """Give the scheme, the key and the password, as far as they can be read."""
    scheme, _, text = (request.authorization or "").partition(" ")
    try:
        key, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return scheme, "", ""
    return scheme, key, password


def _let_in(request: Request, server: Server) -> Answer:
    return server.forward(request.but(authorization=server.good))


@fault("unauthorized", at=at.anywhere, raw=True)
def no_key_is_needed(request: Request, server: Server) -> Answer:
    return _let_in(request, server) if request.authorization is None else server.forward(request)


@fault("unauthorized", at=at.reads)
def reads_need_no_key(request: Request, server: Server) -> Answer:
    return _let_in(request, server) if request.authorization is None else server.forward(request)


@fault("unauthorized", at=at.reports)
def reports_need_no_key(request: Request, server: Server) -> Answer:
    return _let_in(request, server) if request.authorization is None else server.forward(request)


@fault("unauthorized", at=at.deletes)
def deletions_need_no_key(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return _let_in(request, server) if answer.status == 401 else answer


@fault("unauthorized", at=at.anywhere)
def any_key_is_good(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return _let_in(request, server) if answer.status == 401 and _credentials(request)[1] else answer


@fault("unauthorized", at=at.counts)
def counts_take_any_key(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return _let_in(request, server) if answer.status == 401 and _credentials(request)[1] else answer


@fault("unauthorized", at=at.anywhere)
def a_key_is_good_in_any_case(request: Request, server: Server) -> Answer:
    _, key, password = _credentials(request)
    answer = server.forward(request)
    return (
        server.forward(request.but(authorization=basic(key.lower(), password)))
        if answer.status == 401 and key
        else answer
    )


@fault("unauthorized", at=at.anywhere)
def the_password_is_ignored(request: Request, server: Server) -> Answer:
    _, key, password = _credentials(request)
    return server.forward(request.but(authorization=basic(key)) if password else request)


@fault("unauthorized", at=at.anywhere)
def the_key_may_be_the_password(request: Request, server: Server) -> Answer:
    _, key, password = _credentials(request)
    return server.forward(request.but(authorization=basic(password)) if password and not key else request)


@fault("unauthorized", at=at.anywhere)
def a_bearer_token_is_taken(request: Request, server: Server) -> Answer:
    scheme, _, token = (request.authorization or "").partition(" ")
    return server.forward(request.but(authorization=basic(token)) if scheme.lower() == "bearer" else request)


@fault("unauthorized", at=at.anywhere)
def any_scheme_is_taken(request: Request, server: Server) -> Answer:
    scheme, _, text = (request.authorization or "").partition(" ")
    if scheme and scheme.lower() != "basic":
        key = text if not _credentials(request)[1] else _credentials(request)[1]
        return server.forward(request.but(authorization=basic(key)))
    return server.forward(request)


@fault("unauthorized", at=at.anywhere)
def a_key_needs_no_colon(request: Request, server: Server) -> Answer:
    answer, (_, key, password) = server.forward(request), _credentials(request)
    good = answer.status == 401 and key and not password
    return server.forward(request.but(authorization=basic(key))) if good else answer


@fault("scheme", at=at.anywhere)
def the_scheme_must_be_written_basic(request: Request, server: Server) -> Answer:
    scheme, _, text = (request.authorization or "").partition(" ")
    wrong = scheme.lower() == "basic" and scheme != "Basic"
    return server.forward(request.but(authorization=f"Other {text}") if wrong else request)


@fault("unauthorized", "documented-status", "problem", at=at.anywhere)
def an_unknown_key_is_forbidden(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return (
        answer.but(status=403, json={**answer.json, "status": 403})
        if answer.status == 401 and request.authorization
        else answer
    )


@fault("unauthorized", "documented-status", "problem", at=at.named)
def an_unknown_key_is_told_not_found(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(status=404, json={**answer.json, "status": 404}) if answer.status == 401 else answer


@fault("unauthorized", "headers", at=at.anywhere)
def a_401_has_no_challenge(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(www_authenticate=None) if answer.status == 401 else answer


@fault("unauthorized", "headers", at=at.anywhere)
def the_challenge_has_no_realm(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(www_authenticate="Basic") if answer.status == 401 else answer


@fault("unauthorized", "headers", at=at.anywhere)
def the_challenge_is_bearer(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(www_authenticate='Bearer realm="admin.api.video"') if answer.status == 401 else answer


@fault("unauthorized", "headers", at=at.anywhere)
def the_realm_is_another(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(www_authenticate='Basic realm="api"') if answer.status == 401 else answer


@fault("unauthorized", "problem", at=at.anywhere)
def every_401_has_the_same_title(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(json={**answer.json, "title": "The API key is invalid."}) if answer.status == 401 else answer


@fault("unauthorized", "problem", at=at.anywhere)
def every_401_has_the_same_type(request: Request, server: Server) -> Answer:
    answer, kind = server.forward(request), "https://docs.api.video/reference/authentication-invalid-api-key"
    return answer.but(json={**answer.json, "type": kind}) if answer.status == 401 else answer


@fault("unauthorized", at=at.anywhere)
def a_missing_key_is_told_as_a_bad_header(request: Request, server: Server) -> Answer:
    return server.forward(request.but(authorization="Basic") if request.authorization is None else request)


@fault("unauthorized", "unauthorized-changes-nothing", at=at.writes)
def a_write_is_done_before_the_key_is_looked_at(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    if answer.status == 401:
        _let_in(request, server)
    return answer


@fault("unauthorized", at=at.payloads)
def a_payload_is_looked_at_before_the_key(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    checked = _let_in(request, server) if answer.status == 401 and not isinstance(request.payload, dict) else answer
    return checked if checked.status == 400 else answer


@fault("suspended", at=at.anywhere)
def a_suspended_account_is_let_in(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return _let_in(request, server) if answer.status == 403 else answer


@fault("suspended", at=at.reads)
def a_suspended_account_may_read(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return _let_in(request, server) if answer.status == 403 else answer


@fault("suspended", "problem", at=at.anywhere)
def a_suspended_account_is_unauthorized(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return server.forward(request.but(authorization=basic("nobody"))) if answer.status == 403 else answer


@fault("suspended", "problem", at=at.anywhere)
def a_suspended_account_is_told_another_title(request: Request, server: Server) -> Answer:
    answer = server.forward(request)
    return answer.but(json={**answer.json, "title": "Forbidden"}) if answer.status == 403 else answer


@fault("unauthorized", at=at.anywhere)
def no_scheme_is_needed(request: Request, server: Server) -> Answer:
    bare = request.authorization is not None and f"Basic {request.authorization}" == server.good
    return _let_in(request, server) if bare else server.forward(request)


@fault("unauthorized", at=at.anywhere)
def the_key_alone_is_taken(request: Request, server: Server) -> Answer:
    bare = request.authorization is not None and basic(request.authorization) == server.good
    return _let_in(request, server) if bare else server.forward(request)


@fault("resource-keys", at=at.anywhere)
def a_secret_reads_what_it_belongs_to(request: Request, server: Server) -> Answer:
    answer, operation = server.forward(request), operation_of(request)
    collection = server.document.collection_of(operation)
    if operation.action == "create" and answer.is_good and collection is not None:
        for name, schema in collection.properties.items():
            if schema.get("x-generate", {}).get("kind") == "secret":
                server.memory[answer.json[name]] = (request.ids[:1], request.authorization)
    ids, authorization = server.memory.get(_credentials(request)[1], ((), None))
    owned = answer.status == 401 and operation.method == "GET" and ids and ids == request.ids[:1]
    return server.forward(request.but(authorization=authorization)) if owned else answer
