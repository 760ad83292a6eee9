"""What one admin API key can do on the server under test. Everything that it sends is recorded and looked at."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx2

from contract_tests.document import Collection, Operation
from contract_tests.samples import sample_payload, sample_query
from contract_tests.suite import expect
from contract_tests.suite.exchange import SAFE, Event, Exchange
from contract_tests.suite.ledger import Ledger
from contract_tests.suite.observer import Observer
from contract_tests.suite.outcome import Skipped, Unanswered
from contract_tests.suite.pacer import Pacer
from contract_tests.suite.rules import NO_SERVER_ERROR

_NEEDLESS: Final = {"accept-encoding", "connection", "user-agent", "host", "content-length"}


def basic(key: str, password: str = "") -> str:
    """Give the value of the ``Authorization`` header (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{key}:{password}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Wire:
    """What the accounts of a lab share: the client, what looks at each exchange, what was exchanged so far, and what was made."""

    client: httpx2.Client
    observer: Observer
    log: list[Event]
    pacer: Pacer
    read_only: bool
    ledger: Ledger

    def deliver(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, a safe one once more if the connection was closed before the answer (RFC 9112, section 9.3.1).

        A server may close a connection that waits for the next request at any time. Raises httpx2.TransportError.
        """
        try:
            return self.client.send(request)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError):
            if request.method not in SAFE:
                raise
            return self.client.send(request)


@dataclass(frozen=True, slots=True)
class Account:
    """An admin API key; ``who`` names it in reports, which never show a key."""

    wire: Wire
    key: str
    who: str

    def send(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        authorization: str | None = "",
        paced: bool = True,
    ) -> httpx2.Response:
        """Send a request. ``authorization`` is the header's value, None for no header; by default it is the key's.

        ``paced`` False sends at once, whatever the rate limit says. Raises Broken if the answer is not as every answer must be.
        """
        if self.wire.read_only and method not in SAFE:
            raise Skipped(f"a run with --read-only sends no {method}")
        sent = dict(headers or {})
        if authorization is not None:
            sent["Authorization"] = authorization or basic(self.key)
        target = quote(path, safe="/{}") + (f"?{query}" if query else "")
        self.wire.ledger.may_send(self.wire.observer.operation(method, target.partition("?")[0]))
        (self.wire.pacer.wait if paced else self.wire.pacer.count)()
        request = self.wire.client.build_request(method, target, content=content, headers=sent)
        try:
            answer = self.wire.deliver(request)
        except httpx2.TransportError as error:
            raise Unanswered(f"{method} {path}: no answer ({type(error).__name__}: {error})", NO_SERVER_ERROR) from None
        self.record(request, target, content, answer)
        return answer

    def call(
        self,
        operation: Operation,
        ids: tuple[str, ...] = (),
        query: Mapping[str, Any] | None = None,
        payload: Any = None,
        *,
        authorization: str | None = "",
        paced: bool = True,
    ) -> httpx2.Response:
        """Send the request of an operation, with a JSON payload unless it is None; the rest is as for `send`."""
        return self.send(
            operation.method,
            operation.url(ids),
            query=urlencode([(name, wire(value)) for name, value in (query or {}).items()]),
            content=None
            if payload is None
            else httpx2.Request("POST", self.wire.client.base_url, json=payload).content,
            headers=None if payload is None else {"Content-Type": "application/json"},
            authorization=authorization,
            paced=paced,
        )

    def perform(self, operation: Operation, ids: tuple[str, ...]) -> httpx2.Response:
        """Send a valid request of an operation, made of samples."""
        payload = sample_payload(operation) if operation.payload else None
        return self.call(operation, ids, sample_query(operation), payload)

    def create(self, collection: Collection, ids: tuple[str, ...], payload: Mapping[str, Any]) -> dict[str, Any]:
        """Make an item and give it. Raises Skipped where none may be made."""
        operation = collection.operations.get("create")
        if operation is None:
            raise Skipped(f"{collection.path} has no operation that creates an item")
        answer = self.call(operation, ids, payload=dict(payload))
        item: dict[str, Any] = expect.body(answer, operation.status, operation.id)
        return item

    def record(self, request: httpx2.Request, target: str, content: bytes | None, answer: httpx2.Response) -> None:
        """Keep an exchange that was made in the name of this account. Raises Broken if the answer is not as every answer must be."""
        self.wire.pacer.answered()
        operation = self.wire.observer.operation(request.method, target.partition("?")[0])
        exchange = Exchange(
            who=self.who,
            method=request.method,
            target=target,
            authorization=request.headers.get("authorization"),
            headers={
                name: value
                for name, value in request.headers.items()
                if name not in _NEEDLESS and name != "authorization" and (name, value) != ("accept", "*/*")
            },
            content=content,
            operation=operation,
            status=answer.status_code,
            answer_headers=dict(answer.headers),
            body=answer.content,
        )
        self.wire.log.append(exchange)
        self.wire.ledger.note(self, exchange)
        self.wire.observer.look(exchange)


def wire(value: Any) -> str:
    """Give the text that stands for a value in a query."""
    return str(value).lower() if isinstance(value, bool) else str(value)
