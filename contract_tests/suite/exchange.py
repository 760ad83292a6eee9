"""What went over the wire, as the transcript and the coverage need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contract_tests.document import Operation


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer. ``who`` names the account, ``authorization`` is the header as sent, None for none.

    ``target`` is the path with its query, as sent; ``operation`` is None where no operation is documented for it.
    """

    who: str
    method: str
    target: str
    authorization: str | None
    headers: Mapping[str, str]
    content: bytes | None
    operation: Operation | None
    status: int
    answer_headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path, percent-encoded as sent."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query as sent, without the question mark."""
        return self.target.partition("?")[2]


@dataclass(frozen=True, slots=True)
class Moved:
    """The server's clock was moved by so many seconds."""

    seconds: float


Event = Exchange | Moved
