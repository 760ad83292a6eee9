"""Read and write the ``Authorization`` header, which carries the admin API key."""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from typing import Final

from apivideo_admin_mock.http.problems import Problem
from apivideo_admin_mock.spec.problems import Kind
from apivideo_admin_mock.spec.security import BY_NAME, Scheme

#: The text that a Bearer header can carry (RFC 6750, section 2.1).
TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]+=*")

_MAX_CACHED: Final = 256
_MISSING: Final = Problem(Kind.MISSING_AUTHORIZATION_HEADER)
_MALFORMED: Final = Problem(Kind.INVALID_AUTHORIZATION_HEADER)


def write_key(scheme: Scheme, key: str) -> str:
    """Return the header for a key: ``Basic base64("<key>:")`` (RFC 7617) or ``Bearer <key>`` (RFC 6750)."""
    return f"{scheme} {base64.b64encode(f'{key}:'.encode()).decode() if scheme is Scheme.BASIC else key}"


def read_key(authorization: str | None, schemes: tuple[Scheme, ...]) -> str | Problem:
    """Return the admin API key of a header in one of the schemes, or a problem if the header is missing or malformed."""
    if authorization is None:
        return _MISSING
    return (_read_often if len(authorization) <= _MAX_CACHED else _read)(authorization, schemes)


def _read(authorization: str, schemes: tuple[Scheme, ...]) -> str | Problem:
    name, _, text = authorization.strip().partition(" ")
    scheme = BY_NAME.get(name.lower())
    if scheme is None or scheme not in schemes:
        return _MALFORMED
    return _user_name(text.strip()) if scheme is Scheme.BASIC else _token(text.strip())


# A client sends the same header with each request.
_read_often = lru_cache(maxsize=256)(_read)


def _user_name(credentials: str) -> str | Problem:
    try:
        decoded = base64.b64decode(credentials, validate=True).decode()
    except (binascii.Error, ValueError):
        return _MALFORMED
    key, colon, password = decoded.partition(":")
    return key if key and colon and not password else _MALFORMED


def _token(text: str) -> str | Problem:
    return text if TOKEN.fullmatch(text) else _MALFORMED
