"""An entry of the journal: a recorded request and its response."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import msgspec

from apivideo_admin_mock.faults import Effect
from apivideo_admin_mock.http.messages import Headers, Request, Response, SpecViolation

#: The limits of a journal: the number of entries, and their total size (`Entry.size`).
MAX_ENTRIES = 1000
MAX_BYTES = 4 * 1024 * 1024


class Call(NamedTuple):
    """A request and its response, to be recorded.

    ``at`` is in seconds since 1970-01-01. ``operation_id`` is None for an unknown URL. ``duration`` is the time from the request to the
    start of its response in seconds. ``fault`` is the effect of an injected fault that applied to it.
    """

    at: float
    request: Request
    operation_id: str | None
    response: Response
    duration: float
    fault: Effect | None


class Entry(msgspec.Struct, frozen=True):
    """A recorded request and its response: the parts of a `Call`, with the ``number`` of the request.

    ``request_id`` is the ``X-Request-Id`` of the response, ``violations`` are those that a proxy found.
    """

    number: int
    at: float
    method: str
    path: str
    query: str
    operation_id: str | None
    status: int
    request_body: bytes
    response_body: bytes
    recorded_headers: Headers
    request_id: str
    duration: float
    fault: Effect | None
    violations: tuple[SpecViolation, ...]

    @classmethod
    def of(cls, number: int, call: Call) -> Self:
        """Return the entry of a request and its response."""
        request, response = call.request, call.response
        return cls(
            number,
            call.at,
            request.method,
            request.path,
            request.query,
            call.operation_id,
            response.status,
            request.body,
            response.body,
            request.headers,
            response.request_id,
            call.duration,
            call.fault,
            response.violations,
        )

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the request, with lowercase names and secrets masked."""
        return self.recorded_headers.values

    @property
    def request_json(self) -> Any:
        """The payload of the request, or None without a payload. Raises ValueError if it is not JSON."""
        return json.loads(self.request_body) if self.request_body else None

    @property
    def response_json(self) -> Any:
        """The content of the response, or None without content."""
        return json.loads(self.response_body) if self.response_body else None

    @property
    def size(self) -> int:
        """The size of the bodies in bytes and of the method, path, query and headers in characters: each can be long."""
        texts = len(self.method) + len(self.path) + len(self.query) + self.recorded_headers.size + len(self.request_id)
        if self.violations:
            texts += sum(len(one.pointer) + len(one.at) + len(one.detail) for one in self.violations)
        return texts + len(self.request_body) + len(self.response_body)


class EntryFilter(NamedTuple):
    """A filter of entries. A member that is None matches every entry. ``after`` and ``before`` bound its number, exclusively."""

    operation_id: str | None = None
    method: str | None = None
    path: str | None = None
    status: int | None = None
    after: int = 0
    before: int | None = None

    def matches(self, entry: Entry) -> bool:
        """Whether an entry matches every member that is set."""
        return (
            entry.number > self.after
            and (self.before is None or entry.number < self.before)
            and self.operation_id in {None, entry.operation_id}
            and self.method in {None, entry.method}
            and self.path in {None, entry.path}
            and self.status in {None, entry.status}
        )


#: The filter that matches every entry.
ALL_ENTRIES = EntryFilter()
