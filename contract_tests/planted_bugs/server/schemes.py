"""Bugs of the authentication schemes: credentials of another scheme or form that are accepted, and wrong challenges."""

from __future__ import annotations

import base64
import binascii

from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.security import Scheme, basic
from contract_tests.planted_bugs.server import selectors
from contract_tests.planted_bugs.server.access import credentials_of, with_challenge, with_valid_key
from contract_tests.planted_bugs.server.planting import planted_bug
from contract_tests.planted_bugs.server.server import Server
from contract_tests.planted_bugs.server.wire import Request, Response


def _by_basic(_operation: Operation, document: Document) -> bool:
    return Scheme.BASIC in document.schemes


def _by_bearer(_operation: Operation, document: Document) -> bool:
    return Scheme.BEARER in document.schemes


def _by_basic_only(_operation: Operation, document: Document) -> bool:
    return document.schemes == (Scheme.BASIC,)


def _by_bearer_only(_operation: Operation, document: Document) -> bool:
    return document.schemes == (Scheme.BEARER,)


def _by_both(_operation: Operation, document: Document) -> bool:
    return len(document.schemes) > 1


def _written(request: Request, server: Server, only: Scheme) -> Response:
    """Refuse a scheme in other letters."""
    scheme, _, text = (request.authorization or "").partition(" ")
    wrong = scheme.lower() == only.lower() and scheme != only
    return server.forward(request.replace(authorization=f"Other {text}") if wrong else request)


@planted_bug("unauthorized", at=_by_basic)
def the_password_is_ignored(request: Request, server: Server) -> Response:
    _, key, password = credentials_of(request)
    return server.forward(request.replace(authorization=basic(key)) if password else request)


@planted_bug("unauthorized", at=_by_basic)
def the_key_may_be_the_password(request: Request, server: Server) -> Response:
    _, key, password = credentials_of(request)
    return server.forward(request.replace(authorization=basic(password)) if password and not key else request)


@planted_bug("unauthorized", at=_by_basic_only)
def a_bearer_token_is_accepted(request: Request, server: Server) -> Response:
    scheme, _, token = (request.authorization or "").partition(" ")
    return server.forward(request.replace(authorization=basic(token)) if scheme.lower() == "bearer" else request)


@planted_bug("unauthorized", at=selectors.anywhere)
def any_scheme_is_accepted(request: Request, server: Server) -> Response:
    scheme, _, text = (request.authorization or "").partition(" ")
    if scheme and scheme.title() not in server.document.schemes:
        try:
            key = base64.b64decode(text, validate=True).decode().partition(":")[0]
        except (binascii.Error, ValueError):
            key = text
        return server.forward(request.replace(authorization=server.document.authorization(key)))
    return server.forward(request)


@planted_bug("unauthorized", at=_by_basic)
def a_key_needs_no_colon(request: Request, server: Server) -> Response:
    response, (_, key, password) = server.forward(request), credentials_of(request)
    good = response.status == 401 and key and not password
    return server.forward(request.replace(authorization=basic(key))) if good else response


@planted_bug("scheme", at=_by_basic)
def the_scheme_must_be_written_basic(request: Request, server: Server) -> Response:
    return _written(request, server, Scheme.BASIC)


@planted_bug("unauthorized", "headers", at=_by_basic_only)
def the_challenge_is_bearer(request: Request, server: Server) -> Response:
    return with_challenge(request, server, 'Bearer realm="admin.api.video"')


@planted_bug("unauthorized", at=_by_basic)
def no_scheme_is_needed(request: Request, server: Server) -> Response:
    bare = request.authorization is not None and f"Basic {request.authorization}" == basic(server.key)
    return with_valid_key(request, server) if bare else server.forward(request)


@planted_bug("unauthorized", at=_by_bearer)
def a_second_token_is_ignored(request: Request, server: Server) -> Response:
    scheme, _, text = (request.authorization or "").partition(" ")
    is_token = scheme.lower() == Scheme.BEARER.lower() and text
    return server.forward(request.replace(authorization=f"{scheme} {text.split()[0]}") if is_token else request)


@planted_bug("scheme", at=_by_bearer)
def the_scheme_must_be_written_bearer(request: Request, server: Server) -> Response:
    return _written(request, server, Scheme.BEARER)


@planted_bug("unauthorized", "headers", at=_by_bearer_only)
def the_challenge_is_basic(request: Request, server: Server) -> Response:
    return with_challenge(request, server, 'Basic realm="admin.api.video"')


@planted_bug("unauthorized", at=_by_bearer_only)
def the_key_in_basic_is_accepted(request: Request, server: Server) -> Response:
    scheme, key, _ = credentials_of(request)
    is_key = scheme.lower() == Scheme.BASIC.lower() and key
    return server.forward(request.replace(authorization=server.document.authorization(key)) if is_key else request)


@planted_bug("scheme", "unauthorized", at=_by_both)
def only_the_first_scheme_is_accepted(request: Request, server: Server) -> Response:
    scheme, _, text = (request.authorization or "").partition(" ")
    first = server.document.schemes[0].lower()
    return server.forward(request if scheme.lower() in {first, ""} else request.replace(authorization=f"Other {text}"))


@planted_bug("unauthorized", "headers", at=_by_both)
def the_challenge_names_the_first_scheme_only(request: Request, server: Server) -> Response:
    return with_challenge(request, server, f'{server.document.schemes[0]} realm="admin.api.video"')
