"""What stood in an ``Authorization`` header, with names in the place of the keys: no report shows a key."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

#: The names of the variables that hold the keys, for who sends.
NAMES: Final[Mapping[str, str]] = {"first": "ADMIN_KEY", "second": "SECOND_KEY", "suspended": "SUSPENDED_KEY"}


@dataclass(frozen=True, slots=True)
class Key:
    """A key by its name, as it is or ``upper``, ``lower``, or the ``base64`` of it and a colon, without the padding."""

    name: str
    form: str = ""

    def of(self, key: str) -> str:
        """Give the text that it stands for."""
        return _forms(key)[self.form]


@dataclass(frozen=True, slots=True)
class Credential:
    """The scheme, and what follows: decoded where ``is_encoded``, else as it stood. No header at all where ``parts`` is None."""

    scheme: str
    parts: tuple[str | Key, ...] | None
    is_encoded: bool

    def header(self, keys: Mapping[str, str]) -> str | None:
        """Give the value of the header with these keys, by their names."""
        if self.parts is None:
            return None
        text = "".join(part.of(keys[part.name]) if isinstance(part, Key) else part for part in self.parts)
        return f"{self.scheme} {base64.b64encode(text.encode()).decode()}" if self.is_encoded else text


def credential_of(authorization: str | None, keys: Mapping[str, str]) -> Credential:
    """Read a header that was sent; ``keys`` are the keys by their names."""
    if authorization is None:
        return Credential("", None, is_encoded=False)
    scheme, _, rest = authorization.partition(" ")
    text = _decoded(rest) if scheme.lower() == "basic" else None
    if text is None:
        return Credential("", _named(authorization, keys), is_encoded=False)
    return Credential(scheme, _named(text, keys), is_encoded=True)


def _decoded(text: str) -> str | None:
    try:
        decoded = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return decoded if base64.b64encode(decoded.encode()).decode() == text else None


def _named(text: str, keys: Mapping[str, str]) -> tuple[str | Key, ...]:
    known: dict[str, Key] = {}
    for name, key in keys.items():
        for form, shape in _forms(key).items():
            known.setdefault(shape, Key(name, form))
    if not known:
        return (text,)
    pattern = "|".join(re.escape(one) for one in sorted(known, key=len, reverse=True))
    pieces = re.split(f"({pattern})", text)
    return tuple(known.get(one, one) for one in pieces if one) or ("",)


def _forms(key: str) -> dict[str, str]:
    encoded = base64.b64encode(f"{key}:".encode()).decode().rstrip("=")
    return {"": key, "upper": key.upper(), "lower": key.lower(), "base64": encoded}
