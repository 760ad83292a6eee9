"""What passes through the proxy, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from apivideo_admin_mock.http.messages import Request, SpecViolation
from apivideo_admin_mock.http.reading import ParsedRequest
from apivideo_admin_mock.spec import Operation


@dataclass(frozen=True, slots=True)
class UpstreamResponse:
    """The response of the upstream server, without its interim responses and the framing of its body.

    ``headers`` are as sent; ``fields`` have lowercase names, and repeated ones are joined with a comma.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    fields: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class UpstreamFailure:
    """Why there is no response of the upstream server, and the status that the client gets instead: 502 or 504."""

    status: int
    detail: str


@dataclass(frozen=True, slots=True)
class Observed:
    """A request that reached the upstream server, and its response.

    ``key`` is None without a valid ``Authorization`` header. ``operation`` is None for an unknown URL, ``parsed`` for an invalid request.
    ``at`` is in seconds since 1970-01-01 (UTC), ``duration`` in seconds.
    """

    key: str | None
    request: Request
    operation: Operation | None
    ids: tuple[str, ...]
    parsed: ParsedRequest | None
    response: UpstreamResponse
    request_id: str
    at: float
    duration: float
    violations: tuple[SpecViolation, ...]


class Observer(Protocol):
    """Gets each request with its response, in the order of the responses."""

    def add(self, observed: Observed) -> None:
        """Take a request and its response."""
