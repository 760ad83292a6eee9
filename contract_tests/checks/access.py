"""Who is let in (facts document, Access and Errors)."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Final

from contract_tests.document import Collection, Document, Operation
from contract_tests.samples import sample_payload, sample_query
from contract_tests.suite import rules_http as rules
from contract_tests.suite.account import basic
from contract_tests.suite.check import Need, check
from contract_tests.suite.expect import equal, holds, problem, shown, status
from contract_tests.suite.lab import Lab
from contract_tests.suite.outcome import Skipped
from contract_tests.suite.state import state_of
from contract_tests.suite.subjects import operations, readers, writers

_MISSING: Final = (
    ('The "Authorization" header is missing.', "/reference/authentication-missing-authorization-header"),
)
_MALFORMED: Final = (
    ('The "Authorization" header value is invalid.', "/reference/authentication-invalid-authorization-header-value"),
)
_UNKNOWN: Final = (("The API key is invalid.", "/reference/authentication-invalid-api-key"),)

Kinds = tuple[tuple[str, str], ...]
"""The titles and types that an answer may have."""


def broken_credentials(lab: Lab) -> Iterator[tuple[str, str | None, Kinds]]:
    """Give ways to fail, each with its name, the header's value and what may be said of it."""
    key, others = lab.account.key, {lab.account.key, lab.suspended_key, lab.other.key if lab.other else None}
    yield "no header", None, _MISSING
    yield "an unknown key", basic(f"{key}-unknown"), _UNKNOWN
    yield "no credentials", "Basic", _MALFORMED
    yield "another scheme", f"Bearer {key}", _MALFORMED
    yield "the key of another scheme", basic(key).replace("Basic", "Bearer"), _MALFORMED
    yield "the credentials without a scheme", basic(key).removeprefix("Basic "), _MALFORMED
    yield "the key alone", key, _MALFORMED
    yield "not base64", f"Basic {key}:", _MALFORMED
    yield "no colon", "Basic " + base64.b64encode(key.encode()).decode(), _MALFORMED
    encoded = basic(key).removeprefix("Basic ")
    # Many a decoder passes over what is no letter of base64 (RFC 4648, section 3.3), and finds the key.
    yield "base64 with a strange letter", f"Basic {encoded[:4]}*{encoded[4:]}", _MALFORMED
    # Of what the header is well formed, but no key fits: either may be said.
    yield "a password", basic(key, "secret"), _MALFORMED + _UNKNOWN
    yield "the key as the password", basic("", key), _MALFORMED + _UNKNOWN
    yield "no key", basic(""), _MALFORMED + _UNKNOWN
    yield "not UTF-8", "Basic " + base64.b64encode(b"\xff:").decode(), _MALFORMED + _UNKNOWN
    for name, near in (
        ("the key in other letters", key.swapcase()),
        ("the key and a space", f"{key} "),
        ("a space and the key", f" {key}"),
        ("a part of the key", key[:-1]),
    ):
        if near and near not in others:
            yield name, basic(near), _UNKNOWN


@check(rules.UNAUTHORIZED, operations)
def a_request_without_a_valid_key_is_unauthorized(lab: Lab, operation: Operation) -> None:
    """Each way to fail is told apart."""
    path = operation.url(lab.owners(operation))
    for way, authorization, kinds in broken_credentials(lab):
        what = f"{operation.id} with {way}"
        answer = lab.account.send(operation.method, path, authorization=authorization)
        found = problem(answer, 401, what=what)
        said = (found.get("title"), str(found.get("type")).removeprefix("https://docs.api.video"))
        expected = " or ".join(shown(list(kind)) for kind in kinds)
        holds(said in kinds, f"{what}: expected the title and the type {expected}, got {shown(list(said))}")
        challenge = _parts_of(answer.headers.get("WWW-Authenticate", ""))
        equal(challenge, _challenge(lab.document), f"{what}: scheme and realm of `WWW-Authenticate`")


@check(rules.UNAUTHORIZED_CHANGES_NOTHING, writers, Need.WRITES)
def a_request_without_a_valid_key_changes_nothing(lab: Lab, operation: Operation) -> None:
    """Everything about the request is right but who sends it."""
    ids = lab.owners(operation)
    before = state_of(lab, operation, ids)
    query, payload = sample_query(operation), sample_payload(operation, 7) if operation.payload else None
    keys = {"no header": None, "an unknown key": basic(f"{lab.account.key}-unknown"), "another scheme": "Bearer x"}
    if lab.suspended_key:
        keys["the key of a suspended account"] = basic(lab.suspended_key)
    for way, authorization in keys.items():
        answer = lab.account.call(operation, ids, query, payload, authorization=authorization)
        status(answer, {401, 403}, f"{operation.id} with {way}")
    equal(state_of(lab, operation, ids), before, f"what is there after {operation.id} by strangers")


@check(rules.SUSPENDED, operations, Need.SUSPENDED)
def a_suspended_account_is_forbidden(lab: Lab, operation: Operation) -> None:
    """Its key is valid, and does not help."""
    path = operation.url(lab.owners(operation))
    answer = lab.account.send(operation.method, path, authorization=basic(lab.suspended_key or ""))
    problem(answer, 403, "Suspended account", "/reference/authorization-suspended-account", operation.id)


@check(rules.SCHEME, readers)
def the_scheme_of_the_credentials_is_read_in_any_case(lab: Lab, operation: Operation) -> None:
    """As in ``basic`` and ``BASIC``."""
    ids = lab.owners(operation)
    for scheme in ("basic", "BASIC"):
        authorization = basic(lab.account.key).replace("Basic", scheme)
        answer = lab.account.call(operation, ids, sample_query(operation), authorization=authorization)
        status(answer, operation.status, f"{operation.id} with the scheme {scheme}")


def _secrets(document: Document) -> Iterator[tuple[Collection, str]]:
    for collection in document.collections:
        for name, schema in collection.properties.items():
            if schema.get("x-generate", {}).get("kind") == "secret":
                yield collection, name


@check(rules.RESOURCE_KEYS, _secrets)
def a_secret_of_an_item_is_no_admin_key(lab: Lab, collection: Collection, name: str) -> None:
    """A key of one level does not open the one above, not even at what it belongs to, nor is it shown as anything but unknown."""
    place = lab.place(collection)
    item = place.fill(1)[-1]
    root = next((one for one in lab.document.operations if one.method == "GET" and not one.path_parameters), None)
    if root is None:
        raise Skipped("no operation is there to try it on")
    ids, owners = place.item(item), (*collection.parents, collection)
    above = [one for one in lab.document.operations if one.method == "GET" and one.path_parameters]
    for operation in (
        root,
        *(one for one in above if owners[: len(one.path_parameters)] == lab.document.owners_of(one)),
    ):
        path = ids[: len(operation.path_parameters)]
        answer = lab.account.call(operation, path, sample_query(operation), authorization=basic(str(item[name])))
        problem(answer, 401, *_UNKNOWN[0], f"{operation.id} with the {name} of an item of {collection.name}")


def _challenge(document: Document) -> list[str]:
    """Give the scheme and the realm of the `WWW-Authenticate` that the document shows."""
    for operation in document.operations:
        header = operation.node["responses"].get("401", {}).get("headers", {}).get("WWW-Authenticate", {})
        if "example" in header:
            return _parts_of(str(header["example"]))
    raise Skipped("the document has no example of `WWW-Authenticate`")


def _parts_of(challenge: str) -> list[str]:
    """Give the scheme of a challenge, whose case says nothing (RFC 9110, section 11.1), and its realm.

    Other parameters may be there, such as `charset` (RFC 7617, section 2.1).
    """
    scheme, _, rest = challenge.strip().partition(" ")
    realm = re.search(r'(?:^|[\s,])realm\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]+)', rest, re.IGNORECASE)
    return [scheme.lower(), *([realm[1].strip('"')] if realm else [])]
