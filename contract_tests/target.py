"""The server under test, as HTTP sees it. The mock in this process is one; a client with a base URL would be another."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import httpx2

from apivideo_admin_mock.testing import AdminMock
from contract_tests.document import Collection, Operation
from contract_tests.samples import sample_payload, sample_query

#: When the frozen clock of a check stands: far from midnight and from the end of the month.
NOON = 1_770_292_800.0  # 2026-02-05T12:00:00Z


class Clock:
    """The time of the server, in seconds since 1970-01-01 (UTC). It stands still until it is moved."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def now(self) -> float:
        """Give the time."""
        return self._seconds

    def advance(self, seconds: float) -> None:
        """Move the time forward."""
        self._seconds += seconds


def basic(key: str, password: str = "") -> str:
    """Give the value of the ``Authorization`` header (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{key}:{password}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Account:
    """What one admin API key can do on the server."""

    client: httpx2.Client
    key: str

    def send(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        authorization: str | None = "",
    ) -> httpx2.Response:
        """Send a request. ``authorization`` is the header's value, None for no header; by default it is the key's."""
        sent = dict(headers or {})
        if authorization is not None:
            sent["Authorization"] = authorization or basic(self.key)
        url = quote(path, safe="/{}") + (f"?{query}" if query else "")
        return self.client.request(method, url, content=content, headers=sent)

    def call(
        self,
        operation: Operation,
        ids: tuple[str, ...] = (),
        query: Mapping[str, Any] | None = None,
        payload: Any = None,
    ) -> httpx2.Response:
        """Send the request of an operation, with a JSON payload unless it is None."""
        return self.send(
            operation.method,
            operation.url(ids),
            query=urlencode([(name, wire(value)) for name, value in (query or {}).items()]),
            content=None if payload is None else httpx2.Request("POST", self.client.base_url, json=payload).content,
            headers=None if payload is None else {"Content-Type": "application/json"},
        )

    def create(
        self, collection: Collection, ids: tuple[str, ...] = (), number: int = 0, given: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Make an item and give it. ``number`` makes its properties differ from others'; ``given`` sets some of them."""
        operation = collection.operations["create"]
        answer = self.call(operation, ids, payload=sample_payload(operation, number) | dict(given or {}))
        assert answer.status_code == operation.status, answer.text
        item: dict[str, Any] = answer.json()
        return item

    def parents(self, collection: Collection, number: int = 0) -> tuple[str, ...]:
        """Make the items above a collection and give their ids, the outermost first."""
        ids: tuple[str, ...] = ()
        for parent in collection.parents:
            ids += (self.create(parent, ids, number)[parent.id_name],)
        return ids

    def owners(self, owners: tuple[Collection, ...]) -> tuple[str, ...]:
        """Make the items that a path names and give their ids."""
        if not owners:
            return ()
        above = self.parents(owners[-1])
        return (*above, self.create(owners[-1], above)[owners[-1].id_name])

    def perform(self, operation: Operation, ids: tuple[str, ...]) -> httpx2.Response:
        """Send a valid request of an operation, made of samples."""
        payload = sample_payload(operation) if operation.payload else None
        return self.call(operation, ids, sample_query(operation), payload)


def new_mock(*, rate_limit: str = "off", seed: int = 0, clock: Clock | None = None) -> AdminMock:
    """Give a new mock in this process."""
    keys = ["first-key", "second-key"]
    return AdminMock(
        keys=keys, suspended_keys=["late-payer"], rate_limit=rate_limit, seed=seed, clock=clock or Clock(NOON)
    )


@contextmanager
def serve(mock: AdminMock) -> Iterator[httpx2.Client]:
    """Give a client of a mock, without a socket."""
    # Exceptions are bugs of the mock and must fail the check, not become an answer.
    transport = httpx2.WSGITransport(app=mock.wsgi, raise_app_exceptions=True)
    with httpx2.Client(transport=transport, base_url=mock.base_url) as client:
        yield client


def wire(value: Any) -> str:
    """Give the text that stands for a value in a query."""
    return str(value).lower() if isinstance(value, bool) else str(value)
