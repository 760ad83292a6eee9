"""The rate limit applies to every operation, every response has its headers, and a refused request changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import httpx2

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
from apivideo_admin_contract.values.query import encode_query
from apivideo_admin_contract.values.samples import sample_payload, sample_query
from apivideo_admin_contract.values.unique import free_payload

#: Attempts to fill a window on a slow server.
_TRIES: Final = 3


@check(rules.RATE_LIMIT_EVERYWHERE, whole_document, Need.LIMIT)
def every_operation_is_rate_limited(session: Session) -> None:
    """Call each operation in a full window, with unknown ids and invalid payloads, so that none has an effect."""
    probe, seen = start_probe(session), 0
    for operation in session.document.operations:
        if session.connection.read_only and operation.method not in SAFE:
            continue
        for _ in range(_TRIES):
            if not probe.window.is_full(probe.sent, probe.now() + session.document.seconds / 4):
                probe = start_probe(session)
                probe.send_together(session.document.limit)
            response = _failing_request(session, operation)
            if probe.window.is_full(probe.sent, probe.now()):
                seen += 1
                status(response, 429, f"{operation.id} in a window that is full")
                break
    if not seen:
        raise Skipped(TOO_SLOW)


@check(rules.RATE_LIMITED_CHANGES_NOTHING, whole_document, Need.LIMIT, Need.WRITES)
def a_rate_limited_request_changes_nothing(session: Session) -> None:
    """Send each write in a full window, and compare the state, now and after a retry."""
    fixtures = [
        (one, _paced(session, session.parent_ids, one))
        for (one,) in writers(session.document)
        if has_readable_state(session, one)
    ]
    before = [_paced(session, read_state, session, one, ids) for one, ids in fixtures]
    probe = start_probe(session)
    probe.send_together(session.document.limit)
    refused = []
    for operation, ids in fixtures:
        payload = sample_payload(operation, 7) if operation.payload else None
        response = session.account.call(operation, ids, sample_query(operation), payload, paced=False)
        refused.append(response.status_code == 429)
    if not all(refused):
        raise Skipped("the server did not refuse all requests, which other checks examine")
    for (operation, ids), state in zip(fixtures, before, strict=True):
        equal(
            _paced(session, read_state, session, operation, ids),
            state,
            f"the state after {operation.id} was refused",
        )
    for (operation, ids), state in zip(fixtures, before, strict=True):
        if operation.action == "create" and not operation.key and isinstance(state, list):
            collection = session.document.collection_of(operation)
            payload = sample_payload(operation)
            payload = free_payload(collection, operation, payload, state) if collection else payload
            response = _paced(session, session.account.call, operation, ids, sample_query(operation), payload)
            made = body(response, operation.status, f"{operation.id}, retried")
            what = f"the state after {operation.id} was refused and retried"
            equal(_paced(session, read_state, session, operation, ids), [*state, made], what)


@check(rules.RATE_LIMIT_HEADERS, whole_document, Need.LIMIT)
def every_response_has_rate_limit_headers(session: Session) -> None:
    """Send requests with and without a valid key, and for unknown URLs."""
    operation = start_probe(session).operation
    url = operation.path_for(session.parent_ids(operation))
    query = encode_query(operation, sample_query(operation))
    tries = {
        "a success": ("GET", url, query, ""),
        "a bad request": ("GET", url, "no_such_thing=1", ""),
        "no key": ("GET", url, query, None),
        "an unknown key": ("GET", url, query, session.document.authorization(f"{session.account.key}-unknown")),
        "no such URL": ("GET", f"{url}/nothing/like/this", "", ""),
        "HEAD": ("HEAD", url, query, ""),
        "OPTIONS": ("OPTIONS", url, "", ""),
    }
    if session.suspended_key:
        tries["a suspended account"] = ("GET", url, query, session.document.authorization(session.suspended_key))
    for what, (method, path, text, authorization) in tries.items():
        session.wait(session.document.seconds / session.document.limit)
        response = session.account.send(method, path, query=text, authorization=authorization)
        equal(rate_header(response, "Limit"), session.document.limit, f"{what}: X-RateLimit-Limit")


def _paced(session: Session, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function after the window is empty. On a server with a real clock each of its requests waits by itself."""
    if session.clock:
        session.wait(2 * session.document.seconds)
    return function(*arguments)


def _failing_request(session: Session, operation: Operation) -> httpx2.Response:
    payload = {**sample_payload(operation), "no_such_thing": 1} if operation.payload else None
    ids = ("unknown",) * len(operation.path_parameters)
    return session.account.call(operation, ids, sample_query(operation), payload, paced=False)
