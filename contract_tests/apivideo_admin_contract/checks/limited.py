"""What is limited, and what is told of it: every operation, every answer; and a request that is refused does nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import httpx2

from apivideo_admin_contract.client.account import basic
from apivideo_admin_contract.document.document import Operation
from apivideo_admin_contract.document.exchange import SAFE
from apivideo_admin_contract.document.subjects import whole_document, writers
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.expect import body, equal, status
from apivideo_admin_contract.rules.verdict import Skipped
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.rate_probe import TOO_SLOW, rate_header, start_probe
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.steps import has_readable_state, read_state
from apivideo_admin_contract.values.samples import sample_payload, sample_query

#: How often a server that is too slow to fill a window is tried.
_TRIES: Final = 3


@check(rules.RATE_LIMIT_EVERYWHERE, whole_document, Need.LIMIT)
def every_operation_is_rate_limited(session: Session) -> None:
    """One after the other is asked for while the window is full. Nothing would come of any: ids are unknown, and payloads wrong."""
    traffic, seen = start_probe(session), 0
    for operation in session.document.operations:
        if session.connection.read_only and operation.method not in SAFE:
            continue
        for _ in range(_TRIES):
            if not traffic.window.is_full(traffic.sent, traffic.now() + session.document.seconds / 4):
                traffic = start_probe(session)
                traffic.send_together(session.document.limit)
            response = _futile(session, operation)
            if traffic.window.is_full(traffic.sent, traffic.now()):
                seen += 1
                status(response, 429, f"{operation.id} in a window that is full")
                break
    if not seen:
        raise Skipped(TOO_SLOW)


@check(rules.RATE_LIMITED_CHANGES_NOTHING, whole_document, Need.LIMIT, Need.WRITES)
def a_rate_limited_request_changes_nothing(session: Session) -> None:
    """Neither at once nor when there is room again."""
    fixtures = [
        (one, _paced(session, session.parent_ids, one))
        for (one,) in writers(session.document)
        if has_readable_state(session, one)
    ]
    before = [_paced(session, read_state, session, one, ids) for one, ids in fixtures]
    traffic = start_probe(session)
    traffic.send_together(session.document.limit)
    refused = []
    for operation, ids in fixtures:
        payload = sample_payload(operation, 7) if operation.payload else None
        response = session.account.call(operation, ids, sample_query(operation), payload, paced=False)
        refused.append(response.status_code == 429)
    if not all(refused):
        raise Skipped("the server did not refuse all, which is the matter of another check")
    for (operation, ids), state in zip(fixtures, before, strict=True):
        equal(
            _paced(session, read_state, session, operation, ids),
            state,
            f"what is there after {operation.id} was refused",
        )
    for (operation, ids), state in zip(fixtures, before, strict=True):
        if operation.action == "create" and isinstance(state, list):
            response = _paced(session, session.account.perform, operation, ids)
            made = body(response, operation.status, f"{operation.id}, tried again")
            what = f"what is there after {operation.id} was refused and tried again"
            equal(_paced(session, read_state, session, operation, ids), [*state, made], what)


@check(rules.RATE_LIMIT_HEADERS, whole_document, Need.LIMIT)
def every_response_has_rate_limit_headers(session: Session) -> None:
    """Also one to a stranger, or for no operation."""
    operation = start_probe(session).operation
    url = operation.path_for(session.parent_ids(operation))
    query = "&".join(f"{name}={value}" for name, value in sample_query(operation).items())
    tries = {
        "a success": ("GET", url, query, ""),
        "a bad request": ("GET", url, "no_such_thing=1", ""),
        "no key": ("GET", url, query, None),
        "an unknown key": ("GET", url, query, basic(f"{session.account.key}-unknown")),
        "no such URL": ("GET", f"{url}/nothing/like/this", "", ""),
        "HEAD": ("HEAD", url, query, ""),
        "OPTIONS": ("OPTIONS", url, "", ""),
    }
    if session.suspended_key:
        tries["a suspended account"] = ("GET", url, query, basic(session.suspended_key))
    for what, (method, path, text, authorization) in tries.items():
        session.wait(session.document.seconds / session.document.limit)
        response = session.account.send(method, path, query=text, authorization=authorization)
        equal(rate_header(response, "Limit"), session.document.limit, f"{what}: X-RateLimit-Limit")


def _paced(session: Session, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function with room for the requests that it sends; where time goes on, each of them waits by itself."""
    if session.clock:
        session.wait(2 * session.document.seconds)
    return function(*arguments)


def _futile(session: Session, operation: Operation) -> httpx2.Response:
    payload = {**sample_payload(operation), "no_such_thing": 1} if operation.payload else None
    ids = ("unknown",) * len(operation.path_parameters)
    return session.account.call(operation, ids, sample_query(operation), payload, paced=False)
