"""Recorded requests and responses, moves of the server's clock, and waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from apivideo_admin_contract.document.document import Operation

#: The safe methods of the API (RFC 9110, section 9.2.1).
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response.

    ``account`` is the name of the account that sent it, ``target`` the path and query as sent, ``authorization`` the header as sent (None
    without one), ``operation`` None for an undocumented path or method. Header names are in lower case. ``is_concurrent`` is whether the
    check sent it from another thread than its own, at the same time as others. ``started`` is in seconds since 1970-01-01 (UTC), and
    ``seconds`` is how long the response took; equal exchanges may differ in these.
    """

    account: str
    method: str
    target: str
    authorization: str | None
    headers: Mapping[str, str]
    content: bytes | None
    operation: Operation | None
    status: int
    response_headers: Mapping[str, str]
    body: bytes
    is_concurrent: bool = False
    started: float = field(default=0.0, compare=False)
    seconds: float = field(default=0.0, compare=False)

    @property
    def path(self) -> str:
        """The path, percent-encoded as sent."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query as sent, without the question mark; empty without a query."""
        return self.target.partition("?")[2]

    @property
    def ids(self) -> tuple[str, ...]:
        """The decoded ids in the path, outermost first; empty without an operation."""
        template = self.operation.path if self.operation else ""
        pairs = zip(template.split("/"), self.path.split("/"), strict=False)
        return tuple(unquote(sent) for name, sent in pairs if name.startswith("{"))


@dataclass(frozen=True, slots=True)
class ClockMoved:
    """A move of the server's clock forward, in seconds; at a URL, where the suite cannot move it, a wait."""

    seconds: float


Event = Exchange | ClockMoved
