"""How a client sends its key: the HTTP authentication schemes of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from apivideo_admin_mock.errors import SpecError
from apivideo_admin_mock.spec.refs import Refs

_REALM: Final = re.compile(r'realm="([^"\\]*)"')


class Scheme(StrEnum):
    """An HTTP authentication scheme: ``Basic`` with the key as the user name (RFC 7617), or ``Bearer`` with the key (RFC 6750)."""

    BASIC = "Basic"
    BEARER = "Bearer"


#: All schemes: the control plane accepts each of them.
SCHEMES: Final = tuple(Scheme)
#: The schemes by their name in lowercase: it is case-insensitive (RFC 9110, section 11.1).
BY_NAME: Final[Mapping[str, Scheme]] = {one.lower(): one for one in Scheme}


def read_schemes(document: Mapping[str, Any], refs: Refs) -> tuple[Scheme, ...]:
    """Return the schemes that the document accepts, the preferred one first. Raises SpecError for any other security."""
    found = tuple(_read(document, refs))
    if not found or len(set(found)) < len(found):
        raise SpecError("/security", "must have one requirement for HTTP Basic, one for HTTP Bearer, or both")
    return found


def _read(document: Mapping[str, Any], refs: Refs) -> Iterator[Scheme]:
    declared = document.get("components", {}).get("securitySchemes", {})
    for requirement in document.get("security", ()):
        names = list(requirement)
        scheme = refs.resolve(declared.get(names[0], {}), "/security") if len(names) == 1 else {}
        if scheme.get("type") != "http" or str(scheme.get("scheme")).lower() not in BY_NAME:
            shown = " and ".join(map(str, names)) or "no scheme"
            raise SpecError(
                "/security", f"a requirement has {shown}; write one scheme of the type `http`, basic or bearer"
            )
        yield BY_NAME[str(scheme["scheme"]).lower()]


def read_realm(document: Mapping[str, Any], refs: Refs) -> str:
    """Return the realm in the document's example of ``WWW-Authenticate``, or else the host of its first server."""
    for name, response in document.get("components", {}).get("responses", {}).items():
        header = response.get("headers", {}).get("WWW-Authenticate")
        example = header and refs.resolve(header, f"/components/responses/{name}").get("example")
        if found := _REALM.search(str(example)):
            return found[1]
    servers = document.get("servers") or [{"url": "https://localhost"}]
    return str(servers[0]["url"]).partition("://")[2].partition("/")[0]


def challenge(schemes: tuple[Scheme, ...], realm: str) -> str:
    """Return the ``WWW-Authenticate`` header of a 401 (RFC 9110, section 11.6.1)."""
    return ", ".join(f'{one} realm="{realm}"' for one in schemes)
