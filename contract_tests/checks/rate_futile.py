"""What comes to nothing takes its place in the window as well: a refused request, which does not count, is one that was answered with 429.

Nothing is said of what no operation is for, and of strangers: the limit is one of a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import httpx2

from contract_tests.document import Document, Operation
from contract_tests.samples import sample_payload, sample_query
from contract_tests.suite import rules_http as rules
from contract_tests.suite.account import Account
from contract_tests.suite.check import Need, check
from contract_tests.suite.crowd import Suspect, of_one_key
from contract_tests.suite.expect import status
from contract_tests.suite.lab import Lab
from contract_tests.suite.outcome import Broken, Skipped
from contract_tests.suite.subjects import whole
from contract_tests.suite.traffic import SLOW, Traffic, begin
from contract_tests.suite.window import Sent

#: More than fit.
_OVER: Final = 3

_HEAD: Final = "HEAD"
_NOT_FOUND: Final = "what is not found"
_BAD: Final = "a bad request"


@dataclass(frozen=True, slots=True)
class Futile(Traffic):
    """Requests of which nothing comes: ``ask`` sends one, and ``expected`` is the status of its answer."""

    ask: Callable[[], httpx2.Response] = field(kw_only=True)
    expected: int = field(kw_only=True)

    def send(self) -> httpx2.Response:
        """Send one request, and give its answer: the expected one or a 429."""
        begun = self.now()
        answer = self.ask()
        status(answer, {self.expected, httpx2.codes.TOO_MANY_REQUESTS})
        self.sent.append(Sent(begun, self.now(), answer.status_code != httpx2.codes.TOO_MANY_REQUESTS))
        return answer


def _kinds(document: Document) -> Iterator[tuple[str]]:
    readers = [one for one in document.operations if one.method == "GET"]
    yield from ((kind,) for kind in (_HEAD, _BAD) if readers)
    yield from ((_NOT_FOUND,) for _ in [one for one in readers if one.path_parameters][:1])


@check(rules.RATE_LIMIT, _kinds, Need.LIMIT)
def what_comes_to_nothing_is_limited_as_well(lab: Lab, kind: str) -> None:
    """At once, in a window that was empty."""
    traffic = _futile(lab, kind)
    traffic.flood(lab.document.limit + _OVER)
    complaint = traffic.window.too_many(traffic.sent)
    if complaint:
        raise Broken(f"{kind}, answered with {traffic.expected}: {complaint}")
    if all(one.accepted for one in traffic.sent):
        raise Skipped(SLOW)


@check(rules.RATE_LIMIT, whole, Need.LIMIT, Need.WRITES)
@of_one_key
def what_writes_has_the_room_that_reads_have(lab: Lab, account: Account) -> None:
    """No less and no more: of each method an operation, of which nothing comes, in a window that was empty."""
    seen = False
    for operation in _writers(lab.document):
        traffic = _futile_write(lab, account, operation)
        traffic.flood(lab.document.limit + _OVER)
        seen = seen or not all(one.accepted for one in traffic.sent)
        if too_many := traffic.window.too_many(traffic.sent):
            raise Broken(f"{operation.id}, answered with {traffic.expected}: {too_many}")
        if too_few := traffic.window.too_few(traffic.sent):
            raise Suspect(f"{operation.id}, answered with {traffic.expected}: {too_few}")
    if not seen:
        raise Skipped(SLOW)


def _writers(document: Document) -> list[Operation]:
    """Give the operation of each method that writes whose path names the fewest items."""
    found = sorted(
        (one for one in document.operations if one.method != "GET"), key=lambda one: len(one.path_parameters)
    )
    return list({one.method: one for one in reversed(found)}.values())


def _futile_write(lab: Lab, account: Account, operation: Operation) -> Futile:
    """Give requests for what is not there, or, where the path names nothing, with a property that there is not."""
    begin(lab, account)
    ids = ("unknown",) * len(operation.path_parameters)
    payload = sample_payload(operation) | ({} if ids else {"no_such_thing": 1}) if operation.payload else None

    def ask() -> httpx2.Response:
        return account.call(operation, ids, sample_query(operation), payload, paced=False)

    return Futile(lab, account, operation, ids, ask=ask, expected=404 if ids else 400)


def _futile(lab: Lab, kind: str) -> Futile:
    plain = begin(lab)
    account, operation, ids = plain.account, plain.operation, plain.ids
    if kind == _NOT_FOUND:
        named = [one for one in lab.document.operations if one.method == "GET" and one.path_parameters]
        operation = min(named, key=lambda one: len(one.path_parameters))
        ids = ("unknown",) * len(operation.path_parameters)
    query = sample_query(operation) | ({"no_such_thing": 1} if kind == _BAD else {})

    def ask() -> httpx2.Response:
        if kind != _HEAD:
            return account.call(operation, ids, query, paced=False)
        text = "&".join(f"{name}={value}" for name, value in query.items())
        return account.send(_HEAD, operation.url(ids), query=text, paced=False)

    expected = {_HEAD: operation.status, _NOT_FOUND: 404, _BAD: 400}[kind]
    return Futile(lab, account, operation, ids, ask=ask, expected=expected)
