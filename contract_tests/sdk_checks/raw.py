"""The methods that give the answer itself."""

from __future__ import annotations

from typing import Any

import httpx2

from apivideo_admin.errors import ApiError
from apivideo_admin_contract.document.document import Collection, Operation
from apivideo_admin_contract.document.subjects import lists, operations
from apivideo_admin_contract.rules.expect import equal, holds, shown
from apivideo_admin_contract.session.check import check
from apivideo_admin_contract.session.session import Session
from contract_tests import rules_sdk as rules
from contract_tests.sdk import Face, raw_method_of
from contract_tests.sdk_checks.calls import call, done, good, in_turn
from contract_tests.sdk_checks.paging import empty_page
from contract_tests.sdk_checks.subjects import faced
from contract_tests.sdk_checks.tryout import always, arguments_of, ids_of, made_up, raises


def _raw(client: Face, operation: Operation) -> Any:
    return done(raw_method_of(client.client, operation)(*ids_of(operation), **arguments_of(operation)))


@check(rules.RAW, faced(operations))
def a_raw_method_gives_the_answer_beside_what_was_read(session: Session, face: str, operation: Operation) -> None:
    """And how many tries failed before; its `repr` does not show the content."""
    refused = httpx2.Response(429)
    response = in_turn(refused, refused, good(operation, X_Mark="m"))
    raw = _raw(made_up(session, face, response, max_retries=4), operation)
    seen = [raw.response.headers.get("X-Mark"), raw.response.status_code, raw.retries]
    equal(seen, ["m", operation.status, 2], f"{operation.id}: mark, status and retries of the raw answer")
    plain = call(made_up(session, face, lambda _: good(operation)), operation)
    is_same = type(raw.parsed) is type(plain) and raw.parsed == plain
    holds(is_same, f"{operation.id}: `parsed` is {raw.parsed!r}, and the method itself gives {plain!r}")
    texts = [text for text in raw.response.text.split('"') if len(text) > 9]
    holds(
        not any(text in repr(raw) for text in texts),
        f"{operation.id}: the repr of a raw answer shows its content: {raw!r}",
    )


@check(rules.RAW, faced(lists))
def a_raw_list_reads_its_first_page_and_no_other(session: Session, face: str, collection: Collection) -> None:
    """Though the server says that more pages follow."""
    operation = collection.operations["list"]
    asked: list[str] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        links = [{"rel": "next", "href": f"{operation.path_for(ids_of(operation))}?page=2"}] if len(asked) == 1 else []
        return httpx2.Response(200, json=empty_page(operation, links), headers={"X-Page": str(len(asked))})

    raw = _raw(made_up(session, face, response), operation)
    equal(len(asked), 1, f"{operation.id}, raw: the requests, {shown(asked)}")
    equal(raw.response.headers.get("X-Page"), "1", f"{operation.id}, raw: the page that `response` is of")


@check(rules.RAW, faced(operations))
def a_raw_method_sends_the_same_and_raises_the_same(session: Session, face: str, operation: Operation) -> None:
    """As the method itself."""
    sent: list[str] = []

    def response(request: httpx2.Request) -> httpx2.Response:
        sent.append(f"{request.method} {request.url} {request.content!r}")
        return good(operation)

    client = made_up(session, face, response)
    call(client, operation)
    _raw(client, operation)
    equal(sent[1:], sent[:1], f"{operation.id}: what the raw method sends")
    for status in (404, 500):
        error = raises(
            ApiError, f"{operation.id}, raw, after {status}", _raw, made_up(session, face, always(status)), operation
        )
        equal(error.status, status, f"{operation.id}, raw: `status` of the error")
