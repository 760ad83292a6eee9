"""Who is let in (facts document, Access and Errors)."""

from __future__ import annotations

import base64

import pytest

from contract_tests.document import Collection, Operation
from contract_tests.subject import DOCUMENT, each_named, each_operation, each_root_list
from contract_tests.target import Target, basic


def _encoded(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


_MISSING = 'The "Authorization" header is missing.'
_MALFORMED = 'The "Authorization" header value is invalid.'
_UNKNOWN = "The API key is invalid."

_WRONG = {
    "no header": (None, _MISSING),
    "no credentials": ("Basic", _MALFORMED),
    "another scheme": ("Bearer first-key", _MALFORMED),
    "not base64": ("Basic first-key:", _MALFORMED),
    "stray characters": (basic("first-key").replace("=", "*="), _MALFORMED),
    "no colon": (_encoded("first-key"), _MALFORMED),
    "a password": (basic("first-key", "secret"), _MALFORMED),
    "no key": (_encoded(":"), _MALFORMED),
    "not UTF-8": ("Basic /zo=", _MALFORMED),
    "an unknown key": (basic("nobody"), _UNKNOWN),
    "a key in other letters": (basic("FIRST-KEY"), _UNKNOWN),
}


@each_operation
@pytest.mark.parametrize("how", _WRONG)
def test_a_request_without_a_valid_key_is_unauthorized(target: Target, operation: Operation, how: str) -> None:
    authorization, title = _WRONG[how]
    path = operation.url(target.account.owners(DOCUMENT.owners_of(operation)))
    answer = target.account.send(operation.method, path, authorization=authorization)
    assert (answer.status_code, answer.json()["status"], answer.json()["title"]) == (401, 401, title)
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="admin.api.video"'
    assert answer.headers["Content-Type"] == "application/problem+json"


@each_operation
def test_a_suspended_account_is_forbidden(target: Target, operation: Operation) -> None:
    path = operation.url(target.account.owners(DOCUMENT.owners_of(operation)))
    answer = target.account.send(operation.method, path, authorization=basic(target.suspended_key))
    assert (answer.status_code, answer.json()["title"]) == (403, "Suspended account")


@each_operation
def test_the_scheme_is_read_in_any_case(target: Target, operation: Operation) -> None:
    path = operation.url(target.account.owners(DOCUMENT.owners_of(operation)))
    authorization = basic(target.account.key).replace("Basic", "bASIC")
    assert target.account.send(operation.method, path, authorization=authorization).status_code not in {401, 403}


@each_named
def test_an_item_of_one_key_is_not_found_by_another(target: Target, operation: Operation) -> None:
    ids = target.account.owners(DOCUMENT.owners_of(operation))
    answer = target.other.perform(operation, ids)
    assert (answer.status_code, answer.json()["title"]) == (404, "The requested resource could not be found.")


@each_root_list
def test_what_one_key_creates_is_in_no_list_and_count_of_another(target: Target, collection: Collection) -> None:
    target.account.create(collection)
    theirs = [target.other.create(collection, (), number) for number in (1, 2)]
    assert target.other.call(collection.operations["list"]).json()["items"] == theirs
    assert target.other.call(collection.operations["count"]).json() == {"count": 2}
