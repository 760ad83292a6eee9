"""Parse the request line and the header fields of a request (RFC 9112, sections 2 to 7; RFC 9110, section 7.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final
from urllib.parse import quote_from_bytes, unquote_to_bytes

#: The largest request line with header fields, in bytes, and the largest number of fields. Beyond them: 414 or 431.
MAX_HEAD_BYTES: Final = 65_536
MAX_FIELDS: Final = 100

#: The length of a body in chunks, which is known at its end only.
CHUNKED: Final = -1

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
# The characters that browsers leave in a URL (WHATWG URL, query percent-encode set), which are more than RFC 3986 allows.
_TARGET = rb"[\x21\x24-\x3b\x3d\x3f-\x7e\x80-\xff]+"
_REQUEST_LINE = re.compile(rb"(" + _TOKEN + rb") (" + _TARGET + rb") HTTP/([0-9])\.([0-9])")
_ANY_REQUEST_LINE = re.compile(_TOKEN + rb" [^ ]+ HTTP/([0-9])\.[0-9]")
_FIELD_NAME = re.compile(_TOKEN)
# A line ends with CRLF, and nothing else in the head is a control character except the tab.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|(?<!\r)\n")
_BARE_LF = re.compile(rb"\n\r?\n")
_HOST = re.compile(rb"(?:\[[0-9A-Fa-f:.]+\]|[!$&'()*+,;=0-9A-Za-z._~%-]*)(?::[0-9]*)?")
_DIGITS = re.compile(rb"[0-9]{1,19}")
_RESERVED: Final = "%&=+;,/?:@!$'()*[]"
_SLASH: Final = ord("/")
_SINGLE: Final = frozenset({"host", "authorization", "content-type"})
_MAX_KNOWN: Final = 1024  # bytes of fields that are cached
_ENCODED_SLASH = re.compile(rb"%2f", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that is not read further: the status of its response, and what is wrong with it."""

    status: int
    detail: str


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """The header fields of a request, and what they say about its body and its connection.

    ``values`` have lowercase names; repeated fields are joined with a comma. ``length`` is the length of the body in bytes, or
    `CHUNKED`.
    """

    values: Mapping[str, str]
    length: int
    keep_alive: bool
    expects_continue: bool


@dataclass(slots=True, eq=False)
class Head:
    """A request without its body.

    ``path`` is percent-decoded, except that an encoded slash stays ``%2F``: it is a part of a segment. ``query`` is
    percent-encoded. ``fields`` and ``length`` are those of `Fields`. ``target`` is the request target as sent.
    """

    method: str
    path: str
    query: str
    fields: Fields
    length: int
    is_http_1_0: bool
    target: bytes = b"/"

    def field(self, name: str) -> str | None:
        """Return the value of a header field, whose name is in lowercase, or None."""
        return self.fields.values.get(name)


_OTHER_VERSION: Final = Refusal(505, "The server speaks HTTP/1.1.")


def find_end(buffer: bytes | bytearray, start: int) -> int | Refusal | None:
    """Return the position of the empty line that ends a head, None if it is not received yet, or a refusal."""
    end = buffer.find(b"\r\n\r\n", start)
    if end > MAX_HEAD_BYTES or (end < 0 and len(buffer) > MAX_HEAD_BYTES):
        if buffer.find(b"\r\n", 0, MAX_HEAD_BYTES) < 0:
            return Refusal(414, f"The request line is longer than {MAX_HEAD_BYTES} bytes.")
        return Refusal(431, f"The header fields are longer than {MAX_HEAD_BYTES} bytes.")
    if end >= 0:
        return end
    if _BARE_LF.search(buffer, start):
        return Refusal(400, "A line ends with LF; end it with CRLF.")
    return None


def parse_head(raw: bytes) -> Head | Refusal:
    """Parse a head, without the empty line that ends it."""
    line, _, block = raw.partition(b"\r\n")
    match = _REQUEST_LINE.fullmatch(line)
    if match is None:
        return _refuse_line(line)
    method, target, major, minor = match.groups()
    if major != b"1":
        return _OTHER_VERSION
    is_http_1_0 = minor == b"0"
    fields = (_parse_known if len(block) <= _MAX_KNOWN else _parse_fields)(block, is_http_1_0)
    if isinstance(fields, Refusal):
        return fields
    sent = target
    if target[0] != _SLASH:
        found = _origin_form(method, target, fields)
        if isinstance(found, Refusal):
            return found
        target, fields = found
    path, _, query = target.partition(b"?")
    return Head(
        method.decode(),
        path.decode() if path.isascii() and b"%" not in path else decode_path(path),
        encode_query(query),
        fields,
        fields.length,
        is_http_1_0,
        sent,
    )


def _refuse_line(line: bytes) -> Refusal:
    match = _ANY_REQUEST_LINE.fullmatch(line)
    if match is None:
        return Refusal(400, "The request line is not `METHOD target HTTP/1.1`.")
    if match[1] != b"1":
        return _OTHER_VERSION
    return Refusal(400, "The request target contains a character that must be percent-encoded.")


def decode_path(path: bytes) -> str:
    """Decode a percent-encoded path. An encoded slash stays ``%2F``, because it does not separate segments."""
    if _ENCODED_SLASH.search(path):
        path = _ENCODED_SLASH.sub(b"%252F", path)
    return unquote_to_bytes(path).decode("utf-8", "replace")


def encode_query(query: bytes) -> str:
    """Return a query with its bytes beyond ASCII percent-encoded (RFC 3986, section 3.4)."""
    return query.decode() if query.isascii() else quote_from_bytes(query, safe=_RESERVED)


def _parse_fields(block: bytes, is_http_1_0: bool) -> Fields | Refusal:  # noqa: FBT001 - the key of the cache below
    if _CONTROL.search(block):
        return Refusal(400, "A header field contains a control character.")
    values = _parse_values(block.split(b"\r\n") if block else [])
    if isinstance(values, Refusal):
        return values
    if not is_http_1_0 and "host" not in values:
        return Refusal(400, "The header field Host is missing.")
    length = _body_length(values, is_http_1_0=is_http_1_0)
    if isinstance(length, Refusal):
        return length
    expects = values.get("expect", "").lower()
    if expects not in {"", "100-continue"}:
        return Refusal(417, "The only expectation that the server supports is 100-continue.")
    return Fields(
        values,
        length,
        _keeps_alive(values.get("connection", ""), is_http_1_0=is_http_1_0),
        # An HTTP/1.0 client does not know 100 (RFC 9110, section 10.1.1).
        bool(expects) and not is_http_1_0 and length != 0,
    )


#: A client sends the same fields with most requests of a connection.
_parse_known = lru_cache(maxsize=256)(_parse_fields)


def _parse_values(lines: list[bytes]) -> dict[str, str] | Refusal:
    if len(lines) > MAX_FIELDS:
        return Refusal(431, f"The request has more than {MAX_FIELDS} header fields.")
    values: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or _FIELD_NAME.fullmatch(name) is None:
            # A space before the colon, or a line that continues the previous one (RFC 9112, sections 5.1 and 5.2).
            return Refusal(400, "A header field is not `name: value`.")
        key, text = name.decode().lower(), value.strip(b" \t").decode("latin-1")
        before = values.get(key)
        if before is None:
            values[key] = text
        elif key in _SINGLE:
            return Refusal(400, f"The header field {key.title()} occurs more than once.")
        elif key == "content-length" and before != text:
            return Refusal(400, "The header fields Content-Length differ.")
        elif key != "content-length":
            values[key] = f"{before}, {text}"
    if _HOST.fullmatch(values.get("host", "").encode("latin-1")) is None:
        return Refusal(400, "The value of Host is not a host with an optional port.")
    return values


def _origin_form(method: bytes, target: bytes, fields: Fields) -> tuple[bytes, Fields] | Refusal:
    """Return the path and query of a target that is not a path, and the fields with its host (RFC 9112, section 3.2)."""
    if target == b"*" and method == b"OPTIONS":
        return target, fields
    if method == b"CONNECT":
        return Refusal(501, "The server is not a proxy.")
    scheme, separator, rest = target.partition(b"://")
    if not separator or scheme.lower() not in {b"http", b"https"}:
        return Refusal(400, "The request target is neither a path nor an absolute URL.")
    end = next((index for index, byte in enumerate(rest) if byte in b"/?"), len(rest))
    host, path = rest[:end], rest[end:]
    if not host or _HOST.fullmatch(host) is None:
        return Refusal(400, "The request target has no valid host.")
    fields = replace(fields, values={**fields.values, "host": host.decode()})
    return (path if path.startswith(b"/") else b"/" + path), fields


def _body_length(values: dict[str, str], *, is_http_1_0: bool) -> int | Refusal:
    """Return the length of the body, or `CHUNKED` (RFC 9112, section 6.3)."""
    coding, declared = values.get("transfer-encoding"), values.get("content-length")
    if coding is not None:
        return _check_coding(coding.lower(), has_length=declared is not None, is_http_1_0=is_http_1_0) or CHUNKED
    if declared is None:
        return 0
    if _DIGITS.fullmatch(declared.encode("latin-1")) is None:
        return Refusal(400, "The value of Content-Length is not a number of bytes.")
    return int(declared)


def _check_coding(coding: str, *, has_length: bool, is_http_1_0: bool) -> Refusal | None:
    """Return why the server does not read a body with a transfer coding, or None."""
    if has_length:
        return Refusal(400, "The request has both Transfer-Encoding and Content-Length.")
    if is_http_1_0:
        return Refusal(400, "HTTP/1.0 has no Transfer-Encoding.")
    if coding.rpartition(",")[2].strip() != "chunked":
        return Refusal(400, "The last transfer coding is not chunked, so the length of the body is unknown.")
    return (
        None if coding == "chunked" else Refusal(501, "The only transfer coding that the server supports is chunked.")
    )


def _keeps_alive(options: str, *, is_http_1_0: bool) -> bool:
    """Whether the connection stays open after the response (RFC 9112, section 9.3)."""
    chosen = {option.strip().lower() for option in options.split(",")}
    return "close" not in chosen and (not is_http_1_0 or "keep-alive" in chosen)
