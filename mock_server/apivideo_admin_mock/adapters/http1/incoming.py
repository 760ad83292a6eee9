"""The body of a request while it arrives."""

from __future__ import annotations

from apivideo_admin_mock.adapters.http1.application import Body
from apivideo_admin_mock.adapters.http1.chunked import ChunkDecoder
from apivideo_admin_mock.adapters.http1.head import CHUNKED, Head


class Incoming:
    """Collects a body of up to ``limit`` bytes. ``done`` is set at its end, or when it turns out to be too large or invalid.

    ``size`` is the number of bytes that it can take. ``rest`` holds what follows the body.
    """

    def __init__(self, head: Head, limit: int) -> None:
        self.head = head
        self.oversize = head.length > limit
        self.done = False
        self.rest = b""
        self.size = limit + 1 if head.length == CHUNKED else head.length
        self._limit = limit
        self._decoder = ChunkDecoder() if head.length == CHUNKED else None
        self._parts: list[bytes] = []
        self._received = 0
        self._defect: str | None = None

    def feed(self, data: bytes, *, keep: bool = True) -> None:
        """Add the next bytes, or only count them."""
        if self._decoder is None:
            missing = self.head.length - self._received
            data, self.rest = data[:missing], data[missing:]
            self.done = len(data) == missing
        else:
            data = self._decoder.feed(data)
            self.done = self._decoder.done or self._decoder.error is not None
            self.rest, self._defect = self._decoder.rest, self._decoder.error
        self._received += len(data)
        if self._received > self._limit:
            self.oversize = self.done = True
        elif keep and data:
            self._parts.append(data)

    def end(self) -> None:
        """Note that the client sends nothing more."""
        if not self.done:
            expected = "its last chunk" if self._decoder is not None else f"{self.head.length} bytes"
            self._defect = f"The payload ended after {self._received} bytes, before {expected}."

    def body(self) -> Body:
        """Return the body. Afterwards the received bytes are no longer kept here."""
        parts, self._parts = self._parts, []
        if self.oversize or self._defect is not None:
            return Body(oversize=self.oversize, defect=self._defect)
        return Body(parts[0] if len(parts) == 1 else b"".join(parts))
