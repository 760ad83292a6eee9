"""Only a valid admin API key gives access (openapi/README.md, Access and Errors)."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Final

from apivideo_admin_contract.document.document import Collection, Document, Operation
from apivideo_admin_contract.document.security import Scheme, basic
from apivideo_admin_contract.document.subjects import operations, readers, writers
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.expect import equal, holds, problem, shown, status
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import read_state
from apivideo_admin_contract.values.samples import sample_payload, sample_query

_MISSING: Final = (
    ('The "Authorization" header is missing.', "/reference/authentication-missing-authorization-header"),
)
_MALFORMED: Final = (
    ('The "Authorization" header value is invalid.', "/reference/authentication-invalid-authorization-header-value"),
)
_UNKNOWN: Final = (("The API key is invalid.", "/reference/authentication-invalid-api-key"),)

#: A scheme and its first parameter, a scheme alone, or a further parameter.
_CHALLENGE: Final = re.compile(
    r'(?:^|,)\s*(?:([\w-]+)(?:\s+|\s*(?=,|$)))?(?:([\w-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]+))?'
)

Kinds = tuple[tuple[str, str], ...]
"""The titles and types that a response may have."""


def broken_credentials(session: Session) -> Iterator[tuple[str, str | None, Kinds]]:
    """Yield invalid credentials: a name, the value of the header, and the titles and types that a response may have."""
    key, document = session.account.key, session.document
    others = {key, session.suspended_key, session.other.key if session.other else None}
    yield "no header", None, _MISSING
    yield "an unknown key", document.authorization(f"{key}-unknown"), _UNKNOWN
    # A server may accept the key in another scheme of the document.
    foreign = [str(one) for one in Scheme if one not in document.schemes] or ["Digest"]
    for scheme in foreign:
        yield "another scheme", f"{scheme} {key}", _MALFORMED
        yield "the key of another scheme", basic(key).replace(Scheme.BASIC, scheme, 1), _MALFORMED
    yield "the key alone", key, _MALFORMED
    for scheme in document.schemes:
        yield "no credentials", f"{scheme}", _MALFORMED
        yield from _broken_basic(key) if scheme is Scheme.BASIC else _broken_bearer(key)
        for name, near in (
            ("the key in other letters", key.swapcase()),
            ("the key and a space", f"{key} "),
            ("a space and the key", f" {key}"),
            ("a part of the key", key[:-1]),
        ):
            # Spaces around a token are no part of it (RFC 9110, section 5.5).
            if near and near not in others and (scheme is Scheme.BASIC or near.strip() == near):
                yield name, scheme.header(near), _UNKNOWN


def _broken_basic(key: str) -> Iterator[tuple[str, str, Kinds]]:
    encoded = basic(key).removeprefix("Basic ")
    yield "the credentials without a scheme", encoded, _MALFORMED
    yield "not base64", f"Basic {key}:", _MALFORMED
    yield "no colon", "Basic " + base64.b64encode(key.encode()).decode(), _MALFORMED
    # Many decoders skip characters that are not base64 (RFC 4648, section 3.3), and find the key.
    yield "base64 with a strange letter", f"Basic {encoded[:4]}*{encoded[4:]}", _MALFORMED
    # The header is well-formed, but contains no valid key: both titles are right.
    yield "a password", basic(key, "secret"), _MALFORMED + _UNKNOWN
    yield "the key as the password", basic("", key), _MALFORMED + _UNKNOWN
    yield "no key", basic(""), _MALFORMED + _UNKNOWN
    yield "not UTF-8", "Basic " + base64.b64encode(b"\xff:").decode(), _MALFORMED + _UNKNOWN


def _broken_bearer(key: str) -> Iterator[tuple[str, str, Kinds]]:
    yield "a second token", f"Bearer {key} {key}", _MALFORMED
    yield "a parameter in place of a token", f'Bearer token="{key}"', _MALFORMED
    yield "the credentials of HTTP Basic", basic(key).replace("Basic", "Bearer"), _MALFORMED + _UNKNOWN
    yield "a comma and the key", f"Bearer ,{key}", _MALFORMED


@check(rules.UNAUTHORIZED, operations)
def a_request_without_a_valid_key_is_unauthorized(session: Session, operation: Operation) -> None:
    """Send each kind of invalid credentials, and compare title and type."""
    path = operation.path_for(session.parent_ids(operation))
    for way, authorization, kinds in session.share(operation, [*broken_credentials(session)]):
        what = f"{operation.id} with {way}"
        response = session.account.send(operation.method, path, authorization=authorization)
        found = problem(response, 401, what=what)
        said = (found.get("title"), str(found.get("type")).removeprefix("https://docs.api.video"))
        expected = " or ".join(shown(list(kind)) for kind in kinds)
        holds(said in kinds, f"{what}: expected the title and the type {expected}, got {shown(list(said))}")
        challenges = _challenges(response.headers.get("WWW-Authenticate", ""))
        equal(challenges, _documented(session.document), f"{what}: schemes and realms of `WWW-Authenticate`")


@check(rules.UNAUTHORIZED_CHANGES_NOTHING, writers, Need.WRITES)
def a_request_without_a_valid_key_changes_nothing(session: Session, operation: Operation) -> None:
    """Send a valid request without a valid key."""
    ids = session.parent_ids(operation)
    before = read_state(session, operation, ids)
    query, payload = sample_query(operation), sample_payload(operation, 7) if operation.payload else None
    authorization_of = session.document.authorization
    unknown = authorization_of(f"{session.account.key}-unknown")
    keys = {"no header": None, "an unknown key": unknown, "another scheme": "Digest x"}
    if session.suspended_key:
        keys["the key of a suspended account"] = authorization_of(session.suspended_key)
    for way, authorization in keys.items():
        response = session.account.call(operation, ids, query, payload, authorization=authorization)
        status(response, {401, 403}, f"{operation.id} with {way}")
    equal(read_state(session, operation, ids), before, f"the state after {operation.id} without a valid key")


@check(rules.SUSPENDED, operations, Need.SUSPENDED)
def a_suspended_account_is_forbidden(session: Session, operation: Operation) -> None:
    """Use a valid key of a suspended account."""
    path = operation.path_for(session.parent_ids(operation))
    response = session.account.send(
        operation.method, path, authorization=session.document.authorization(session.suspended_key or "")
    )
    problem(response, 403, "Suspended account", "/reference/authorization-suspended-account", operation.id)


@check(rules.SCHEME, readers)
def the_authentication_scheme_is_case_insensitive(session: Session, operation: Operation) -> None:
    """Send the scheme in lower and in upper case, for example ``basic`` and ``BASIC``."""
    ids = session.parent_ids(operation)
    for scheme in session.document.schemes:
        for written in (scheme.lower(), scheme.upper()):
            authorization = scheme.header(session.account.key).replace(scheme, written)
            response = session.account.call(operation, ids, sample_query(operation), authorization=authorization)
            status(response, operation.status, f"{operation.id} with the scheme {written}")


def _secrets(document: Document) -> Iterator[tuple[Collection, str]]:
    for collection in document.collections:
        for name, schema in collection.properties.items():
            if schema.get("x-generate", {}).get("kind") == "secret":
                yield collection, name


@check(rules.RESOURCE_KEYS, _secrets)
def a_secret_of_an_item_is_not_an_admin_key(session: Session, collection: Collection, name: str) -> None:
    """Use a secret of an item as the key, also for the item itself and its parents."""
    fixture = session.fixture(collection)
    item = fixture.fill(1)[-1]
    root = next((one for one in session.document.operations if one.method == "GET" and not one.path_parameters), None)
    if root is None:
        raise Skipped("the document has no operation for this check")
    ids, parent_ids = fixture.path_ids(item), (*collection.parents, collection)
    above = [one for one in session.document.operations if one.method == "GET" and one.path_parameters]
    secret = session.document.authorization(str(item[name]))
    for operation in (
        root,
        *(one for one in above if parent_ids[: len(one.path_parameters)] == session.document.parents_of(one)),
    ):
        path = ids[: len(operation.path_parameters)]
        response = session.account.call(operation, path, sample_query(operation), authorization=secret)
        problem(response, 401, *_UNKNOWN[0], f"{operation.id} with the {name} of an item of {collection.name}")


def _documented(document: Document) -> list[list[str]]:
    """Return the challenges in the document's example of `WWW-Authenticate`."""
    for operation in document.operations:
        header = operation.node["responses"].get("401", {}).get("headers", {}).get("WWW-Authenticate", {})
        if "example" in header:
            return _challenges(str(header["example"]))
    raise Skipped("the document has no example of `WWW-Authenticate`")


def _challenges(header: str) -> list[list[str]]:
    """Return the scheme of each challenge in lower case, and its realm, sorted (RFC 9110, section 11.6.1).

    Other parameters, such as `charset`, are allowed (RFC 7617, section 2.1).
    """
    found: list[list[str]] = []
    for scheme, name, value in _CHALLENGE.findall(header):
        if scheme:
            found.append([scheme.lower()])
        if found and name.lower() == "realm":
            found[-1].append(value.strip('"'))
    return sorted(found)
