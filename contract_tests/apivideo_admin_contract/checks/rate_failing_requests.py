"""Requests that fail count towards the rate limit, except those that are refused with a 429 (openapi/README.md, Rate limit).

No document says so of requests for unknown URLs and without a valid key: the limit belongs to a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import httpx2

from apivideo_admin_contract.client.account import Account
from apivideo_admin_contract.document.document import Document, Operation
from apivideo_admin_contract.document.subjects import whole_document
from apivideo_admin_contract.rules import http_rules as rules
from apivideo_admin_contract.rules.expect import status
from apivideo_admin_contract.rules.verdict import Skipped, Violation
from apivideo_admin_contract.session.check import Need, check
from apivideo_admin_contract.session.rate_probe import TOO_SLOW, RateProbe, Sent, start_probe
from apivideo_admin_contract.session.session import Session
from apivideo_admin_contract.session.shared_key import PossiblySharedKey, skip_if_key_is_shared
from apivideo_admin_contract.values.query import encode_query
from apivideo_admin_contract.values.samples import sample_payload, sample_query

#: Requests beyond the limit.
_OVER: Final = 3

_HEAD: Final = "HEAD"
_NOT_FOUND: Final = "an unknown item"
_BAD: Final = "a bad request"


@dataclass(frozen=True, slots=True)
class FailingRequests(RateProbe):
    """Requests without effect: ``send_one`` sends one, and ``expected`` is the status of its response."""

    send_one: Callable[[], httpx2.Response] = field(kw_only=True)
    expected: int = field(kw_only=True)

    def send(self) -> httpx2.Response:
        """Send one request, and return its response: the expected one or a 429."""
        begun = self.now()
        response = self.send_one()
        status(response, {self.expected, httpx2.codes.TOO_MANY_REQUESTS})
        self.sent.append(Sent(begun, self.now(), response.status_code != httpx2.codes.TOO_MANY_REQUESTS))
        return response


def _kinds(document: Document) -> Iterator[tuple[str]]:
    readers = [one for one in document.operations if one.method == "GET"]
    yield from ((kind,) for kind in (_HEAD, _BAD) if readers)
    yield from ((_NOT_FOUND,) for _ in [one for one in readers if one.path_parameters][:1])


@check(rules.RATE_LIMIT, _kinds, Need.LIMIT)
def failing_requests_count_towards_the_limit(session: Session, kind: str) -> None:
    """Send a burst of failing requests in an empty window."""
    probe = _failing_reads(session, kind)
    probe.send_together(session.document.limit + _OVER)
    complaint = probe.window.too_many(probe.sent)
    if complaint:
        raise Violation(f"{kind}, status {probe.expected}: {complaint}")
    if all(one.accepted for one in probe.sent):
        raise Skipped(TOO_SLOW)


@check(rules.RATE_LIMIT, whole_document, Need.LIMIT, Need.WRITES)
@skip_if_key_is_shared
def writes_have_the_same_limit_as_reads(session: Session, account: Account) -> None:
    """Send a burst of writes without effect in an empty window, for each method."""
    seen = False
    for operation in _writers(session.document):
        probe = _failing_writes(session, account, operation)
        probe.send_together(session.document.limit + _OVER)
        seen = seen or not all(one.accepted for one in probe.sent)
        if too_many := probe.window.too_many(probe.sent):
            raise Violation(f"{operation.id}, status {probe.expected}: {too_many}")
        if too_few := probe.window.too_few(probe.sent):
            raise PossiblySharedKey(f"{operation.id}, status {probe.expected}: {too_few}")
    if not seen:
        raise Skipped(TOO_SLOW)


def _writers(document: Document) -> list[Operation]:
    """Return for each writing method the operation with the shortest path."""
    found = sorted(
        (one for one in document.operations if one.method != "GET"), key=lambda one: len(one.path_parameters)
    )
    return list({one.method: one for one in reversed(found)}.values())


def _failing_writes(session: Session, account: Account, operation: Operation) -> FailingRequests:
    """Return requests for unknown ids, or with an unknown property if the path has no ids."""
    start_probe(session, account)
    ids = ("unknown",) * len(operation.path_parameters)
    payload = sample_payload(operation) | ({} if ids else {"no_such_thing": 1}) if operation.payload else None

    def send_one() -> httpx2.Response:
        return account.call(operation, ids, sample_query(operation), payload, paced=False)

    return FailingRequests(session, account, operation, ids, send_one=send_one, expected=404 if ids else 400)


def _failing_reads(session: Session, kind: str) -> FailingRequests:
    plain = start_probe(session)
    account, operation, ids = plain.account, plain.operation, plain.ids
    if kind == _NOT_FOUND:
        named = [one for one in session.document.operations if one.method == "GET" and one.path_parameters]
        operation = min(named, key=lambda one: len(one.path_parameters))
        ids = ("unknown",) * len(operation.path_parameters)
    query = sample_query(operation) | ({"no_such_thing": 1} if kind == _BAD else {})

    def send_one() -> httpx2.Response:
        if kind != _HEAD:
            return account.call(operation, ids, query, paced=False)
        return account.send(_HEAD, operation.path_for(ids), query=encode_query(operation, query), paced=False)

    expected = {_HEAD: operation.status, _NOT_FOUND: 404, _BAD: 400}[kind]
    return FailingRequests(session, account, operation, ids, send_one=send_one, expected=expected)
