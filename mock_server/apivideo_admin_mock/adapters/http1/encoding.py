"""Encode a response (RFC 9112, section 4; RFC 9110, sections 6.6.1 and 8.6)."""

from __future__ import annotations

from typing import Final

from apivideo_admin_mock.http.messages import REASONS, Response

_STATUS_LINES: Final = {status: f"HTTP/1.1 {status} {reason}\r\n" for status, reason in REASONS.items()}
_OK: Final = 200
_NO_CONTENT: Final = 204
_NOT_MODIFIED: Final = 304

CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


class DeclaredResponse(Response, frozen=True):
    """A response with a ``Content-Length`` of its own, as a WSGI application sends it for HEAD."""


def encode_response(
    response: Response, date: str, connection: str | None, *, is_head: bool, sent: int | None = -1
) -> bytes:
    """Return a response as bytes. ``connection`` is the value of the field `Connection`, or None to leave it out.

    With ``sent``, only so many bytes of the body follow, and the declared length is larger than the body: no client accepts a
    part as the whole. A 204 has no length to declare and becomes a 200.
    """
    status, body = response.status, response.body
    is_partial = sent != -1
    if is_partial and not body:
        status = _OK
    lines = [_STATUS_LINES.get(status) or f"HTTP/1.1 {status} Unknown\r\n"]
    if status in {_NO_CONTENT, _NOT_MODIFIED}:
        lines += [f"{name}: {value}\r\n" for name, value in response.headers if not name.lower().startswith("content-")]
        body = b""
    else:
        lines += [f"{name}: {value}\r\n" for name, value in response.headers]
        if not isinstance(response, DeclaredResponse):
            lines.append(f"Content-Length: {len(body) + is_partial}\r\n")
    lines.append(f"Date: {date}\r\n\r\n" if connection is None else f"Date: {date}\r\nConnection: {connection}\r\n\r\n")
    head = "".join(lines).encode("latin-1", "replace")
    if is_head:
        return head
    return head + (body[:sent] if is_partial else body)
