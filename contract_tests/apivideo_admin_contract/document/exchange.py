"""What went over the wire, as the transcript and the coverage need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from apivideo_admin_contract.document.document import Operation

#: Methods that change nothing (RFC 9110, section 9.2.1), as far as the API has them.
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer. ``who`` names the account, ``authorization`` is the header as sent, None for none.

    ``target`` is the path with its query, as sent; ``operation`` is None where no operation is documented for it.
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

    @property
    def path(self) -> str:
        """The path, percent-encoded as sent."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query as sent, without the question mark."""
        return self.target.partition("?")[2]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in the path, decoded, the outermost first; none where no operation is documented for it."""
        template = self.operation.path if self.operation else ""
        pairs = zip(template.split("/"), self.path.split("/"), strict=False)
        return tuple(unquote(sent) for name, sent in pairs if name.startswith("{"))


@dataclass(frozen=True, slots=True)
class ClockMoved:
    """The server's clock was moved by so many seconds."""

    seconds: float


Event = Exchange | ClockMoved
