"""A request and a response as plain values, so that the core knows no web framework."""

from __future__ import annotations

from dataclasses import dataclass, field

#: The largest payload that is read, in bytes (facts document: over 1 MiB is a 413).
MAX_BODY_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What the engine needs of an HTTP request.

    ``path`` is percent-decoded, ``query`` is as it was sent, without the question mark. ``body`` holds at most
    `MAX_BODY_BYTES`; where the request has more, ``oversize`` is true and ``body`` means nothing.
    """

    method: str
    path: str
    query: str = ""
    authorization: str | None = None
    content_type: str | None = None
    body: bytes = b""
    oversize: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a rim sends an answer that a fault has hit.

    It waits ``delay`` seconds first. Where ``sent`` is a number, so many bytes of the body are sent, then nothing for ``stall``
    seconds, and then the connection is closed; where ``sent`` is None it is closed without an answer.
    """

    delay: float = 0
    sent: int | None = -1
    stall: float = 0

    @property
    def complete(self) -> bool:
        """Whether the whole answer is sent."""
        return self.sent == -1


@dataclass(frozen=True, slots=True)
class Response:
    """What the engine answers. ``headers`` are in the order in which they are sent; the length is the rim's to add."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    delivery: Delivery | None = None
