"""Decode a body in chunks (RFC 9112, section 7.1)."""

from __future__ import annotations

import re
from typing import Final

# A chunk size with its extensions, which are ignored, and a trailer field.
_MAX_LINE: Final = 4096
_MAX_TRAILER: Final = 16_384
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?")
_TRAILER = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*")


class ChunkDecoder:
    """Decodes chunks as they arrive. ``done`` is set after the last chunk and the trailer fields; ``error`` if they are invalid.

    ``rest`` holds what follows the body.
    """

    def __init__(self) -> None:
        self.done = False
        self.error: str | None = None
        self.rest = b""
        self._buffer = bytearray()
        self._left = 0  # bytes of the current chunk that are missing
        self._after_data = False  # the CRLF after the data of a chunk is missing
        self._in_trailer = False
        self._trailer = 0

    def feed(self, data: bytes) -> bytes:
        """Return the decoded part of the next bytes."""
        self._buffer += data
        decoded = bytearray()
        while not self.done and self.error is None:
            if self._left:
                part = self._buffer[: self._left]
                if not part:
                    break
                del self._buffer[: len(part)]
                self._left -= len(part)
                decoded += part
                self._after_data = self._left == 0
                continue
            line = self._next_line()
            if line is None:
                break
            self._read_line(line)
        if self.done:
            self.rest = bytes(self._buffer)
        return bytes(decoded)

    def _next_line(self) -> bytes | None:
        end = self._buffer.find(b"\n", 0, _MAX_LINE)
        if end < 0:
            if len(self._buffer) >= _MAX_LINE:
                self.error = f"A chunk size is longer than {_MAX_LINE} bytes."
            return None
        line = bytes(self._buffer[: end + 1])
        if not line.endswith(b"\r\n"):
            self.error = "A line between the chunks ends with LF; end it with CRLF."
            return None
        del self._buffer[: end + 1]
        return line[:-2]

    def _read_line(self, line: bytes) -> None:
        if self._after_data:
            self._after_data = False
            if line:
                self.error = "A chunk is longer than its size."
        elif self._in_trailer:
            self._trailer += len(line)
            if not line:
                self.done = True
            elif self._trailer > _MAX_TRAILER or _TRAILER.fullmatch(line) is None:
                self.error = "A trailer field is not `name: value`, or they are too long."
        else:
            match = _SIZE.fullmatch(line)
            if match is None:
                self.error = "A chunk size is not a hexadecimal number."
            else:
                self._left = int(match[1], 16)
                self._in_trailer = self._left == 0
