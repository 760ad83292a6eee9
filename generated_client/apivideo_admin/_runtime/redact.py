"""Remove the key and the secrets of a request from text that a server or a transport echoes.

A part of a secret is removed too, from eight characters on: texts are cut off, and a secret can be split over two fields.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

import msgspec

from .model import REDACTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import httpx2

SECRETS_EXTENSION = "apivideo_admin_secrets"
"""The request extension that names its secret parameters and properties; transports ignore it."""

SECRET_VALUES = "apivideo_admin_secret_values"  # noqa: S105 (a name)
"""The request extension with secrets that a server knows, and that the request need not contain: those of the first page."""

_MIN_LENGTH = 8
"""Shorter texts are not removed: they occur in ordinary text by chance."""

_CREDENTIAL = re.compile("auth|cookie|credential|key|pass|secret|session|signature|token")
"""A part of the name of each header, in lower case, whose value is secret, for example for a gateway before the server."""

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)


def redact(text: str, request: httpx2.Request | None) -> str:
    """Return the text with the key and the secrets of the request replaced."""
    return text if request is None else _mask(text, _forms(request))


def contains_secret(text: str, request: httpx2.Request | None) -> bool:
    """Return whether a part of the key or of a secret of the request is in the text."""
    return redact(text, request) != text


def redact_body(body: bytes, request: httpx2.Request | None) -> bytes:
    """Return the body with the key and the secrets of the request replaced, also where JSON escapes hide them."""
    if request is None:
        return body
    forms = _forms(request)
    forms |= {form.encode().decode("latin-1") for form in forms}
    text = body.decode("latin-1")  # a character for each byte, so that any body can be searched
    masked = _mask(text, forms)
    plain = _ESCAPE.sub(_unescaped, masked)
    if _mask(plain, forms) == plain:
        return masked.encode("latin-1")
    try:
        return msgspec.json.encode(_mask_json(msgspec.json.decode(body), forms))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return b""


def is_secret_header(name: str) -> bool:
    """Return whether the value of a header with this name is secret."""
    return _CREDENTIAL.search(name.lower()) is not None


def printable(text: str) -> str:
    """Return the text with control characters escaped: a terminal or a log would obey them."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2]


def _mask_json(value: Any, forms: set[str]) -> Any:
    if isinstance(value, str):
        return _mask(value, forms)
    if isinstance(value, dict):
        return {_mask(name, forms): _mask_json(one, forms) for name, one in value.items()}
    return [_mask_json(one, forms) for one in value] if isinstance(value, list) else value


def _mask(text: str, forms: Iterable[str]) -> str:
    """Return the text with each part that has eight characters in common with a form of a secret replaced, in any case."""
    searched = text.lower()
    if len(searched) != len(text):  # a few letters have a longer lower-case form
        searched = text
    hidden = bytearray(len(text))
    for form in {one.lower() for one in forms}:
        for first in range(len(form) - _MIN_LENGTH + 1):
            part = form[first : first + _MIN_LENGTH]
            at = searched.find(part)
            while at >= 0:
                hidden[at : at + _MIN_LENGTH] = b"\1" * _MIN_LENGTH
                at = searched.find(part, at + 1)
    if not any(hidden):
        return text
    shown: list[str] = []
    for index, character in enumerate(text):
        if not hidden[index]:
            shown.append(character)
        elif index == 0 or not hidden[index - 1]:
            shown.append(REDACTED)
    return "".join(shown)


def _forms(request: httpx2.Request) -> set[str]:
    return {form for secret in _secrets(request) for form in _encodings(secret)}


def _secrets(request: httpx2.Request) -> Iterator[str]:
    # "Authorization" is a secret header too; its value without the scheme, and what the value encodes, are secret on their own.
    _, _, credentials = request.headers.get("Authorization", "").partition(" ")
    yield credentials
    # extra_headers can replace the header with another scheme, which may not be base64.
    with contextlib.suppress(binascii.Error, UnicodeDecodeError):
        yield base64.b64decode(credentials).decode().removesuffix(":")
    yield from (value for name, value in request.headers.multi_items() if is_secret_header(name))
    yield from request.extensions.get(SECRET_VALUES, ())
    names = request.extensions.get(SECRETS_EXTENSION, ())
    for name in names:
        yield from request.url.params.get_list(name)
    if names and request.content:
        body = msgspec.json.decode(request.content)
        if isinstance(body, dict):
            for name in names:
                yield from _texts(body.get(name))


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _in_html(text: str) -> str:
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;")):
        text = text.replace(character, entity)
    return text


def _encodings(secret: str) -> set[str]:
    """Return the secret as plain text, and as JSON, Python, HTML and a URL write it."""
    if len(secret) < _MIN_LENGTH:
        return set()
    in_json = {json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    in_python = {repr(secret)[1:-1], repr(secret.encode())[2:-1]}
    in_url = {quote(secret, safe=""), quote(secret), quote_plus(secret)}
    return {secret, _in_html(secret), *in_json, *in_python, *in_url}
