"""The HTTP authentication schemes of the document, and the challenge that names them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

#: The supported schemes as a document names them, and as headers do (RFC 7617, RFC 6750).
SCHEMES: Final[Mapping[str, str]] = {"basic": "Basic", "bearer": "Bearer"}

_REALM: Final = re.compile(r'realm="([^"\\]*)"')


def read_schemes(bundle: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the schemes of a document, the preferred one first. A document that is not linted may declare none: ``Basic``."""
    declared = bundle.get("components", {}).get("securitySchemes", {})
    names = (scheme_name(declared.get(name)) for requirement in bundle.get("security", ()) for name in requirement)
    return tuple(filter(None, names)) or (SCHEMES["basic"],)


def scheme_name(scheme: Any) -> str:
    """Return ``Basic`` or ``Bearer`` for a security scheme object, or an empty string for any other."""
    if not isinstance(scheme, Mapping) or scheme.get("type") != "http":
        return ""
    return SCHEMES.get(str(scheme.get("scheme")).lower(), "")  # case-insensitive (RFC 9110, section 11.1)


def challenge(schemes: Sequence[str], example: str, server: str) -> str:
    """Return the ``WWW-Authenticate`` header of a 401. The realm is that of the example, or else the host of the server."""
    found = _REALM.search(example)
    realm = found[1] if found else server.partition("://")[2].partition("/")[0]
    return ", ".join(f'{one} realm="{realm}"' for one in schemes)
