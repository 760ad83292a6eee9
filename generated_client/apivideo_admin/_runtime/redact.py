"""Keeps what a request held in confidence out of every message, also where a server or a transport repeats it."""

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
"""The extension of a request that names its secret parameters and properties; transports do not look at it."""

_MIN_SECRET_LENGTH = 8
"""Shorter values are no secrets, and would be found by chance inside of other words."""


def redact(text: str, request: httpx2.Request) -> str:
    """Give the text without the key and the secrets of the request."""
    for secret in _secrets(request):
        for form in _encodings(secret):
            text = text.replace(form, REDACTED)
    return text


def redact_body(body: bytes, request: httpx2.Request) -> bytes:
    """Give a body without the key and the secrets of the request."""
    for secret in _secrets(request):
        for form in _encodings(secret):
            body = body.replace(form.encode(), REDACTED.encode())
    return body


def _secrets(request: httpx2.Request) -> Iterator[str]:
    _, _, credentials = request.headers.get("Authorization", "").partition(" ")
    yield credentials
    with contextlib.suppress(binascii.Error, UnicodeDecodeError):  # the caller can send a header of another make
        yield base64.b64decode(credentials).decode().removesuffix(":")
    names = request.extensions.get(SECRETS_EXTENSION, ())
    for name in names:
        yield from request.url.params.get_list(name)
    if names and request.content:
        body = msgspec.json.decode(request.content)
        yield from (body[name] for name in names if isinstance(body.get(name), str))


def _encodings(secret: str) -> set[str]:
    """Give the ways in which a secret can be written: as it is, in JSON, and in a URL."""
    if len(secret) < _MIN_SECRET_LENGTH:
        return set()
    in_json = {json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    return {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), *in_json}
