"""An admin API key on the server under test. Every request that it sends is recorded, and every response is checked."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from threading import get_ident
from typing import Any, Final
from urllib.parse import quote, unquote

import httpx2

from apivideo_admin_contract.client.observer import Observer
from apivideo_admin_contract.client.pacer import Pacer
from apivideo_admin_contract.document.document import Collection, Operation
from apivideo_admin_contract.document.exchange import SAFE, Event, Exchange
from apivideo_admin_contract.rules import expect
from apivideo_admin_contract.rules.resource_rules import NO_SERVER_ERROR
from apivideo_admin_contract.rules.verdict import NoResponse, Skipped
from apivideo_admin_contract.safety.interruption import INTERRUPTION
from apivideo_admin_contract.safety.write_log import WriteLog
from apivideo_admin_contract.values.query import encode_query
from apivideo_admin_contract.values.samples import sample_payload, sample_query
from apivideo_admin_contract.values.unique import key_of

#: How often a request is sent again that got a 429 although it waited for its turn.
_RETRIES: Final = 8
#: Unsafe methods, by their bytes in a header.
_UNSAFE: Final = {one.encode(): one for one in ("POST", "PUT", "PATCH", "DELETE")}
#: Headers that the client adds itself: a reproduction leaves them out.
_OF_CLIENT: Final = {"accept-encoding", "connection", "user-agent", "host", "content-length"}


@dataclass(frozen=True, slots=True)
class Connection:
    """What the accounts of a session share. ``thread`` is the one that runs the check."""

    client: httpx2.Client
    observer: Observer
    log: list[Event]
    pacer: Pacer
    read_only: bool
    write_log: WriteLog
    thread: int = field(default_factory=get_ident)

    def deliver(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request. A safe one is sent again if the connection closes before its response (RFC 9112, section 9.3.1).

        A server may close an idle connection at any time. Raises httpx2.TransportError.
        """
        try:
            return self.client.send(request)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError):
            if request.method not in SAFE:
                raise
            return self.client.send(request)

    def operation(self, method: str, target: str) -> Operation | None:
        """Return the operation that a request is for, or None."""
        return self.observer.operation(method, target.partition("?")[0])

    def try_once(
        self, request: httpx2.Request, method: str, target: str, content: bytes | None, *, paced: bool = True
    ) -> httpx2.Response:
        """Send a request and record it in the write log. ``method`` is the one that the server may use.

        Raises Skipped if this run may not send it, or httpx2.TransportError.
        """
        operation, path = self.operation(request.method, target), target.partition("?")[0]
        (self.pacer.wait if paced else self.pacer.count)()
        self.write_log.record_request(method, path, operation, content)
        try:
            return self.deliver(request)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            self.write_log.undo_request(operation)
            raise
        except BaseException as error:  # an interruption comes as one
            self.write_log.record_unknown(operation, path, content, f"got no response ({type(error).__name__})")
            raise


@dataclass(frozen=True, slots=True)
class Account:
    """An admin API key. ``name`` identifies it in reports, which never show a key."""

    connection: Connection
    key: str
    name: str

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
        """Send a request.

        ``authorization`` is the value of that header: by default that of the key, None for no header. ``paced`` False sends at
        once, whatever the rate limit. Raises Violation if the response breaks a rule of every response.
        """
        if self.connection.read_only and method not in SAFE:
            raise Skipped(f"a run with --read-only sends no {method}")
        sent = dict(headers or {})
        if authorization is not None:
            sent["Authorization"] = authorization or self.connection.observer.document.authorization(self.key)
        target = quote(path, safe="/{}") + (f"?{query}" if query else "")
        request = self.connection.client.build_request(method, target, content=content, headers=sent)
        return self.carry(request, target, content, paced=paced)

    def carry(
        self, request: httpx2.Request, target: str, content: bytes | None, *, paced: bool = True, checked: bool = True
    ) -> httpx2.Response:
        """Send a request that is already built. Every request of an account passes here. Raises like `send`.

        A 429 to a paced request means that another client uses the key. The request is sent again after ``Retry-After``. With ``checked``
        False, the response may break the rules of every response.
        """
        INTERRUPTION.raise_in_worker()
        method = _method(request)
        with _undisturbed(method, target.partition("?")[0]):
            try:
                response = self.connection.try_once(request, method, target, content, paced=paced)
                for _ in range(_RETRIES if paced and self.connection.pacer.is_slow else 0):
                    if response.status_code != httpx2.codes.TOO_MANY_REQUESTS:
                        break
                    self.connection.write_log.undo_request(self.connection.operation(request.method, target))
                    self.connection.pacer.back_off(response.headers.get("Retry-After", ""))
                    response = self.connection.try_once(request, method, target, content)
            except httpx2.TransportError as error:
                where = f"{request.method} {unquote(target.partition('?')[0])}"
                raise NoResponse(f"{where}: no response ({type(error).__name__}: {error})", NO_SERVER_ERROR) from None
            (self.record if checked else self.record_unchecked)(request, target, content, response)
        return response

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
        """Send a request of an operation, with a JSON payload unless it is None. The other arguments are those of `send`.

        The key of a put is that of the payload if ``ids`` lack it.
        """
        if operation.key and len(ids) < len(operation.path_parameters) and payload is not None:
            ids = (*ids, key_of(payload))
        return self.send(
            operation.method,
            operation.path_for(ids),
            query=encode_query(operation, query or {}),
            content=None if payload is None else _json(payload),
            headers=None if payload is None else {"Content-Type": "application/json"},
            authorization=authorization,
            paced=paced,
        )

    def perform(self, operation: Operation, ids: tuple[str, ...]) -> httpx2.Response:
        """Send a valid request of an operation, with sample values."""
        payload = sample_payload(operation) if operation.payload else None
        return self.call(operation, ids, sample_query(operation), payload)

    def create(self, collection: Collection, ids: tuple[str, ...], payload: Mapping[str, Any]) -> dict[str, Any]:
        """Create an item and return it. Raises Skipped if this run may create none."""
        operation = collection.operations.get("create")
        if operation is None:
            raise Skipped(f"{collection.path} has no operation that creates an item")
        response = self.call(operation, ids, payload=payload)
        item: dict[str, Any] = expect.body(response, operation.status, operation.id)
        return item

    def record(self, request: httpx2.Request, target: str, content: bytes | None, response: httpx2.Response) -> None:
        """Record an exchange of this account, and check its response. Raises Violation if it breaks a rule of every response."""
        self.connection.observer.check(self.record_unchecked(request, target, content, response))

    def record_unchecked(
        self, request: httpx2.Request, target: str, content: bytes | None, response: httpx2.Response
    ) -> Exchange:
        """Record an exchange of this account, and return it."""
        self.connection.pacer.responded()
        operation = self.connection.operation(request.method, target)
        exchange = Exchange(
            account=self.name,
            method=request.method,
            target=target,
            authorization=request.headers.get("authorization"),
            headers={
                name: value
                for name, value in request.headers.items()
                if name not in _OF_CLIENT and name != "authorization" and (name, value) != ("accept", "*/*")
            },
            content=content,
            operation=operation,
            status=response.status_code,
            response_headers=dict(response.headers.items()),  # without a search for each
            body=response.content,
            is_concurrent=get_ident() != self.connection.thread,
            started=time.time() - (seconds := _duration(response)),
            seconds=seconds,
        )
        self.connection.log.append(exchange)
        self.connection.write_log.record_exchange(self.name, exchange)
        return exchange


def _duration(response: httpx2.Response) -> float:
    """Return how long a response took in seconds, or 0 where the client did not measure it."""
    try:
        return response.elapsed.total_seconds()
    except RuntimeError:
        return 0.0


def _undisturbed(method: str, path: str) -> AbstractContextManager[None]:
    """Delay a signal until the write log has a change: the cleanup must know what it created."""
    if method in SAFE:
        return nullcontext()
    return INTERRUPTION.deferred(
        lambda: f"waiting for the response to {method} {path}; interrupt again to stop waiting"
    )


def _method(request: httpx2.Request) -> str:
    """Return the method that a server may use: some read it from a header."""
    return next((_UNSAFE[value] for _, value in request.headers.raw if value in _UNSAFE), request.method)


def _json(payload: Any) -> bytes:
    """Return a payload as JSON, as httpx2 writes it."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
