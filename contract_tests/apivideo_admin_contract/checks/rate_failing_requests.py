"""What comes to nothing takes its place in the window as well: a refused request, which does not count, is one that was answered with 429.

Nothing is said of what no operation is for, and of strangers: the limit is one of a key.
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
from apivideo_admin_contract.values.samples import sample_payload, sample_query

#: More than fit.
_OVER: Final = 3

_HEAD: Final = "HEAD"
_NOT_FOUND: Final = "what is not found"
_BAD: Final = "a bad request"


@dataclass(frozen=True, slots=True)
class Futile(RateProbe):
    """Requests of which nothing comes: ``ask`` sends one, and ``expected`` is the status of its answer."""

    ask: Callable[[], httpx2.Response] = field(kw_only=True)
    expected: int = field(kw_only=True)

    def send(self) -> httpx2.Response:
        """Send one request, and give its answer: the expected one or a 429."""
        begun = self.now()
        response = self.ask()
        status(response, {self.expected, httpx2.codes.TOO_MANY_REQUESTS})
        self.sent.append(Sent(begun, self.now(), response.status_code != httpx2.codes.TOO_MANY_REQUESTS))
        return response


def _kinds(document: Document) -> Iterator[tuple[str]]:
    readers = [one for one in document.operations if one.method == "GET"]
    yield from ((kind,) for kind in (_HEAD, _BAD) if readers)
    yield from ((_NOT_FOUND,) for _ in [one for one in readers if one.path_parameters][:1])


@check(rules.RATE_LIMIT, _kinds, Need.LIMIT)
def failing_requests_count_towards_the_limit(session: Session, kind: str) -> None:
    """At once, in a window that was empty."""
    traffic = _futile(session, kind)
    traffic.send_together(session.document.limit + _OVER)
    complaint = traffic.window.too_many(traffic.sent)
    if complaint:
        raise Violation(f"{kind}, answered with {traffic.expected}: {complaint}")
    if all(one.accepted for one in traffic.sent):
        raise Skipped(TOO_SLOW)


@check(rules.RATE_LIMIT, whole_document, Need.LIMIT, Need.WRITES)
@skip_if_key_is_shared
def writes_have_the_same_limit_as_reads(session: Session, account: Account) -> None:
    """No less and no more: of each method an operation, of which nothing comes, in a window that was empty."""
    seen = False
    for operation in _writers(session.document):
        traffic = _futile_write(session, account, operation)
        traffic.send_together(session.document.limit + _OVER)
        seen = seen or not all(one.accepted for one in traffic.sent)
        if too_many := traffic.window.too_many(traffic.sent):
            raise Violation(f"{operation.id}, answered with {traffic.expected}: {too_many}")
        if too_few := traffic.window.too_few(traffic.sent):
            raise PossiblySharedKey(f"{operation.id}, answered with {traffic.expected}: {too_few}")
    if not seen:
        raise Skipped(TOO_SLOW)


def _writers(document: Document) -> list[Operation]:
    """Give the operation of each method that writes whose path names the fewest items."""
    found = sorted(
        (one for one in document.operations if one.method != "GET"), key=lambda one: len(one.path_parameters)
    )
    return list({one.method: one for one in reversed(found)}.values())


def _futile_write(session: Session, account: Account, operation: Operation) -> Futile:
    """Give requests for what is not there, or, where the path names nothing, with a property that there is not."""
    start_probe(session, account)
    ids = ("unknown",) * len(operation.path_parameters)
    payload = sample_payload(operation) | ({} if ids else {"no_such_thing": 1}) if operation.payload else None

    def ask() -> httpx2.Response:
        return account.call(operation, ids, sample_query(operation), payload, paced=False)

    return Futile(session, account, operation, ids, ask=ask, expected=404 if ids else 400)


def _futile(session: Session, kind: str) -> Futile:
    plain = start_probe(session)
    account, operation, ids = plain.account, plain.operation, plain.ids
    if kind == _NOT_FOUND:
        named = [one for one in session.document.operations if one.method == "GET" and one.path_parameters]
        operation = min(named, key=lambda one: len(one.path_parameters))
        ids = ("unknown",) * len(operation.path_parameters)
    query = sample_query(operation) | ({"no_such_thing": 1} if kind == _BAD else {})

    def ask() -> httpx2.Response:
        if kind != _HEAD:
            return account.call(operation, ids, query, paced=False)
        text = "&".join(f"{name}={value}" for name, value in query.items())
        return account.send(_HEAD, operation.path_for(ids), query=text, paced=False)

    expected = {_HEAD: operation.status, _NOT_FOUND: 404, _BAD: 400}[kind]
    return Futile(session, account, operation, ids, ask=ask, expected=expected)
