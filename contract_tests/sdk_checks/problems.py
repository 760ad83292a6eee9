"""What an error tells: its fields, its text, and its copy in another process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import httpx2

from apivideo_admin import errors
from apivideo_admin.errors import ApiError
from apivideo_admin_contract.client.account import basic
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.rules.expect import equal, holds
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk import Face
from contract_tests.sdk_checks.calls import call, documented_errors, plainest
from contract_tests.sdk_checks.failures import unpickled
from contract_tests.sdk_checks.subjects import faced, faces, kinds
from contract_tests.sdk_checks.tryout import KEY, all_arguments_of, always, ids_of, made_up, raises

#: Each field says something else, so that none can be taken for another.
_PROBLEM: Final[Mapping[str, Any]] = {
    "type": "https://d/x",
    "title": "T.",
    "status": 400,
    "detail": "D",
    "name": "n",
    "constraint": "C",
    "total_problems": 2,
    "problems": [
        {"name": "a", "title": "ta", "detail": "da", "constraint": "ca"},
        {"name": "b", "title": "tb", "detail": "db", "constraint": "cb"},
    ],
}
_KINDS: Final = ("application/problem+json", "application/problem+json; charset=utf-8", "application/json")

#: More problems than anybody would think to keep room for.
_MANY: Final = 30

#: What is no problem, or has fields that are none.
_UNREADABLE: Final = (
    json.dumps({**_PROBLEM, "name": 7, "title": ["x"], "problems": [1, {"name": 5}]}).encode(),
    b'"text"',
    b"[1]",
    b"null",
    b"\xff\xfe",
    "Grüße".encode("latin-1"),
    b"[" * 100_000,
    b"",
)


def _refused(session: Session, face: str, operation: Operation, kind: str) -> tuple[ApiError, httpx2.Request]:
    """Give the error of a call with everything that it takes, and the request that was refused."""
    sent: list[httpx2.Request] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        headers = {"Content-Type": kind, "X-Request-Id": "r-17"}
        return httpx2.Response(400, headers=headers, content=json.dumps(_PROBLEM).encode())

    query, payload = all_arguments_of(operation)
    error = raises(
        ApiError, operation.id, made_up(session, face, response).call, operation, ids_of(operation), query | payload
    )
    return error, sent[0]


def _fields(error: ApiError) -> dict[str, Any]:
    names = ("status", "title", "detail", "type", "name", "constraint", "method", "url", "request_id", "retry_after")
    problems = [
        {name: getattr(one, name) for name in ("name", "title", "detail", "constraint")} for one in error.problems
    ]
    return {**{name: getattr(error, name) for name in names}, "problems": problems}


@check(rules.ERRORS, faced(kinds))
def an_error_has_every_field_of_its_problem_and_of_its_request(
    session: Session, face: str, operation: Operation
) -> None:
    """`url` has no query, which may hold secrets; the media type may have parameters (RFC 9110, section 8.3.1)."""
    for kind in _KINDS:
        error, request = _refused(session, face, operation, kind)
        known = {name: value for name, value in _PROBLEM.items() if name != "total_problems"}
        url = str(request.url.copy_with(query=None))
        expected = {**known, "method": operation.method, "url": url, "request_id": "r-17", "retry_after": None}
        equal(_fields(error), expected, f"{operation.id}: the fields of the error ({kind})")
        equal(error.response.status_code, 400, f"{operation.id}: the status of its `response`")


@check(rules.ERRORS, faced(kinds))
def an_error_can_be_pickled_and_its_copy_holds_no_credentials(
    session: Session, face: str, operation: Operation
) -> None:
    """Nor the query."""
    error, _ = _refused(session, face, operation, _KINDS[0])
    copy = unpickled(error)
    equal(
        (type(copy).__name__, str(copy)), (type(error).__name__, str(error)), f"{operation.id}: the copy of the error"
    )
    equal(_fields(copy), _fields(error), f"{operation.id}: the fields of its copy")
    request = copy.response.request
    equal(str(request.url), error.url, f"{operation.id}: the URL of the copied request")
    texts = f"{dict(request.headers)} {dict(copy.response.headers)}"
    for secret in (KEY, basic(KEY).removeprefix("Basic ")):
        holds(secret not in texts, f"{operation.id}: the copied request holds the key: {texts.replace(secret, '…')}")


@check(rules.ERRORS, faced(plainest))
def an_error_without_a_problem_has_the_phrase_of_its_status(session: Session, face: str, operation: Operation) -> None:
    """Whatever the answer holds in place of one; what has another type than documented counts as missing."""
    for content in _UNREADABLE:
        client: Face = made_up(session, face, always(404, content, Content_Type=_KINDS[0]))
        what = f"the error for {content[:20]!r}"
        error = raises(ApiError, what, call, client, operation)
        equal([error.status, error.title, error.name], [404, "Not Found", None], what)


@check(rules.ERRORS, faced(plainest))
def an_error_tells_every_problem_and_every_field_that_can_be_read(
    session: Session, face: str, operation: Operation
) -> None:
    """All problems are listed (facts document, Errors), however many; a field of another type does not hide the others."""
    problems = [{**_PROBLEM["problems"][0], "name": f"n{number}"} for number in range(_MANY)]
    for wrong in ("detail", "name", "constraint", "type"):
        body = {**_PROBLEM, wrong: 7, "problems": [*problems, 1, {"name": "last", "title": 5}]}
        client: Face = made_up(session, face, always(400, json.dumps(body).encode(), Content_Type=_KINDS[0]))
        error = raises(ApiError, "400", call, client, operation)
        names = ("type", "title", "detail", "name", "constraint")
        expected = {name: None if name == wrong else _PROBLEM[name] for name in names}
        equal({name: getattr(error, name) for name in names}, expected, f"the error, with the {wrong} 7")
        told = [one.name for one in error.problems]
        equal(told, [*(one["name"] for one in problems), "last"], "the names in `problems`")


@check(rules.ERRORS, faces)
def every_error_has_its_base(session: Session, face: str) -> None:
    """Everything that the library raises is an AdminError, apart from ValueError for an argument. Each documented status has a class."""
    del face
    bases = {
        errors.ApiError: errors.AdminError,
        errors.PagingError: errors.AdminError,
        errors.ConfigurationError: errors.AdminError,
        errors.AdminConnectionError: errors.AdminError,
        errors.AdminTimeoutError: errors.AdminConnectionError,
        errors.InvalidResponseError: errors.ApiError,
    }
    for kind, base in bases.items():
        holds(issubclass(kind, base), f"{kind.__name__} is no {base.__name__}")
    holds(issubclass(errors.ConfigurationError, ValueError), "ConfigurationError is no ValueError")
    missing = sorted(set(documented_errors(session.document)) - set(errors.ERRORS_BY_STATUS))
    equal(missing, [], "the documented statuses without a class")
