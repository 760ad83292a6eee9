"""How a client sends its key: the HTTP authentication schemes of the document."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Scheme(StrEnum):
    """An HTTP authentication scheme: ``Basic`` with the key as the user name (RFC 7617), or ``Bearer`` with the key (RFC 6750)."""

    BASIC = "Basic"
    BEARER = "Bearer"

    def header(self, key: str) -> str:
        """Return the value of the ``Authorization`` header for a key."""
        return basic(key) if self is Scheme.BASIC else f"{self} {key}"


def basic(key: str, password: str = "") -> str:
    """Return a value of the ``Authorization`` header in HTTP Basic."""
    return f"{Scheme.BASIC} " + base64.b64encode(f"{key}:{password}".encode()).decode()


def read_schemes(node: Mapping[str, Any]) -> tuple[Scheme, ...]:
    """Return the schemes that a document accepts, the preferred one first: HTTP Basic if it declares neither."""
    by_name = {one.lower(): one for one in Scheme}
    declared = node.get("components", {}).get("securitySchemes", {})
    names = [str(declared.get(name, {}).get("scheme")).lower() for way in node.get("security", ()) for name in way]
    return tuple(by_name[name] for name in names if name in by_name) or (Scheme.BASIC,)
