"""Read the admin API key from the ``Authorization`` header (RFC 7617)."""

from __future__ import annotations

import base64
import binascii

from apivideo_admin_mock.problem import Kind, Problem


def read_key(authorization: str | None) -> str | Problem:
    """Return the key, or a problem if the header is missing or is not ``Basic base64("<key>:")``."""
    if authorization is None:
        return Problem(Kind.MISSING_AUTHORIZATION_HEADER)
    scheme, _, credentials = authorization.strip().partition(" ")
    if scheme.lower() != "basic":
        return Problem(Kind.INVALID_AUTHORIZATION_HEADER)
    try:
        decoded = base64.b64decode(credentials.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return Problem(Kind.INVALID_AUTHORIZATION_HEADER)
    key, colon, password = decoded.partition(":")
    if not key or not colon or password:
        return Problem(Kind.INVALID_AUTHORIZATION_HEADER)
    return key
