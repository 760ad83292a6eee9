"""Remove the key and the secrets of a request from messages, including text that a server or a transport echoes."""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import msgspec

from .model import REDACTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

SECRETS_EXTENSION = "apivideo_admin_secrets"
"""The request extension that names its secret parameters and properties; transports ignore it."""

_MIN_SECRET_LENGTH = 8
"""Shorter values are not redacted: they occur in ordinary text by chance."""


def redact(text: str, request: httpx2.Request) -> str:
    """Return the text with the key and the secrets of the request replaced."""
    for secret in _secrets(request):
        for form in _encodings(secret):
            text = text.replace(form, REDACTED)
    return text


def redact_body(body: bytes, request: httpx2.Request) -> bytes:
    """Return the body with the key and the secrets of the request replaced."""
    for secret in _secrets(request):
        for form in _encodings(secret):
            body = body.replace(form.encode(), REDACTED.encode())
    return body


def _secrets(request: httpx2.Request) -> Iterator[str]:
    _, _, credentials = request.headers.get("Authorization", "").partition(" ")
    yield credentials
    # extra_headers can replace the header with another scheme, which may not be base64.
    with contextlib.suppress(binascii.Error, UnicodeDecodeError):
        yield base64.b64decode(credentials).decode().removesuffix(":")
    names = request.extensions.get(SECRETS_EXTENSION, ())
    for name in names:
        yield from request.url.params.get_list(name)
    if names and request.content:
        body = msgspec.json.decode(request.content)
        yield from (body[name] for name in names if isinstance(body.get(name), str))


def _encodings(secret: str) -> set[str]:
    """Return the secret as plain text, as JSON writes it, and as a URL writes it."""
    if len(secret) < _MIN_SECRET_LENGTH:
        return set()
    in_json = {json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    return {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), *in_json}
