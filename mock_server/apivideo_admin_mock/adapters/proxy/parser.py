"""Parse a response (RFC 9112). The parser is pure: bytes in, a response out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from apivideo_admin_mock.adapters.http1.chunked import ChunkDecoder
from apivideo_admin_mock.adapters.http1.head import MAX_FIELDS, MAX_HEAD_BYTES
from apivideo_admin_mock.proxy.exchange import UpstreamResponse

_STATUS_LINE: Final = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9]{2})(?: [\t\x20-\x7e\x80-\xff]*)?")
_FIELD: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*")
_DIGITS: Final = re.compile(r"[0-9]{1,19}")
_SWITCHING: Final = 101
_FINAL: Final = 200
_BODILESS: Final = frozenset({204, 304})
_UNTIL_CLOSE: Final = -1


class InvalidResponseError(Exception):
    """A response violates HTTP/1.1, or is too large. Its message says how."""


class ResponseParser:
    """Collects one response. ``done`` is set at its end; ``has_started`` once its first byte arrived.

    ``keep_alive`` is whether the connection can be used again. A body has at most ``max_bytes``.
    """

    def __init__(self, *, is_head: bool, max_bytes: int) -> None:
        self._is_head, self._max_bytes = is_head, max_bytes
        self.done = self.has_started = self.keep_alive = False
        self._buffer = b""
        self._status = 0
        self._headers: tuple[tuple[str, str], ...] = ()
        self._fields: dict[str, str] = {}
        self._missing = 0
        self._decoder: ChunkDecoder | None = None
        self._parts: list[bytes] = []
        self._received = 0

    def feed(self, data: bytes) -> None:
        """Add the next bytes. Raises InvalidResponseError."""
        self.has_started = True
        if self._status:
            self._feed_body(data)
            return
        self._buffer += data
        while not self._status:
            end = self._buffer.find(b"\r\n\r\n")
            if max(end, len(self._buffer) if end < 0 else 0) > MAX_HEAD_BYTES:
                raise InvalidResponseError(f"its header fields are longer than {MAX_HEAD_BYTES} bytes")
            if end < 0:
                return
            head, self._buffer = self._buffer[:end], self._buffer[end + 4 :]
            self._parse_head(head)
        data, self._buffer = self._buffer, b""
        self._feed_body(data)

    def end(self) -> None:
        """Note that the server closed the connection. Raises InvalidResponseError if the response is not complete."""
        if self._status and self._missing == _UNTIL_CLOSE and self._decoder is None:
            self.done = True
        if not self.done:
            raise InvalidResponseError("the connection closed before its end")

    def response(self) -> UpstreamResponse:
        """Return the response that is done."""
        return UpstreamResponse(self._status, self._headers, self._fields, b"".join(self._parts))

    def _parse_head(self, head: bytes) -> None:
        line, *lines = head.split(b"\r\n")
        match = _STATUS_LINE.fullmatch(line)
        if match is None:
            raise InvalidResponseError("its first line is not `HTTP/1.1 STATUS`")
        if len(lines) > MAX_FIELDS:
            raise InvalidResponseError(f"it has more than {MAX_FIELDS} header fields")
        parsed = [_parse_field(one) for one in lines]
        known = {key: value for (_, value), key in parsed}
        if len(known) < len(parsed):
            known = _joined(parsed)
        status = int(match[2])
        if status == _SWITCHING:
            raise InvalidResponseError("the server switches to another protocol")
        if status < _FINAL:  # an interim response (RFC 9110, section 15.2)
            return
        self._status, self._headers, self._fields = status, tuple([field for field, _ in parsed]), known
        options = known.get("connection")
        self.keep_alive = match[1] == b"1" and (
            options is None or "close" not in {one.strip().lower() for one in options.split(",")}
        )
        self._begin_body(status, known)

    def _begin_body(self, status: int, known: dict[str, str]) -> None:
        """Find the length of the body (RFC 9112, section 6.3)."""
        coding, declared = known.get("transfer-encoding"), known.get("content-length")
        if self._is_head or status in _BODILESS:
            return
        if coding is not None:
            if declared is not None:
                raise InvalidResponseError("it has both Transfer-Encoding and Content-Length")
            if coding.lower() != "chunked":
                raise InvalidResponseError("its transfer coding is not chunked")
            self._decoder, self._missing = ChunkDecoder(), _UNTIL_CLOSE
        elif declared is None:
            self._missing, self.keep_alive = _UNTIL_CLOSE, False
        else:
            if _DIGITS.fullmatch(declared) is None:
                lengths = {one.strip() for one in declared.split(",")}
                if len(lengths) > 1 or _DIGITS.fullmatch(declared := lengths.pop()) is None:
                    raise InvalidResponseError("its Content-Length is not a number of bytes")
            self._missing = int(declared)
            self._check_size(self._missing)

    def _feed_body(self, data: bytes) -> None:
        if self._decoder is not None:
            data = self._decoder.feed(data)
            if self._decoder.error is not None:
                raise InvalidResponseError(f"its chunks are invalid: {self._decoder.error}")
            self._keep(data)
            self.done, rest = self._decoder.done, self._decoder.rest
        elif self._missing == _UNTIL_CLOSE:
            self._keep(data)
            return
        else:
            data, rest = data[: self._missing], data[self._missing :]
            self._keep(data)
            self._missing -= len(data)
            self.done = self._missing == 0
        # Bytes after a response belong to no request.
        self.keep_alive = self.keep_alive and not rest

    def _keep(self, data: bytes) -> None:
        self._received += len(data)
        self._check_size(self._received)
        if data:
            self._parts.append(data)

    def _check_size(self, size: int) -> None:
        if size > self._max_bytes:
            raise InvalidResponseError(f"its body has more than {self._max_bytes} bytes")


def _joined(parsed: list[tuple[tuple[str, str], str]]) -> dict[str, str]:
    """Return the fields with lowercase names, the repeated ones joined with a comma (RFC 9110, section 5.3)."""
    known: dict[str, str] = {}
    for (_, value), key in parsed:
        known[key] = f"{known[key]}, {value}" if key in known else value
    return known


@lru_cache(maxsize=1024)
def _parse_field(line: bytes) -> tuple[tuple[str, str], str]:
    """Return the name and value in a line, and the name in lowercase. A server sends the same lines with most responses."""
    field = _FIELD.fullmatch(line)
    if field is None:
        raise InvalidResponseError("a header field is not `name: value`")
    name = field[1].decode()
    return (name, field[2].decode("latin-1")), name.lower()
