"""Record requests and their responses."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from apivideo_admin_mock.http.messages import Request, Response
from apivideo_admin_mock.tenants.clock import rfc3339

MASK = "***"
MAX_ENTRIES = 1000
MAX_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A request and its response. ``at`` is in seconds since 1970-01-01. ``operation_id`` is None for an unknown URL."""

    number: int
    at: float
    method: str
    path: str
    query: str
    operation_id: str | None
    status: int
    request_body: bytes
    response_body: bytes

    @property
    def request_json(self) -> Any:
        """The payload of the request, or None without a payload. Raises ValueError if it is not JSON."""
        return json.loads(self.request_body) if self.request_body else None

    @property
    def response_json(self) -> Any:
        """The content of the response, or None without content."""
        return json.loads(self.response_body) if self.response_body else None


class Journal:
    """The last requests of a tenant, oldest first: at most 1,000, with at most 4 MiB of bodies in total."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque()
        self._number = 0
        self._bytes = 0

    def add(self, at: float, request: Request, operation_id: str | None, response: Response) -> None:
        """Record a request and its response. Drop the oldest entries beyond the limits."""
        self._number += 1
        entry = Entry(
            self._number,
            at,
            request.method,
            request.path,
            request.query,
            operation_id,
            response.status,
            request.body,
            response.body,
        )
        self._entries.append(entry)
        self._bytes += len(entry.request_body) + len(entry.response_body)
        while len(self._entries) > MAX_ENTRIES or (self._bytes > MAX_BYTES and len(self._entries) > 1):
            oldest = self._entries.popleft()
            self._bytes -= len(oldest.request_body) + len(oldest.response_body)

    def find(
        self,
        operation_id: str | None = None,
        *,
        method: str | None = None,
        path: str | None = None,
        status: int | None = None,
    ) -> list[Entry]:
        """Return the entries that match every filter that is set."""
        return [
            entry
            for entry in list(self._entries)
            if operation_id in {None, entry.operation_id}
            and method in {None, entry.method}
            and path in {None, entry.path}
            and status in {None, entry.status}
        ]

    def clear(self) -> None:
        """Delete all entries."""
        self._entries.clear()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._entries)


def as_json(entry: Entry, secrets: Collection[str]) -> dict[str, Any]:
    """Return an entry as JSON, with the values of secret parameters and properties masked."""
    return {
        "number": entry.number,
        "at": rfc3339(entry.at),
        "method": entry.method,
        "path": entry.path,
        "query": _masked_query(entry.query, secrets),
        "operation_id": entry.operation_id,
        "status": entry.status,
        "request": _masked_body(entry.request_body, secrets),
        "response": _masked_body(entry.response_body, secrets),
    }


def _masked_query(query: str, secrets: Collection[str]) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    if not any(name in secrets for name, _ in pairs):
        return query
    return "&".join(f"{quote(name)}={MASK if name in secrets else quote(value)}" for name, value in pairs)


def _masked_body(body: bytes, secrets: Collection[str]) -> Any:
    """Return a body as masked JSON. Return only the length of any other body, which could contain a secret anywhere."""
    if not body:
        return None
    try:
        return _masked(json.loads(body), secrets)
    except (ValueError, RecursionError):
        return f"{len(body)} bytes that are not JSON"


def _masked(value: Any, secrets: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {name: MASK if name in secrets else _masked(child, secrets) for name, child in value.items()}
    if isinstance(value, list):
        return [_masked(child, secrets) for child in value]
    return _masked_text(value, secrets) if isinstance(value, str) else value


def _masked_text(text: str, secrets: Collection[str]) -> str:
    """Return a text with lone surrogates replaced (they cannot be encoded) and the secrets in the query of a link masked."""
    path, mark, query = text.encode("utf-8", "replace").decode().partition("?")
    return path + mark + _masked_query(query, secrets)
